// Deletes a coupon that nobody ever redeemed, with its codes (rule 36).
import { emitEventStep } from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { couponService } from "./coupon-service"
import { CouponEvents } from "./events"

/** Soft-deletes the coupon and its codes, which frees their words; undone by restoring both. */
const deleteCouponStep = createStep(
  "coupons-delete-coupon-rows",
  async ({ id }: { id: string }, { container }) => {
    const service = couponService(container)
    const codeIds = await service.deleteUnusedCoupon(id, await service.now())
    return new StepResponse({ id }, { id, codeIds })
  },
  async (undo, { container }) => {
    if (!undo) return
    const service = couponService(container)
    await service.restoreCoupons([undo.id])
    if (undo.codeIds.length > 0) await service.restorePromoCodes(undo.codeIds)
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
