// Takes a renewal of a subscription that somebody else bills back: reversal rows, and the cycle can be had again (rule 14).
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import { cycleKeyOf } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import { readVoid } from "../../pricing/external/input"
import type { VoidRenewalInput } from "../../pricing/external/input"

const voidStep = createStep(
  "coupons-void-renewal",
  async (input: VoidRenewalInput, { container }) => {
    const { document_id, subscription_id, period_starts_at, reason } = readVoid(input)
    const coupons = couponsOf(container)
    const document = document_id ?? cycleKeyOf(subscription_id ?? "", period_starts_at?.getTime() ?? 0)
    const now = await coupons.now()
    const { reversed, reversal_ids } = await coupons.reverse({
      document_ids: [document],
      give_back: false,
      reason,
      now,
    })
    return new StepResponse({ reversed }, reversal_ids)
  },
  // The merchant's workflow failed later, at the refund say: the renewal stands, and with it what it was given.
  async (reversal_ids, { container }) => {
    if (reversal_ids?.length) {
      const coupons = couponsOf(container)
      await coupons.bookAgain(reversal_ids, await coupons.now())
    }
  },
)

/**
 * For a failed, voided or refunded renewal. Answers how many rows were reversed; none the second time. As a step of the
 * merchant's own workflow it is undone when a later step fails. Throws INVALID_DATA.
 */
export const voidRenewalWorkflow = createWorkflow("coupons-void-renewal", function (input: VoidRenewalInput) {
  return new WorkflowResponse(voidStep(input))
})
