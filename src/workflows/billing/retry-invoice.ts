// Tries again, by hand and at once, to collect an invoice that was declined.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import { readCollectable } from "../../operations/billing/collectable"
import { renewSubscription } from "./renew-subscription"
import type { RenewalResult } from "./renew-subscription"
import { refused } from "../../tools/errors"

export interface RetryInvoiceInput {
  invoice_id: string
  /** ISO instant. */
  now: string
}

const retryStep = createStep("billing-retry-invoice", async ({ invoice_id, now }: RetryInvoiceInput, { container }) => {
  const { subscription } = await readCollectable(container, invoice_id)
  const result = await renewSubscription(container, {
    subscription_id: subscription.id,
    now,
    due_before: null,
    // Whoever pays this invoice meanwhile moves the cycle on; without this, the retry would bill the next period early.
    after_cycle: subscription.cycle_index,
  })
  if (result.outcome === "not_due") {
    throw refused(`Subscription '${subscription.id}' cannot be billed right now. Try again in a moment.`)
  }
  return new StepResponse<RenewalResult>(result)
})

/** Prices the invoice anew and charges it. A declined payment is an answer, not an error: the invoice says why. */
export const retryInvoiceWorkflow = createWorkflow("billing-retry-invoice", function (input: RetryInvoiceInput) {
  return new WorkflowResponse(retryStep(input))
})
