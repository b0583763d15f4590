// Answers whether a code could be used, on a given cart or in general, without entering it.
import type { MedusaContainer } from "@medusajs/framework/types"
import { normaliseCode, refuse } from "../../engine"
import type { Refusal } from "../../engine"
import { COUPON_MODULE } from "../../modules/coupon"
import type CouponModuleService from "../../modules/coupon/service"
import type { CodeAndCoupon } from "../../modules/coupon/types"
import { readCart } from "./core-cart"
import type { CoreCart } from "./core-cart"
import { lookUpCode, tryCode } from "./enter-promo-code"
import type { EnterPromoCodeInput } from "./enter-promo-code"

export interface CodeAnswer {
  valid: boolean
  reasons: Refusal[]
  coupon: CodeAndCoupon["coupon"] | null
}

/** With a cart: would it take effect there, now, if this customer entered it? Throws NOT_FOUND for an unknown cart. */
export async function validateOnCart(container: MedusaContainer, input: EnterPromoCodeInput): Promise<CodeAnswer> {
  const [cart, lookUp] = await Promise.all([readCart(container, input.cart_id), lookUpCode(container, input)])
  const { refusals, judged } = await tryCode(container, cart, lookUp)
  return {
    valid: judged?.status === "applied",
    reasons: refusals ?? judged?.reasons ?? [],
    coupon: judged && !refusals ? judged.entered.coupon : null,
  }
}

/** Reasons that need no cart to be certain; those about the cart's contents are left for the cart to say. */
const CART_INDEPENDENT = new Set([
  "code_not_found",
  "code_archived",
  "coupon_archived",
  "coupon_not_active",
  "not_started",
  "expired",
  "redemption_limit_reached",
])

/** Without a cart: is this a code that somebody could use now? `customer_id`: who asks; null for a stranger. */
export async function validateInGeneral(
  container: MedusaContainer,
  code: string,
  customer_id: string | null,
): Promise<CodeAnswer> {
  const coupons = container.resolve<CouponModuleService>(COUPON_MODULE)
  const [found, now] = await Promise.all([coupons.findCode(normaliseCode(code)), coupons.now()])
  // A cart of nobody: nothing is in it, so only reasons that hold for every cart are told.
  const nobody: CoreCart = { id: "", currency_code: "eur" }
  const { refusals, judged } = found
    ? await tryCode(container, nobody, { found, customer_id, entered: [], now })
    : { refusals: [refuse("code_not_found")], judged: null }
  const reasons = (refusals ?? judged?.reasons ?? []).filter((reason) => CART_INDEPENDENT.has(reason.code))
  return {
    valid: reasons.length === 0,
    reasons,
    coupon: reasons.length === 0 ? (judged?.entered.coupon ?? null) : null,
  }
}
