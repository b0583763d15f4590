// A coupon as a customer may know it: what it gives, not how it is limited or to whom else it is given.
import type { CouponRow } from "../../modules/coupon/types"

export function offerResponse(coupon: CouponRow) {
  return {
    id: coupon.id,
    name: coupon.name,
    description: coupon.description,
    type: coupon.type,
    percentage: coupon.percentage,
    maximum_discount: coupon.maximum_discount,
    amounts: coupon.amounts,
    allocation: coupon.allocation,
    target: coupon.target,
    redeemable_for: coupon.redeemable_for,
    duration: coupon.duration,
    duration_in_months: coupon.duration_in_months,
    duration_in_cycles: coupon.duration_in_cycles,
    starts_at: coupon.starts_at && new Date(coupon.starts_at).toISOString(),
    expires_at: coupon.expires_at && new Date(coupon.expires_at).toISOString(),
  }
}
