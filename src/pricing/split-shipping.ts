// A code for shipping that a sign-up wins: the saving on the order's shipping belongs to the subscriptions it goes on with.
import { allocate, lineRefusal } from "../engine"
import type { Line, Terms } from "../engine"
import type { LedgerEntry } from "../modules/coupon/types"

type LedgerLine = LedgerEntry["lines"][number]

/** An order line that started a subscription, as scope rules see it. */
export interface SubscribedLine {
  line: Line
  requires_shipping: boolean
}

/**
 * What each subscription line inherits of the saving on shipping, by order line id: equal parts, exact to the minor unit.
 * Renewals ship again, so the promise has to live with the subscription (rules 6 and 10). Empty where the code is for
 * items, or covers no subscription that is shipped: then the saving stays with the order.
 */
export function splitShipping(
  terms: Terms,
  subscribed: SubscribedLine[],
  saved: LedgerLine[],
): Map<string, LedgerLine[]> {
  const covered =
    terms.target === "shipping" && saved.length > 0
      ? subscribed.filter(({ line, requires_shipping }) => requires_shipping && lineRefusal(line, terms) === null)
      : []
  if (covered.length === 0) {
    return new Map()
  }
  const parts = new Map<string, LedgerLine[]>(covered.map(({ line }) => [line.id, []]))
  for (const shipping of saved) {
    const shares = allocate(
      shipping.amount_minor,
      covered.map(() => 1),
    )
    covered.forEach(({ line }, index) => {
      parts.get(line.id)?.push({ ...shipping, amount_minor: shares[index] ?? 0 })
    })
  }
  return parts
}
