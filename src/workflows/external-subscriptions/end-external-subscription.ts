// Ends what a subscription that somebody else bills still held: its discounts end with it (rule 10).
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../lib/coupons"
import { readEnd } from "../../pricing/external/input"
import type { EndExternalSubscriptionInput } from "../../pricing/external/input"

const endStep = createStep(
  "coupons-end-external-subscription",
  async (input: EndExternalSubscriptionInput, { container, eventGroupId }) => {
    const { subscription_id, item_ids, reason } = readEnd(input)
    const coupons = couponsOf(container)
    const targets = [
      { type: "subscription" as const, ids: [subscription_id] },
      { type: "subscription_item" as const, ids: item_ids },
    ]
    const ended = await coupons.endDiscounts({ targets }, await coupons.now(), reason, { eventGroupId })
    return new StepResponse({ ended: ended.length }, ended)
  },
  // The merchant's workflow failed later: the subscription goes on, and so do its discounts.
  async (ended, { container }) => {
    if (ended?.length) {
      const running = ended.map((id) => ({ id, ended_at: null, ended_reason: null }))
      await couponsOf(container).updateCouponDiscounts(running)
    }
  },
)

/**
 * Call it when a subscription of yours is cancelled or expires. Answers how many discounts ended. As a step of the merchant's
 * own workflow it is undone when a later step fails. Throws INVALID_DATA.
 */
export const endExternalSubscriptionWorkflow = createWorkflow(
  "coupons-end-external-subscription",
  function (input: EndExternalSubscriptionInput) {
    return new WorkflowResponse(endStep(input))
  },
)
