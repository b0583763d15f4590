// Pauses a coupon, and resumes it: paused, nobody wins it, and what was won goes on (rule 65).
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { createWorkflow, transform, type WorkflowData, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { CouponEvents } from "../../lib/events"
import { switchCouponStep } from "./steps/switch"

/** Answers its id; one that is off, or on, already stays so. Throws NOT_FOUND, and NOT_ALLOWED for a draft and for an archived one. */
export const switchCouponWorkflow = createWorkflow(
  "coupons-switch-coupon",
  function (input: WorkflowData<{ id: string; paused: boolean }>) {
    const coupon = switchCouponStep(input)
    const { eventName, data } = transform({ input, coupon }, ({ input, coupon }) => ({
      eventName: input.paused ? CouponEvents.paused : CouponEvents.resumed,
      data: coupon.changed ? [{ id: coupon.id }] : [],
    }))
    emitEventStep({ eventName, data })
    return new WorkflowResponse(coupon)
  },
)
