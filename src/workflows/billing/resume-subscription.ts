// Resumes a paused subscription, or takes back a cancellation that waits for the end of the period.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { SubscriptionRow } from "../../modules/billing/types"
import { isBilling } from "./renew-subscription"
import { billingOf, refused } from "./services"

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

/**
 * Within the paid period everything goes on as before. Later a new period begins at once, and the calendar is counted from
 * there: nobody pays for a time in which they were paused.
 */
function resumed(subscription: SubscriptionRow, now: Date): Partial<SubscriptionRow> {
  if (subscription.cancel_at_period_end && isBilling(subscription)) {
    return { cancel_at_period_end: false }
  }
  if (subscription.status !== "paused") {
    throw refused(`Subscription '${subscription.id}' is ${subscription.status}: there is nothing to resume.`)
  }
  const { trial_end, current_period_end, cycle_index } = subscription
  const status = trial_end && trial_end > now ? "trialing" : "active"
  if (now < current_period_end && cycle_index >= 0) {
    return { status, paused_at: null, next_billing_at: current_period_end }
  }
  return { status, paused_at: null, next_billing_at: now, anchor: now, anchor_index: cycle_index + 1 }
}

/** Throws NOT_FOUND and NOT_ALLOWED with a sentence. */
export const resumeSubscriptionWorkflow = createWorkflow(
  "billing-resume-subscription",
  function (input: ResumeSubscriptionInput) {
    resumeStep(input)
    return new WorkflowResponse(input)
  },
)
