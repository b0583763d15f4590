// Pauses a subscription: nothing is billed until it is resumed. What was paid for stays paid for.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import { billingOf } from "../../lib/billing"
import { readPausable } from "../../pricing/billing/pausable"

export interface PauseSubscriptionInput {
  subscription_id: string
  /** ISO instant. */
  now: string
}

const pauseStep = createStep(
  "billing-pause-subscription",
  async (input: PauseSubscriptionInput, { container }) => {
    const billing = billingOf(container)
    const { subscription: before, patch } = await readPausable(container, input.subscription_id, new Date(input.now))
    await billing.changeSubscription(before.id, patch)
    return new StepResponse(null, before)
  },
  async (before, { container }) => {
    if (before) {
      const { status, paused_at, next_billing_at } = before
      await billingOf(container).changeSubscription(before.id, { status, paused_at, next_billing_at })
    }
  },
)

/** A cancellation that waits goes on waiting. Throws NOT_FOUND and NOT_ALLOWED with a sentence. */
export const pauseSubscriptionWorkflow = createWorkflow(
  "billing-pause-subscription",
  function (input: PauseSubscriptionInput) {
    pauseStep(input)
    return new WorkflowResponse(input)
  },
)
