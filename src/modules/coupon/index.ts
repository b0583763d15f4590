// The coupon module: the memory of the house. See README.md.
import { Module } from "@medusajs/framework/utils"
import CouponModuleService from "./service"

/** Key under which containers hold the coupon module's service. */
export const COUPON_MODULE = "coupon"

export default Module(COUPON_MODULE, { service: CouponModuleService })
