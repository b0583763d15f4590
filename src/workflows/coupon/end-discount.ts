// Ends one running discount by hand: no later invoice is discounted by it; what it took off stays.
import { emitEventStep } from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { couponService } from "./coupon-service"
import { DiscountEvents } from "./events"
import { endDiscountsStep } from "./steps/end-discounts"

/** Throws NOT_FOUND for an id that does not exist. */
const requireDiscountStep = createStep("coupons-require-discount", async ({ id }: { id: string }, { container }) => {
  await couponService(container).retrieveCouponDiscount(id)
  return new StepResponse([id])
})

/** Ends one discount; answers its id. Ending it again changes nothing. Throws NOT_FOUND. */
export const endDiscountWorkflow = createWorkflow(
  "coupons-end-discount",
  function (input: WorkflowData<{ id: string }>) {
    const ids = requireDiscountStep(input)
    const ended = endDiscountsStep({ where: { ids }, reason: "ended_by_admin" })
    const events = transform({ ended }, ({ ended }) => ended.map((id) => ({ id })))
    emitEventStep({ eventName: DiscountEvents.ended, data: events })
    return new WorkflowResponse({ id: input.id })
  },
)
