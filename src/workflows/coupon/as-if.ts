// A coupon as it would run if it were put on a target now: what previews are priced with.
import { termsOf } from "../../engine"
import type { CouponRow, RunningDiscount } from "../../modules/coupon/types"
import type { DiscountTarget } from "./discount-target"

/** The discount of a coupon that has not been put there. */
export function asIfPutOn(
  coupon: CouponRow,
  target: Pick<DiscountTarget, "type" | "id" | "customer_id">,
  now: Date,
): RunningDiscount {
  return {
    id: "preview",
    coupon_id: coupon.id,
    promo_code_id: null,
    name: coupon.name,
    code: null,
    terms: termsOf(coupon),
    applied_at: now.getTime(),
    starts_at: null,
    ended_at: null,
    history: [],
    target_type: target.type,
    target_id: target.id,
    customer_id: target.customer_id,
    included_in_mrr: coupon.included_in_mrr,
  }
}
