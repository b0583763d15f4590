// What comes: the next invoices of a subscription, priced by the till, and which of them is a discount's last.
import { evaluate } from "./evaluate"
import { covers, cycleAt, trialEnd } from "./schedule"
import type { SubscriptionCalendar } from "./schedule"
import type { Cycle, Discount, Document, Evaluation, Line, ShippingLine } from "./types"

/**
 * True if a discount that takes money off this document takes nothing off the next cycle (null: there is none). Give the
 * cycle the discount met here. For a billed invoice as well as for a coming one; `is_last` of the API.
 */
export function isLast(
  discount: Discount,
  here: { document_id: string; cycle: Cycle },
  next: Cycle | null,
  time_zone = "utc",
): boolean {
  if (next === null) {
    return true
  }
  const after = withUse(discount, here.document_id, here.cycle)
  // A space cannot be in a stored id, so the next document is never one of the history's.
  return covers(after, next, `next ${next.key}`, time_zone) !== null
}

/** The discount as it is once the document has been redeemed: started, and with the document in its history. */
export function withUse(discount: Discount, document_id: string, cycle: Cycle): Discount {
  return {
    ...discount,
    starts_at: discount.starts_at ?? cycle.starts_at,
    history: [
      ...discount.history.filter((use) => use.document_id !== document_id),
      { document_id, cycle_key: cycle.key },
    ],
  }
}

export interface ForecastInput {
  subscription: SubscriptionCalendar & {
    currency_code: string
    /** Number of the first coming cycle, from 0; 1 after the sign-up has been billed. Default 0. */
    from_index?: number
  }
  /** What each cycle bills, at full price; cycles are filled in here. */
  lines: Omit<Line, "cycle">[]
  shipping?: ShippingLine[]
  discounts: Discount[]
  /** How many cycles to look ahead. */
  count: number
}

export interface ForecastCycle {
  index: number
  cycle: Cycle
  document: Document
  evaluation: Evaluation
  /** Discounts that take money off this document; `is_last`: the last of the coming ones. */
  discounts: { discount_id: string; amount_minor: number; is_last: boolean }[]
}

/**
 * The coming invoices of a subscription, priced by the till itself (law 3): for each cycle the document, its evaluation and
 * which discounts it is the last one of. A trial costs nothing and so consumes nothing (rule 13). Changes no input.
 */
export function forecast(input: ForecastInput): ForecastCycle[] {
  const { subscription } = input
  const from = subscription.from_index ?? 0
  const coming: ForecastCycle[] = []
  let discounts = input.discounts
  for (let index = from; index < from + input.count; index++) {
    const cycle = cycleAt(subscription, index)
    if (isOver(subscription, cycle)) {
      break
    }
    const document = documentOf(input, cycle, index)
    const evaluation = evaluate(document, discounts, subscription.time_zone)
    const next = cycleAt(subscription, index + 1)
    coming.push({
      index,
      cycle,
      document,
      evaluation,
      discounts: usesOf(
        evaluation,
        discounts,
        document,
        cycle,
        isOver(subscription, next) ? null : next,
        subscription.time_zone,
      ),
    })
    const used = new Set(evaluation.parts.map((part) => part.discount_id))
    discounts = discounts.map((discount) => (used.has(discount.id) ? withUse(discount, document.id, cycle) : discount))
  }
  return coming
}

function isOver(subscription: SubscriptionCalendar, cycle: Cycle): boolean {
  const { ends_at } = subscription
  return ends_at !== null && ends_at !== undefined && cycle.starts_at >= ends_at
}

function documentOf(input: ForecastInput, cycle: Cycle, index: number): Document {
  const is_trial = index === 0 && trialEnd(input.subscription) !== null
  return {
    id: `forecast ${cycle.key}`,
    currency_code: input.subscription.currency_code,
    lines: input.lines.map((line) => ({ ...line, cycle, amount_minor: is_trial ? 0 : line.amount_minor })),
    shipping: is_trial ? [] : (input.shipping ?? []),
    credit_minor: 0,
  }
}

function usesOf(
  evaluation: Evaluation,
  discounts: Discount[],
  document: Document,
  cycle: Cycle,
  next: Cycle | null,
  time_zone: string | undefined,
): ForecastCycle["discounts"] {
  const byId = new Map(discounts.map((discount) => [discount.id, discount]))
  return evaluation.outcomes.flatMap(({ discount_id, amount_minor }) => {
    const discount = byId.get(discount_id)
    return discount && amount_minor > 0
      ? [{ discount_id, amount_minor, is_last: isLast(discount, { document_id: document.id, cycle }, next, time_zone) }]
      : []
  })
}
