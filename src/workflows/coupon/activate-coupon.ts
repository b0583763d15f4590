// Activates a draft coupon: from now on it can be won.
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { createWorkflow, transform, type WorkflowData, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { CouponEvents } from "../../lib/events"
import { setCouponStatusStep } from "./steps/set-coupon-status"

/** Activates one coupon; answers its id. Throws NOT_FOUND, and NOT_ALLOWED when it is archived. */
export const activateCouponWorkflow = createWorkflow(
  "coupons-activate-coupon",
  function (input: WorkflowData<{ id: string }>) {
    const coupon = setCouponStatusStep({ id: input.id, status: "active" })
    const events = transform({ coupon }, ({ coupon }) => (coupon.changed ? [{ id: coupon.id }] : []))
    emitEventStep({ eventName: CouponEvents.activated, data: events })
    return new WorkflowResponse(coupon)
  },
)
