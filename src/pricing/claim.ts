// What a cart's codes and granted coupons ask the coupon module for: a place under the limits each, the promise frozen.
import { termsOf } from "../engine"
import type { ClaimInput, CouponRow } from "../modules/coupon/types"
import type { CoreCart } from "./core-cart"
import { customerKeys } from "./facts"
import type { JudgedCode } from "./judge-cart"
import type { JudgedGrant } from "./judge-grants"

/** The claim of one judged code, made at `now`. */
export function toClaim(cart: CoreCart, { entered, amount_minor }: JudgedCode, now: Date): ClaimInput {
  return claimOf(cart, entered.coupon, entered.promo_code.id, amount_minor, now)
}

/** The claim of one granted coupon in effect, made at `now`; no code leads to it. */
export function toGrantClaim(cart: CoreCart, { coupon, amount_minor }: JudgedGrant, now: Date): ClaimInput {
  return claimOf(cart, coupon, null, amount_minor, now)
}

function claimOf(
  cart: CoreCart,
  coupon: CouponRow,
  promo_code_id: string | null,
  amount_minor: number,
  now: Date,
): ClaimInput {
  const keys = customerKeys(cart)
  return {
    coupon_id: coupon.id,
    promo_code_id,
    terms: termsOf(coupon),
    cart_id: cart.id,
    customer_id: cart.customer?.id ?? null,
    customer_key: keys[0] ?? null,
    customer_keys: keys,
    sales_channel_id: cart.sales_channel_id ?? null,
    currency_code: cart.currency_code,
    amount_minor,
    now,
  }
}
