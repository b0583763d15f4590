// What a typed code would do on a cart, for this customer, now: nothing is stored.
import type { MedusaContainer } from "@medusajs/framework/types"
import { refuse } from "../engine"
import { couponsOf } from "../lib/coupons"
import type { CodeAndCoupon, EnteredCode } from "../modules/coupon/types"
import type { CoreCart } from "./core-cart"
import { isSecret } from "./offer"
import { priceStoredCart } from "./price-cart"

export interface EnterPromoCodeInput {
  cart_id: string
  /** As typed; case, spaces and Unicode width do not matter (rule 23). */
  code: string
  /** The customer who is logged in and types it. Null or absent: a stranger, whatever e-mail the cart has. */
  customer_id?: string | null
}

/** The typed code, if there is such a code, who asks, and what was typed on the cart before. */
export interface CodeLookUp {
  found: CodeAndCoupon | null
  /** The customer who is logged in; null for a stranger. */
  customer_id: string | null
  entered: EnteredCode[]
  now: Date
}

/** Reads the typed code and the codes on the cart. It needs no cart, so that both can be read at once. */
export async function lookUpCode(
  container: MedusaContainer,
  { cart_id, code, customer_id = null }: EnterPromoCodeInput,
): Promise<CodeLookUp> {
  const coupons = couponsOf(container)
  const [found, entered, now] = await Promise.all([
    coupons.findCode(code),
    coupons.listEnteredCodes(cart_id),
    coupons.now(),
  ])
  return { found, customer_id, entered, now }
}

/** Prices a code that was looked up on the cart as if this customer entered it now, without storing anything. */
export async function tryCode(
  container: MedusaContainer,
  cart: CoreCart,
  { found, customer_id, entered, now }: CodeLookUp,
) {
  if (!found || (customer_id === null && isSecret(found))) {
    const refusals = [refuse("code_not_found")]
    return { refusals, is_guess: true, entered, priced_cart: null, priced_code: null, known: null }
  }
  const known = entered.find(({ promo_code }) => promo_code.id === found.promo_code.id) ?? null
  const typed: EnteredCode = known
    ? { ...known, customer_id }
    : { ...found, id: found.promo_code.id, cart_id: cart.id, customer_id, entered_at: now }
  const all = known ? entered.map((row) => (row === known ? typed : row)) : [...entered, typed]
  const priced_cart = await priceStoredCart(container, cart, all)
  const priced_code = priced_cart.codes.find((priced) => priced.entered.promo_code.id === found.promo_code.id) ?? null
  const refusals = priced_code?.status === "refused" ? priced_code.reasons : null
  return { refusals, is_guess: refusals !== null && isSecret(found), entered: all, priced_cart, priced_code, known }
}
