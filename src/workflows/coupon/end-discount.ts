// Ends one running discount by hand: no later invoice is discounted by it; what it took off stays.
import {
  createStep,
  createWorkflow,
  StepResponse,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { couponService } from "./coupon-service"
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
    endDiscountsStep({ where: { ids }, reason: "ended_by_admin" })
    return new WorkflowResponse({ id: input.id })
  },
)
