// Cancels a subscription, at once or when its paid period ends.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { endedAtOnce, endingWithPeriod } from "../../modules/billing/lifecycle"
import { undoCharge } from "./charge"
import { withdrawWon } from "./scheduled-change"
import { billingOf, couponsOf } from "./services"

export interface CancelSubscriptionInput {
  subscription_id: string
  at_period_end: boolean
  /** ISO instant. */
  now: string
}

const markStep = createStep(
  "billing-cancel-subscription",
  async (input: CancelSubscriptionInput, { container }) => {
    const before = await billingOf(container).readSubscription(input.subscription_id)
    const now = new Date(input.now)
    const patch = input.at_period_end ? endingWithPeriod(before, now) : endedAtOnce(before, now)
    await billingOf(container).changeSubscription(before.id, patch)
    return new StepResponse(null, before)
  },
  async (before, { container }) => {
    if (before) {
      const { status, cancel_at_period_end, canceled_at, next_billing_at } = before
      await billingOf(container).changeSubscription(before.id, {
        status,
        cancel_at_period_end,
        canceled_at,
        next_billing_at,
      })
    }
  },
)

/** What a subscription that is over leaves behind: open invoices are voided, its discounts end (rule 10). */
const tidyStep = createStep("billing-tidy-canceled", async (input: CancelSubscriptionInput, { container }) => {
  if (!input.at_period_end) {
    const now = new Date(input.now)
    const { id, items, scheduled_change } = await billingOf(container).readSubscription(input.subscription_id)
    await withdrawWon(container, scheduled_change, now, "subscription canceled")
    await undoAttempts(container, id)
    await billingOf(container).voidOpenInvoices(id, now)
    await couponsOf(container).endDiscounts(
      { target_type: "subscription", target_ids: [id] },
      now,
      "subscription canceled",
    )
    const item_ids = items.map((item) => item.id)
    await couponsOf(container).endDiscounts(
      { target_type: "subscription_item", target_ids: item_ids },
      now,
      "subscription canceled",
    )
  }
  return new StepResponse(null)
})

/** Orders and payments of unpaid invoices; what the provider will not take back stays on its invoice for a human. */
async function undoAttempts(container: MedusaContainer, subscription_id: string): Promise<void> {
  const billing = billingOf(container)
  for (const invoice of await billing.readInvoices({ subscription_id, status: ["draft", "open", "uncollectible"] })) {
    if (!invoice.order_id) {
      continue
    }
    if (await undoCharge(container, invoice)) {
      await billing.forgetAttempt(invoice.id)
    } else {
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .error(
          `Invoice ${invoice.number} of a cancelled subscription may have been charged: see order ${invoice.order_id}.`,
        )
    }
  }
}

export const cancelSubscriptionWorkflow = createWorkflow(
  "billing-cancel-subscription",
  function (input: CancelSubscriptionInput) {
    markStep(input)
    tidyStep(input)
    return new WorkflowResponse(input)
  },
)

/** Cancels; `at_period_end` lets the paid period run out first. Throws NOT_FOUND and NOT_ALLOWED with a sentence. */
export async function cancelSubscription(container: MedusaContainer, input: CancelSubscriptionInput): Promise<void> {
  await cancelSubscriptionWorkflow(container).run({ input })
}
