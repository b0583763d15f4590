// Switches a coupon or a promo code off or on again (rule 65): `paused_at` says since when it is off.
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../../lib/coupons"
import type { CouponRow, PromoCodeRow } from "../../../modules/coupon/types"
import { refused } from "../../../tools/errors"
import type { ChangedCoupon } from "./set-coupon-status"

export interface SwitchInput {
  id: string
  paused: boolean
}

type Switched = Pick<CouponRow, "id" | "paused_at">

const isOff = ({ paused_at }: Pick<CouponRow | PromoCodeRow, "paused_at">) => paused_at !== null

/** What is off already stays off since then. Undone by what was there before. Throws NOT_FOUND, and NOT_ALLOWED for what is over or has not begun. */
export const switchCouponStep = createStep(
  "coupons-switch-coupon",
  async ({ id, paused }: SwitchInput, { container }): Promise<StepResponse<ChangedCoupon, Switched[]>> => {
    const service = couponsOf(container)
    const coupon = await service.retrieveCoupon(id)
    if (coupon.status !== "active") {
      throw refused(
        coupon.status === "draft"
          ? "This coupon is a draft: nobody can redeem it yet. Activate it instead."
          : "This coupon is archived: it can be neither paused nor resumed.",
      )
    }
    if (isOff(coupon) === paused) {
      return new StepResponse({ id, changed: false }, [])
    }
    await service.updateCoupons({ id, paused_at: paused ? await service.now() : null })
    return new StepResponse({ id, changed: true }, [{ id, paused_at: coupon.paused_at }])
  },
  async (before, { container }) => {
    for (const row of before ?? []) {
      await couponsOf(container).updateCoupons(row)
    }
  },
)

/** The same of one promo code; the others of its coupon go on. */
export const switchPromoCodeStep = createStep(
  "coupons-switch-promo-code",
  async (
    { id, paused }: SwitchInput,
    { container },
  ): Promise<StepResponse<ChangedCoupon & { coupon_id: string }, Switched[]>> => {
    const service = couponsOf(container)
    const code = await service.retrievePromoCode(id)
    const { coupon_id } = code
    if (code.status !== "active") {
      throw refused("This code is archived: it can be neither paused nor resumed.")
    }
    if (isOff(code) === paused) {
      return new StepResponse({ id, coupon_id, changed: false }, [])
    }
    await service.updatePromoCodes({ id, paused_at: paused ? await service.now() : null })
    return new StepResponse({ id, coupon_id, changed: true }, [{ id, paused_at: code.paused_at }])
  },
  async (before, { container }) => {
    for (const row of before ?? []) {
      await couponsOf(container).updatePromoCodes(row)
    }
  },
)
