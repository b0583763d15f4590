// Ends running discounts, so that no later invoice is discounted by them.
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../../lib/coupons"

export interface EndDiscountsInput {
  where: { ids: string[] }
  reason: string
}

/** Ends what `where` names; answers the ids that were running. Undone by letting them run on. */
export const endDiscountsStep = createStep(
  "coupons-end-discounts",
  async ({ where, reason }: EndDiscountsInput, { container, eventGroupId }) => {
    const service = couponsOf(container)
    // One statement ends them and says which: what somebody else ends at the same moment is theirs to undo.
    const ids = await service.endDiscounts(where, await service.now(), reason, { eventGroupId })
    return new StepResponse(ids, ids)
  },
  async (ids, { container }) => {
    if (!ids || ids.length === 0) {
      return
    }
    await couponsOf(container).updateCouponDiscounts(ids.map((id) => ({ id, ended_at: null, ended_reason: null })))
  },
)
