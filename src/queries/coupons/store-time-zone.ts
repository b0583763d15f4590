// The zone in which plain dates are meant, for those who show or type them.
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../lib/coupons"

/** Option `timeZone` (an IANA name, default "UTC"). */
export const storeTimeZone = (container: MedusaContainer): string => couponsOf(container).timeZone()
