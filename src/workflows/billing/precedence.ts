// Rule 27: which discounts compete for which lines of an invoice, before the till takes money off.
import { byLaw, covers, lineRefusal } from "../../engine"
import type { Discount, Document, Line } from "../../engine"
import type { RunningDiscount } from "../../modules/coupon/types"

/** Invoice before subscription item before subscription before customer. */
const SPECIFICITY: Partial<Record<RunningDiscount["target_type"], number>> = {
  invoice: 0,
  subscription_item: 1,
  subscription: 2,
  customer: 3,
}

const specificity = (discount: RunningDiscount): number => SPECIFICITY[discount.target_type] ?? Number.MAX_SAFE_INTEGER

/**
 * The discounts that may take part in this document, each with the lines it may touch. A line is left to the most specific
 * discount that covers it; less specific ones keep it only if they are stackable. The lines of an invoice are named after
 * its subscription items, so a discount on one item reaches that item's line only.
 */
export function competing(document: Document, discounts: RunningDiscount[], time_zone: string): Discount[] {
  const allowed = new Map<string, string[]>(discounts.map(({ id }) => [id, []]))
  for (const line of document.lines) {
    for (const discount of winnersOf(line, document, discounts, time_zone)) {
      allowed.get(discount.id)?.push(line.id)
    }
  }
  return discounts
    .filter(({ id }) => allowed.get(id)?.length)
    .map((discount) => ({ ...discount, line_ids: allowed.get(discount.id) ?? [] }))
    .sort(byLaw)
}

function winnersOf(line: Line, document: Document, discounts: RunningDiscount[], time_zone: string): RunningDiscount[] {
  const covering = discounts.filter(
    (discount) =>
      isAimedAt(discount, line) &&
      lineRefusal(line, discount.terms) === null &&
      covers(discount, line.cycle, document.id, time_zone) === null &&
      isPayable(discount, document),
  )
  // One off shipping and one off the items take from different pockets: neither stands in the other's way.
  return (["items", "shipping"] as const).flatMap((target) =>
    mostSpecific(covering.filter(({ terms }) => terms.target === target)),
  )
}

function mostSpecific(discounts: RunningDiscount[]): RunningDiscount[] {
  const best = Math.min(...discounts.filter(({ terms }) => !terms.stackable).map(specificity))
  return discounts.filter((discount) => discount.terms.stackable || specificity(discount) === best)
}

const isAimedAt = (discount: RunningDiscount, line: Line): boolean =>
  discount.target_type !== "subscription_item" || discount.target_id === line.id

/** A discount that can take nothing off this invoice must not keep a less specific one away from it. */
function isPayable({ terms }: RunningDiscount, document: Document): boolean {
  if (terms.type === "trial_extension") {
    return false
  }
  const is_in_currency =
    terms.type !== "fixed" || terms.amounts.some(({ currency_code }) => currency_code === document.currency_code)
  return is_in_currency && (terms.target === "items" || document.shipping.length > 0)
}
