// Lets a draft coupon be won (rule 34).
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../../lib/coupons"
import { refused } from "../../../tools/errors"
import type { CouponRow } from "../../../modules/coupon/types"

export interface SetCouponStatusInput {
  id: string
  status: "active"
}

/** Which coupon, and whether anything was changed: what was not has no event. */
export interface ChangedCoupon {
  id: string
  changed: boolean
}

type StatusBefore = Pick<CouponRow, "id" | "status">

/** Sets the status; a coupon that has it already stays as it is. Archived is the end. Undone by setting the old one. */
export const setCouponStatusStep = createStep(
  "coupons-set-coupon-status",
  async ({ id, status }: SetCouponStatusInput, { container }): Promise<StepResponse<ChangedCoupon, StatusBefore[]>> => {
    const service = couponsOf(container)
    const { status: before, updated_at } = await service.retrieveCoupon(id)
    if (before === status) {
      return new StepResponse({ id, changed: false }, [])
    }
    if (before === "archived") {
      throw refused("This coupon is archived and cannot be activated again. Clone it and activate the copy.")
    }
    await service.updateUnchangedCoupon({ id, status }, updated_at)
    return new StepResponse({ id, changed: true }, [{ id, status: before }])
  },
  async (before, { container }) => {
    for (const row of before ?? []) {
      await couponsOf(container).updateCoupons(row)
    }
  },
)
