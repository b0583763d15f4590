// The coupon module: the memory of the house. See README.md.
import { Module } from "@medusajs/framework/utils"
import CouponModuleService from "./service"

/** Key under which containers hold the coupon module's service. */
export const COUPON_MODULE = "coupon"

// Its type is named: the one that TypeScript finds by itself names a package that a shop need not have.
const couponModule: ReturnType<typeof Module<typeof COUPON_MODULE, typeof CouponModuleService>> = Module(
  COUPON_MODULE,
  {
    service: CouponModuleService,
  },
)

export default couponModule
