// Ends running discounts, so that no later invoice is discounted by them.
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { couponService } from "../coupon-service"

export interface EndDiscountsInput {
  /** By discount, or all of a coupon. */
  where: { ids: string[] } | { coupon_id: string } | null
  reason: string
}

const filterOf = (where: NonNullable<EndDiscountsInput["where"]>) =>
  "ids" in where ? { id: { $in: where.ids } } : { coupon_id: where.coupon_id }

/** Ends what `where` names (null: nothing); answers the ids that were running. Undone by letting them run on. */
export const endDiscountsStep = createStep(
  "coupons-end-discounts",
  async ({ where, reason }: EndDiscountsInput, { container, eventGroupId }) => {
    if (!where) return new StepResponse<string[], string[]>([], [])
    const service = couponService(container)
    const now = await service.now()
    const running = await service.listCouponDiscounts({ ...filterOf(where), ended_at: null }, { select: ["id"] })
    await service.endDiscounts(where, now, reason, { eventGroupId })
    const ids = running.map(({ id }) => id)
    return new StepResponse(ids, ids)
  },
  async (ids, { container }) => {
    if (!ids || ids.length === 0) return
    await couponService(container).updateCouponDiscounts(ids.map((id) => ({ id, ended_at: null, ended_reason: null })))
  },
)
