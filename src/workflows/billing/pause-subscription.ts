// Pauses a subscription: nothing is billed until it is resumed. What was paid for stays paid for.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { periodAt } from "../../engine"
import { owesMoney, paused } from "../../modules/billing/lifecycle"
import type { SubscriptionRow } from "../../modules/billing/types"
import { billingOf } from "../../lib/billing"
import { refused } from "../../tools/errors"

export interface PauseSubscriptionInput {
  subscription_id: string
  /** ISO instant. */
  now: string
}

const pauseStep = createStep(
  "billing-pause-subscription",
  async (input: PauseSubscriptionInput, { container }) => {
    const billing = billingOf(container)
    const before = await billing.readSubscription(input.subscription_id)
    const patch = paused(before, new Date(input.now))
    if (await isWaiting(container, before)) {
      throw refused(owesMoney(before.id))
    }
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

/** Its next invoice is open already, and waits for stock: it would be left behind by the new period that ends a pause. */
async function isWaiting(container: MedusaContainer, subscription: SubscriptionRow): Promise<boolean> {
  const { starts_at } = periodAt(subscription, subscription.cycle_index + 1)
  return (await billingOf(container).findRenewalInvoice(subscription.id, starts_at))?.status === "open"
}

/** A cancellation that waits goes on waiting. Throws NOT_FOUND and NOT_ALLOWED with a sentence. */
export const pauseSubscriptionWorkflow = createWorkflow(
  "billing-pause-subscription",
  function (input: PauseSubscriptionInput) {
    pauseStep(input)
    return new WorkflowResponse(input)
  },
)
