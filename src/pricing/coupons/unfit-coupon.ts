// Which coupon can get promo codes: one by one, as a batch, or from a file.
import type { PromoCodeInput } from "../../engine"
import type { CouponRow } from "../../modules/coupon/types"
import { refused } from "../../tools/errors"

/** Throws NOT_ALLOWED when the coupon can get no codes, or none with such a limit (rules 17 and 36). */
export function refuseUnfitCoupon(
  coupon: CouponRow,
  { max_redemptions }: Pick<PromoCodeInput, "max_redemptions">,
): void {
  if (coupon.status === "archived") {
    throw refused("This coupon is archived: it can get no new promo codes. Clone it and make the code for the copy.")
  }
  if (max_redemptions !== null && coupon.max_redemptions !== null && max_redemptions > coupon.max_redemptions) {
    throw refused(
      `'max_redemptions' cannot be ${max_redemptions}: a code's limit may not exceed its coupon's, ` +
        `which is ${coupon.max_redemptions}.`,
    )
  }
}
