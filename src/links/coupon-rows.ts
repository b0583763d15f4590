// Between rows of the coupon module, which refer to each other without foreign keys: a redemption's discount, a claim's.
import CouponModule from "../modules/coupon"
import { linkRow, linkRows } from "./_from-core"

const { couponClaim, couponRedemption } = CouponModule.linkable

linkRow(couponRedemption, "discount_id", "CouponDiscount", "discount")

export default linkRows(couponClaim, { entity: "CouponDiscount", column: "claim_id", alias: "won_discount" })
