// What comes: the next invoices of a subscription, priced by evaluation, and which of them is a discount's last.
import { periodAt, toCycle } from "./calendar"
import type { BillingCalendar } from "./calendar"
import { evaluate } from "./evaluate"
import { covers } from "./schedule"
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
    starts_at: discount.starts_at ?? cycle.billed_from ?? cycle.starts_at,
    history: [
      ...discount.history.filter((use) => use.document_id !== document_id),
      { document_id, cycle_key: cycle.key },
    ],
  }
}

/** A period that is going to be billed, and the name its invoice has until then. */
export interface ComingPeriod {
  document_id: string
  cycle: Cycle
}

/**
 * Prices coming periods one after the other, each with the discounts as they will be once the ones before it have been
 * billed: the one schedule for forecasts, coming invoices and the worked example (law 3). `price` answers what one period
 * comes to; its evaluation says which discounts it uses up. Changes no input.
 */
export function inOrder<P extends ComingPeriod, D extends Discount, T extends { evaluation: Evaluation }>(
  periods: Iterable<P>,
  discounts: D[],
  price: (period: P, discounts: D[]) => T,
): T[] {
  let known = discounts
  const all: T[] = []
  for (const period of periods) {
    const priced = price(period, known)
    const counted = priced.evaluation.outcomes.filter(({ amount_minor }) => amount_minor > 0)
    const used = new Set(counted.map(({ discount_id }) => discount_id))
    if (used.size > 0) {
      known = known.map((discount) =>
        used.has(discount.id) ? { ...discount, ...withUse(discount, period.document_id, period.cycle) } : discount,
      )
    }
    all.push(priced)
  }
  return all
}

export interface ForecastInput {
  subscription: BillingCalendar & {
    currency_code: string
    /** First instant that is not billed any more (epoch ms), for one that is to be cancelled; null or absent: open. */
    ends_at?: number | null
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
 * The coming invoices of a subscription, priced by evaluation itself (law 3): for each cycle the document, its evaluation and
 * which discounts it is the last one of. A trial costs nothing and so consumes nothing (rule 13). Changes no input.
 */
export function forecast(input: ForecastInput): ForecastCycle[] {
  const { time_zone } = input.subscription
  return inOrder(comingCycles(input), input.discounts, ({ index, cycle, next }, discounts) => {
    const document = documentOf(input, cycle)
    const evaluation = evaluate(document, discounts, time_zone)
    const uses = usesOf(evaluation, discounts, document, cycle, next, time_zone)
    return { index, cycle, document, evaluation, discounts: uses }
  })
}

/** The cycles that will be billed, each with the one after it if there is one. */
function comingCycles({ subscription, count }: ForecastInput) {
  const from = subscription.from_index ?? 0
  const open = (index: number) => {
    const cycle = toCycle(periodAt(subscription, index))
    return isOver(subscription, cycle) ? null : cycle
  }
  return Array.from({ length: count }, (_, ahead) => from + ahead).flatMap((index) => {
    const cycle = open(index)
    return cycle ? [{ index, cycle, next: open(index + 1), document_id: documentId(cycle) }] : []
  })
}

const documentId = (cycle: Cycle) => `forecast ${cycle.key}`

function isOver({ ends_at }: ForecastInput["subscription"], cycle: Cycle): boolean {
  return ends_at !== null && ends_at !== undefined && cycle.starts_at >= ends_at
}

const FREE = { amount_minor: 0, below_nano: 0 }

function documentOf(input: ForecastInput, cycle: Cycle): Document {
  const { currency_code, trial_end } = input.subscription
  const is_trial = trial_end !== null && cycle.starts_at < trial_end.getTime()
  return {
    id: documentId(cycle),
    currency_code,
    lines: input.lines.map((line) => ({ ...line, cycle, ...(is_trial && FREE) })),
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
