// The coupon module: the clock, the discounts, the claims and the ledger.
import type { MedusaContainer } from "@medusajs/framework/types"
import { COUPON_MODULE } from "../modules/coupon"
import type CouponModuleService from "../modules/coupon/service"

/** The coupon module of this shop. */
export const couponsOf = (container: MedusaContainer): CouponModuleService => container.resolve(COUPON_MODULE)

/** A filter of the generated list methods. */
export type Filters = Record<string, unknown>
