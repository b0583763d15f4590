// What a cart's code asks the coupon module for: one place under the limits, with the promise frozen.
import { termsOf } from "../../engine"
import type { ClaimInput } from "../../modules/coupon/types"
import type { CoreCart } from "./core-cart"
import { customerKeys } from "./facts"
import type { JudgedCode } from "./judge"

/** The claim of one judged code, made at `now`. */
export function toClaim(cart: CoreCart, { entered, amount_minor }: JudgedCode, now: Date): ClaimInput {
  const keys = customerKeys(cart)
  const { promo_code, coupon } = entered
  return {
    coupon_id: coupon.id,
    promo_code_id: promo_code.id,
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
