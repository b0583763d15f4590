// A one-off discount for one customer, subscription, item, invoice or draft order, without a coupon in the list (rule 26).
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { createWorkflow, transform, type WorkflowData, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import type { CouponInput } from "../../engine"
import { applyDiscountWorkflow } from "./apply-discount"
import type { ApplyDiscountInput } from "./apply-discount"
import { createCouponStep } from "./create-coupon"
import { CouponEvents } from "../../lib/events"

export interface ApplyCustomDiscountInput extends Omit<ApplyDiscountInput, "coupon_id" | "code"> {
  /** Checked by the engine's `createCouponSchema`; its status is active. */
  custom: CouponInput
}

/**
 * Makes a coupon of origin "custom", which the list of coupons does not show, and applies it; answers the discount's id.
 * Nothing is left behind when it may not be applied. Throws what `applyDiscountWorkflow` throws.
 */
export const applyCustomDiscountWorkflow = createWorkflow(
  "coupons-apply-custom-discount",
  function (input: WorkflowData<ApplyCustomDiscountInput>) {
    const made = createCouponStep(
      transform({ input }, ({ input }) => ({ coupon: input.custom, origin: "custom" as const })),
    )
    const discount = applyDiscountWorkflow.runAsStep({
      input: transform({ input, made }, ({ input: { target, override_limits, actor_id }, made }) => ({
        coupon_id: made.id,
        target,
        override_limits,
        actor_id,
      })),
    })
    emitEventStep({
      eventName: CouponEvents.created,
      data: transform({ made }, ({ made }) => ({ id: made.id })),
    }).config({
      name: "emit-custom-coupon-created",
    })
    return new WorkflowResponse(discount)
  },
)
