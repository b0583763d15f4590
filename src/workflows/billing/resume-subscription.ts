// Resumes a paused subscription, or takes back a cancellation that waits for the end of the period.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import { resumed } from "../../modules/billing/lifecycle"
import { billingOf } from "../../lib/billing"

export interface ResumeSubscriptionInput {
  subscription_id: string
  /** ISO instant. */
  now: string
}

const resumeStep = createStep(
  "billing-resume-subscription",
  async (input: ResumeSubscriptionInput, { container }) => {
    const billing = billingOf(container)
    const before = await billing.readSubscription(input.subscription_id)
    await billing.changeSubscription(before.id, resumed(before, new Date(input.now)))
    return new StepResponse(null, before)
  },
  async (before, { container }) => {
    if (before) {
      const { status, paused_at, next_billing_at, anchor, anchor_index, cancel_at_period_end } = before
      const patch = { status, paused_at, next_billing_at, anchor, anchor_index, cancel_at_period_end }
      await billingOf(container).changeSubscription(before.id, patch)
    }
  },
)

/** Throws NOT_FOUND and NOT_ALLOWED with a sentence. */
export const resumeSubscriptionWorkflow = createWorkflow(
  "billing-resume-subscription",
  function (input: ResumeSubscriptionInput) {
    resumeStep(input)
    return new WorkflowResponse(input)
  },
)
