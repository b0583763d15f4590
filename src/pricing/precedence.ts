// Rule 27: which discounts compete for which lines of an invoice, before evaluation takes money off.
import { byLaw, covers, lineRefusal } from "../engine"
import type { Discount, Document, Line } from "../engine"
import type { RunningDiscount } from "../modules/coupon/types"

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
 * discount that covers it; less specific ones keep it only if they are stackable. Shipping is one pocket, which gives to
 * one discount only: of those for shipping the most specific level alone takes part. The lines of an invoice are named
 * after its subscription items, so a discount on one item reaches that item's line only, and one on an invoice that invoice.
 */
export function competing(document: Document, discounts: RunningDiscount[], time_zone: string): Discount[] {
  const payable = discounts.filter((discount) => isPayable(discount, document))
  const covering = new Map(
    document.lines.map((line) => [line.id, payable.filter((one) => isCovering(one, line, document, time_zone))]),
  )
  const best_on_shipping = bestOf([...covering.values()].flat().filter(isOnShipping))
  const allowed = new Map<string, string[]>(payable.map(({ id }) => [id, []]))
  for (const [line_id, all] of covering) {
    // One off shipping and one off the items take from different pockets: neither stands in the other's way.
    const on_shipping = all.filter((one) => isOnShipping(one) && specificity(one) === best_on_shipping)
    const on_items = mostSpecific(all.filter((one) => !isOnShipping(one)))
    for (const { id } of [...on_shipping, ...on_items]) {
      allowed.get(id)?.push(line_id)
    }
  }
  return payable
    .filter(({ id }) => allowed.get(id)?.length)
    .map((discount) => ({ ...discount, line_ids: allowed.get(discount.id) ?? [] }))
    .sort(byLaw)
}

const isOnShipping = ({ terms }: RunningDiscount): boolean => terms.target === "shipping"

const isCovering = (discount: RunningDiscount, line: Line, document: Document, time_zone: string): boolean =>
  isAimedAt(discount, line, document) &&
  lineRefusal(line, discount.terms) === null &&
  covers(discount, line.cycle, document.id, time_zone) === null

const bestOf = (discounts: RunningDiscount[]): number => Math.min(...discounts.map(specificity))

/** The most specific level keeps the line whether it stacks or not; below it only what stacks does. */
function mostSpecific(discounts: RunningDiscount[]): RunningDiscount[] {
  const best = bestOf(discounts)
  return discounts.filter((discount) => discount.terms.stackable || specificity(discount) === best)
}

function isAimedAt({ target_type, target_id }: RunningDiscount, line: Line, document: Document): boolean {
  if (target_type === "subscription_item") {
    return target_id === line.id
  }
  return target_type !== "invoice" || target_id === document.id
}

/** A discount that can take nothing off this invoice must not keep a less specific one away from it. */
function isPayable({ terms }: RunningDiscount, document: Document): boolean {
  if (terms.type === "trial_extension") {
    return false
  }
  const is_in_currency =
    terms.type !== "fixed" || terms.amounts.some(({ currency_code }) => currency_code === document.currency_code)
  return is_in_currency && (terms.target === "items" || document.shipping.length > 0)
}
