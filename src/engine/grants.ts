// Granted coupons: which of them takes effect on which line, so that the document costs least (rule 24).
import { evaluate } from "./evaluate"
import { compareExact, sumExact } from "./money"
import type { ExactAmount } from "./money"
import type { Discount, Document, Line, Part } from "./types"

/** A coupon shared by many lines is tried on this many of them, and on all; so that long carts stay quick. */
const MOST_TRIED = 50

/** A way to use granted coupons, and what it takes off, minor units. */
interface Plan {
  discounts: Discount[]
  parts: Part[]
  total_minor: number
}

/**
 * The best use of granted coupons: at most one on each line, each limited to its lines (`line_ids`), and one on shipping.
 * A line gets the coupon that takes most off it; a coupon that many lines share (a fixed amount, or a cap) takes the lines
 * that lose least by it, if the document costs less then. Never worse than the best coupon alone. Equal savings go to the
 * older coupon, then to the smaller id, whatever order they come in. Coupons that take nothing off are left out.
 */
export function bestGranted(document: Document, granted: Discount[], time_zone = "utc"): Discount[] {
  const ordered = [...granted].sort(byAge)
  const alone = ordered
    .map((discount) => priceAll(document, [discount], time_zone))
    .filter(({ total_minor }) => total_minor > 0)
  const items = alone.filter(({ discounts }) => discounts[0]?.terms.target === "items")
  const shipping = alone.filter(({ discounts }) => discounts[0]?.terms.target === "shipping")
  return [...bestOnLines(document, items, time_zone).discounts, ...best(shipping).discounts]
}

/** What each granted coupon would take off if it were the only one, by discount id, minor units. */
export function savingsAlone(document: Document, granted: Discount[], time_zone = "utc"): Map<string, number> {
  return new Map(granted.map((discount) => [discount.id, evaluate(document, [discount], time_zone).total_minor]))
}

const NOTHING: Plan = { discounts: [], parts: [], total_minor: 0 }

function byAge(a: Discount, b: Discount): number {
  return a.applied_at - b.applied_at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** The first of those that take most. */
function best(plans: Plan[]): Plan {
  return plans.reduce((winner, plan) => (plan.total_minor > winner.total_minor ? plan : winner), NOTHING)
}

function priceAll(document: Document, discounts: Discount[], time_zone: string): Plan {
  const { parts, total_minor } = evaluate(document, discounts, time_zone)
  return { discounts, parts, total_minor }
}

function bestOnLines(document: Document, alone: Plan[], time_zone: string): Plan {
  const single = best(alone)
  if (alone.length < 2) {
    return single
  }
  const is_shared = ({ discounts }: Plan) => isShared(discounts[0], document.currency_code)
  let plan = lineByLine(
    document,
    alone.filter((one) => !is_shared(one)),
    time_zone,
  )
  // The one that takes most first: it has most to lose by coming late.
  for (const shared of alone.filter(is_shared).sort((a, b) => b.total_minor - a.total_minor)) {
    plan = withShared(document, plan, shared, time_zone)
  }
  return plan.total_minor > single.total_minor ? plan : single
}

/** What it takes off one line depends on the others: one amount or one cap for all of them. */
function isShared(discount: Discount | undefined, currency_code: string): boolean {
  const terms = discount?.terms
  const is_capped = terms?.maximum_discount.some((cap) => cap.currency_code === currency_code) ?? false
  return (terms?.type === "fixed" && terms.allocation === "across") || is_capped
}

/** Each line with the coupon that takes most off it; exact, as no line touches another. */
function lineByLine(document: Document, alone: Plan[], time_zone: string): Plan {
  const winners = new Map<string, { discount: Discount; taken: ExactAmount }>()
  for (const { discounts, parts } of alone) {
    for (const taken of parts) {
      const [discount] = discounts
      const most = winners.get(taken.line_id)?.taken ?? { amount_minor: 0 }
      if (discount && compareExact(taken, most) > 0) {
        winners.set(taken.line_id, { discount, taken })
      }
    }
  }
  return priceAll(
    document,
    limited(document, new Map([...winners].map(([id, { discount }]) => [id, discount]))),
    time_zone,
  )
}

/** Discounts limited to the lines they won, in the order of the document. */
function limited(document: Document, winners: Map<string, Discount>): Discount[] {
  return [...new Set(winners.values())].map((discount) => ({
    ...discount,
    line_ids: document.lines.map(({ id }) => id).filter((id) => winners.get(id)?.id === discount.id),
  }))
}

/** The plan with a shared coupon on the lines where that makes the document cheapest; the plan as it is if none does. */
function withShared(document: Document, plan: Plan, shared: Plan, time_zone: string): Plan {
  const [coupon] = shared.discounts
  if (!coupon) {
    return plan
  }
  const winners = winnersOf(plan)
  const lines = linesByLoss(document, plan, shared, time_zone)
  let chosen = plan
  for (const count of counts(lines.length)) {
    const taken = new Map(lines.slice(0, count).map((id) => [id, coupon]))
    const candidate = priceAll(document, limited(document, new Map([...winners, ...taken])), time_zone)
    if (candidate.total_minor > chosen.total_minor) {
      chosen = candidate
    }
  }
  return chosen
}

function counts(length: number): number[] {
  const few = Array.from({ length: Math.min(length, MOST_TRIED) }, (_, index) => index + 1)
  return length > MOST_TRIED ? [...few, length] : few
}

/** The whole discount behind each line of a plan. */
function winnersOf({ discounts }: Plan): Map<string, Discount> {
  return new Map(discounts.flatMap((discount) => (discount.line_ids ?? []).map((id) => [id, discount] as const)))
}

/** Lines the shared coupon can take from, those first that lose least for what it takes of them alone. */
function linesByLoss(document: Document, plan: Plan, shared: Plan, time_zone: string): string[] {
  const saved = new Map(plan.parts.map(({ line_id, amount_minor }) => [line_id, amount_minor]))
  const ofOne = documentOfOneLine(document)
  const losses = document.lines.flatMap((line, index) => {
    const taken = evaluate(ofOne(line), shared.discounts, time_zone).total_minor
    return taken > 0 ? [{ id: line.id, index, loss: (saved.get(line.id) ?? 0) / taken }] : []
  })
  return losses.sort((a, b) => a.loss - b.loss || a.index - b.index).map(({ id }) => id)
}

/** The document as if it had one line only; credit still covers the same share of that line (rule 5). */
function documentOfOneLine(document: Document): (line: Line) => Document {
  const all = sumExact([...document.lines, ...document.shipping])
  const payable =
    document.payable_minor === undefined ? { payable_minor: all.amount_minor, payable_below_nano: all.below_nano } : {}
  return (line) => ({ ...document, ...payable, lines: [line], shipping: [] })
}
