// Prices a stored cart anew, where core's own refresh is not running: admits, evaluates, and writes what its discounts take off.
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { adjustmentsOf, compareAdjustments } from "../../pricing/adjustments"
import type { OurAdjustment } from "../../pricing/adjustments"
import type { CoreCart } from "../../pricing/core-cart"
import { priceStoredCart } from "../../pricing/price-cart"
import type { PricedCart } from "../../pricing/price-cart"
import { ourCodesOn } from "../../pricing/our-codes"
import type { EnteredCode } from "../../modules/coupon/types"

/** Codes whose savings may stand on the cart: those that are entered, and those that were. */
type KnownCodes = { promo_code: { code: string } }[]

/** Prices the cart with these codes and writes the result; answers both the pricing and whether anything was written. */
export async function repriceCart(
  container: MedusaContainer,
  cart: CoreCart,
  entered: EnteredCode[],
  known: KnownCodes = entered,
): Promise<{ priced_cart: PricedCart; is_written: boolean }> {
  const priced_cart = await priceStoredCart(container, cart, entered, known)
  return { priced_cart, is_written: await writeSavings(container, cart, priced_cart, known) }
}

/** Writes what a pricing takes off the cart; answers whether the cart had to be changed. */
export const writeSavings = (
  container: MedusaContainer,
  cart: CoreCart,
  priced_cart: PricedCart,
  known: KnownCodes,
): Promise<boolean> => writeAdjustments(container, cart, ourCodesOn(cart, known), adjustmentsOf(cart, priced_cart))

/**
 * Replaces our adjustments on a stored cart with those given; leaves a cart that has them already untouched.
 * `our_codes` names every code that is or was ours on this cart. Returns whether anything was written.
 */
async function writeAdjustments(
  container: MedusaContainer,
  cart: CoreCart,
  our_codes: Set<string>,
  expected: OurAdjustment[],
): Promise<boolean> {
  const { missing, stale } = compareAdjustments(cart, our_codes, expected)
  if (stale.length === 0 && missing.length === 0) {
    return false
  }
  const carts = container.resolve(Modules.CART)
  const idsOf = (on: OurAdjustment["on"]) => stale.filter((row) => row.on === on).map(({ id }) => id)
  const rowsOf = (on: OurAdjustment["on"]) => missing.filter((adjustment) => adjustment.on === on)
  await deleteIfAny(idsOf("line"), (ids) => carts.deleteLineItemAdjustments(ids))
  await deleteIfAny(idsOf("shipping"), (ids) => carts.deleteShippingMethodAdjustments(ids))
  const lines = rowsOf("line")
  if (lines.length > 0) {
    await carts.addLineItemAdjustments(
      lines.map(({ line_id, code, amount, is_tax_inclusive }) => ({
        item_id: line_id,
        code,
        amount,
        is_tax_inclusive,
      })),
    )
  }
  const shipping = rowsOf("shipping")
  if (shipping.length > 0) {
    await carts.addShippingMethodAdjustments(
      shipping.map(({ line_id, code, amount }) => ({ shipping_method_id: line_id, code, amount })),
    )
  }
  return true
}

async function deleteIfAny(ids: string[], remove: (ids: string[]) => Promise<void>): Promise<void> {
  if (ids.length > 0) {
    await remove(ids)
  }
}
