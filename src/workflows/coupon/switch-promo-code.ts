// Pauses a promo code, and resumes it: paused, nobody wins anything by it, and what was won goes on (rule 65).
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { createWorkflow, transform, type WorkflowData, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { PromoCodeEvents } from "../../lib/events"
import { switchPromoCodeStep } from "./steps/switch"

/** Answers its id; one that is off, or on, already stays so. Throws NOT_FOUND, and NOT_ALLOWED for an archived one. */
export const switchPromoCodeWorkflow = createWorkflow(
  "coupons-switch-promo-code",
  function (input: WorkflowData<{ id: string; paused: boolean }>) {
    const code = switchPromoCodeStep(input)
    const { eventName, data } = transform({ input, code }, ({ input, code: { id, coupon_id, changed } }) => ({
      eventName: input.paused ? PromoCodeEvents.paused : PromoCodeEvents.resumed,
      data: changed ? [{ id, coupon_id }] : [],
    }))
    emitEventStep({ eventName, data })
    return new WorkflowResponse(code)
  },
)
