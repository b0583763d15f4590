// Answers whether a code could be used, on a given cart or in general, without entering it.
import type { MedusaContainer } from "@medusajs/framework/types"
import { distinct, isTrueOfAnyCart } from "../../engine"
import type { Refusal } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { CodeAndCoupon } from "../../modules/coupon/types"
import { readCart, readCustomer } from "../../pricing/core-cart"
import type { CoreCart } from "../../pricing/core-cart"
import { lookUpCode, tryCode } from "../../pricing/try-code"
import type { EnterPromoCodeInput } from "../../pricing/try-code"

export interface CodeAnswer {
  valid: boolean
  reasons: Refusal[]
  coupon: CodeAndCoupon["coupon"] | null
  /** True when it found nothing that a stranger may know of (rule 47). */
  is_guess: boolean
}

/** With a cart: would it take effect there, now, if this customer entered it? Throws NOT_FOUND for an unknown cart. */
export async function validateOnCart(container: MedusaContainer, input: EnterPromoCodeInput): Promise<CodeAnswer> {
  const [cart, lookUp] = await Promise.all([readCart(container, input.cart_id), lookUpCode(container, input)])
  const { refusals, is_guess, priced_code } = await tryCode(container, cart, lookUp)
  return {
    is_guess,
    valid: priced_code?.status === "applied",
    reasons: refusals ?? priced_code?.reasons ?? [],
    coupon: priced_code && !refusals ? priced_code.entered.coupon : null,
  }
}

/** Without a cart: is this a code that whoever asks could use now? `customer_id`: who asks; null for a stranger. */
export async function validateInGeneral(
  container: MedusaContainer,
  code: string,
  customer_id: string | null,
): Promise<CodeAnswer> {
  const coupons = couponsOf(container)
  const [found, now, customer] = await Promise.all([
    coupons.findCode(code),
    coupons.now(),
    customer_id === null ? null : readCustomer(container, customer_id),
  ])
  // A cart with nothing in it: only reasons that hold for every cart of this person are told.
  const empty: CoreCart = { id: "", currency_code: "eur", customer }
  const { refusals, priced_code, is_guess } = await tryCode(container, empty, { found, customer_id, entered: [], now })
  const of_any_cart = (priced_code?.verdicts ?? []).filter(isTrueOfAnyCart).map(({ refusal }) => refusal)
  const reasons = priced_code ? distinct(of_any_cart) : (refusals ?? [])
  const valid = reasons.length === 0
  return { valid, reasons, coupon: valid ? (priced_code?.entered.coupon ?? null) : null, is_guess: is_guess && !valid }
}
