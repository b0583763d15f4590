// Ends what a subscription that somebody else bills still held: its discounts end with it (rule 10).
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../lib/coupons"
import { readEnd } from "./input"
import type { EndExternalSubscriptionInput } from "./input"

const endStep = createStep(
  "coupons-end-external-subscription",
  async (input: EndExternalSubscriptionInput, { container }) => {
    const { subscription_id, item_ids, reason } = readEnd(input)
    const coupons = couponsOf(container)
    const now = await coupons.now()
    const own = { target_type: "subscription" as const, target_ids: [subscription_id] }
    const items = { target_type: "subscription_item" as const, target_ids: item_ids }
    const ended = [
      ...(await coupons.endDiscounts(own, now, reason)),
      ...(await coupons.endDiscounts(items, now, reason)),
    ]
    return new StepResponse({ ended: ended.length })
  },
)

/** Call it when a subscription of yours is cancelled or expires. Answers how many discounts ended. Throws INVALID_DATA. */
export const endExternalSubscriptionWorkflow = createWorkflow(
  "coupons-end-external-subscription",
  function (input: EndExternalSubscriptionInput) {
    return new WorkflowResponse(endStep(input))
  },
)
