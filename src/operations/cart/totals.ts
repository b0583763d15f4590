// A change of a cart's codes that money depends on: noted before it is made, and what has to follow it.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { CoreCart } from "../../pricing/core-cart"
import { readCredits } from "../../pricing/credits"
import { begin } from "../unfinished"

/** What a change of a cart's codes calls for, whether or not it wrote anything: a process may have died after the writing. */
export interface TotalsChange {
  payment_collection_id: string | null
  /** Credit lines depend on the total: whoever writes them does so when the cart is refreshed as a whole. */
  has_credits: boolean
  /** The change that is finished when the totals are refreshed. */
  unfinished_id: string | null
}

export const NOTHING_CHANGED: TotalsChange = { payment_collection_id: null, has_credits: false, unfinished_id: null }

/**
 * Notes that the cart's codes are about to change, where money depends on what follows. Without a payment collection nothing
 * does: the completion compares adjustments itself. Answers the id to end it by.
 */
export async function beginTotals(container: MedusaContainer, cart: CoreCart): Promise<string | null> {
  return cart.payment_collection ? noteTotals(container, cart.id) : null
}

/** Notes it whatever the cart has: for changes whose adjustments are core's to write, and come later. */
export async function noteTotals(container: MedusaContainer, cart_id: string): Promise<string> {
  return (await begin(container, { kind: "cart_totals", subject_id: cart_id, input: {} })).id
}

/** What has to follow a change of the cart's adjustments. */
export async function totalsChange(
  container: MedusaContainer,
  cart: CoreCart,
  unfinished_id: string | null,
): Promise<TotalsChange> {
  return {
    payment_collection_id: cart.payment_collection?.id ?? null,
    has_credits: (await readCredits(container, cart)).are_used,
    unfinished_id,
  }
}
