// Archives a coupon with everything that ends with it, in one transaction (rule 36).
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../../lib/coupons"
import type { ChangedCoupon } from "./set-coupon-status"

export interface ArchiveCouponInput {
  id: string
  existing_discounts: "keep" | "end"
}

/** Answers whether it was not archived before. Undone, where a later step fails, by letting everything run on. */
export const archiveCouponStep = createStep(
  "coupons-archive-coupon-rows",
  async ({ id, existing_discounts }: ArchiveCouponInput, { container, eventGroupId }) => {
    const service = couponsOf(container)
    const archived = await service.archiveCoupon(
      { id, ends_discounts: existing_discounts === "end", now: await service.now() },
      { eventGroupId },
    )
    return new StepResponse<ChangedCoupon, typeof archived>({ id, changed: archived.status !== "archived" }, archived)
  },
  async (archived, { container }) => {
    if (!archived) {
      return
    }
    const service = couponsOf(container)
    const { id, status, discount_ids, grant_ids } = archived
    await service.updateCoupons({ id, status })
    await service.updateCouponDiscounts(discount_ids.map((one) => ({ id: one, ended_at: null, ended_reason: null })))
    await service.reviveGrants(grant_ids)
  },
)
