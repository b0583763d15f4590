// What has happened to a coupon: the questions that decide what may still be changed (rule 34).

import type CouponModuleService from "../../modules/coupon/service"
/** Places taken under a coupon's limits, reserved ones included. */
export async function placesTaken(service: CouponModuleService, coupon_id: string): Promise<number> {
  const redeemed = await service.countRedeemed({ coupon_ids: [coupon_id], promo_code_ids: [] })
  return redeemed.coupon[coupon_id] ?? 0
}

/** True once anybody has won this coupon, also if it was ended, cancelled or reversed since. */
export async function wasEverRedeemed(service: CouponModuleService, coupon_id: string): Promise<boolean> {
  const [discount] = await service.listCouponDiscounts({ coupon_id }, { take: 1, select: ["id"] })
  if (discount) {
    return true
  }
  const [redemption] = await service.listCouponRedemptions({ coupon_id }, { take: 1, select: ["id"] })
  if (redemption) {
    return true
  }
  return (await placesTaken(service, coupon_id)) > 0
}
