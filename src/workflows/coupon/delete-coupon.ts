// Deletes a coupon that nobody ever redeemed, with its codes (rule 36).
import { emitEventStep } from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { endGrantsStep } from "../grant/steps"
import { couponService } from "./coupon-service"
import { CouponEvents } from "./events"

/** Soft-deletes the coupon, its codes and its batches, which frees their words; undone by restoring them. */
const deleteCouponStep = createStep(
  "coupons-delete-coupon-rows",
  async ({ id }: { id: string }, { container }) => {
    const service = couponService(container)
    const mark = await service.deleteUnusedCoupon(id, await service.now())
    return new StepResponse({ id }, { id, mark })
  },
  async (undo, { container }) => {
    if (!undo) return
    const service = couponService(container)
    await service.restoreCoupons([undo.id])
    await service.restoreCodesOf(undo.id, undo.mark)
  },
)

/** Deletes one coupon; answers its id. Throws NOT_FOUND, and NOT_ALLOWED once it was redeemed. */
export const deleteCouponWorkflow = createWorkflow(
  "coupons-delete-coupon",
  function (input: WorkflowData<{ id: string }>) {
    const coupon = deleteCouponStep(input)
    emitEventStep({ eventName: CouponEvents.deleted, data: { id: input.id } })
    const grantsOf = transform({ input }, ({ input }) => ({ coupon_id: input.id }))
    endGrantsStep({ where: grantsOf, reason: "coupon_deleted" })
    return new WorkflowResponse(coupon)
  },
)
