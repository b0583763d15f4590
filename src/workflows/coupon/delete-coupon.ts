// Deletes a coupon that nobody ever redeemed, with its codes (rule 36).
import { emitEventStep } from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../lib/coupons"
import { CouponEvents } from "../../lib/events"

/** Soft-deletes the coupon, its codes and its batches, which frees their codes, and ends its grants; undone by restoring them. */
const deleteCouponStep = createStep(
  "coupons-delete-coupon-rows",
  async ({ id }: { id: string }, { container, eventGroupId }) => {
    const service = couponsOf(container)
    const deleted = await service.deleteUnusedCoupon(id, await service.now(), { eventGroupId })
    return new StepResponse({ id }, { id, ...deleted })
  },
  async (undo, { container }) => {
    if (!undo) {
      return
    }
    const service = couponsOf(container)
    await service.restoreCoupons([undo.id])
    await service.restoreCodesOf(undo.id, undo.mark)
    await service.reviveGrants(undo.grant_ids)
  },
)

/** Deletes one coupon; answers its id. Throws NOT_FOUND, and NOT_ALLOWED once it was redeemed. */
export const deleteCouponWorkflow = createWorkflow(
  "coupons-delete-coupon",
  function (input: WorkflowData<{ id: string }>) {
    const coupon = deleteCouponStep(input)
    emitEventStep({ eventName: CouponEvents.deleted, data: { id: input.id } })
    return new WorkflowResponse(coupon)
  },
)
