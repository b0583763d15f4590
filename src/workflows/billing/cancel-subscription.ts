// Cancels a subscription, at once or when its paid period ends.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { endedAtOnce, endingWithPeriod, isOver } from "../../modules/billing/lifecycle"
import { isBooked } from "../../modules/billing/statuses"
import type { SubscriptionRow } from "../../modules/billing/types"
import type { Unfinished } from "../../modules/coupon/types"
import { begin, end, findUnfinished } from "../../operations/unfinished"
import { takeOver } from "../../operations/billing/attempts"
import { underLease } from "../../operations/billing/lease"
import { withdrawWon } from "../../operations/billing/scheduled-change"
import { isOrderCanceled } from "../../operations/billing/cancel-invoice-order"
import type { Lease } from "../../operations/billing/lease"
import { endCanceledInvoice } from "../../operations/billing/void-canceled"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"

export interface CancelSubscriptionInput {
  subscription_id: string
  at_period_end: boolean
  /** ISO instant. */
  now: string
}

const cancelStep = createStep(
  "billing-cancel-subscription",
  async (input: CancelSubscriptionInput, { container }) => {
    const before = await billingOf(container).readSubscription(input.subscription_id)
    if (input.at_period_end) {
      await billingOf(container).changeSubscription(before.id, endingWithPeriod(before, new Date(input.now)))
      return new StepResponse(null, before)
    }
    await cancelNow(container, before, input)
    // What is over is over: a later step of somebody else's workflow that fails brings no order back.
    return new StepResponse(null, null)
  },
  async (before, { container }) => {
    if (before) {
      const { id, cancel_at_period_end, next_billing_at } = before
      await billingOf(container).changeSubscription(id, { cancel_at_period_end, next_billing_at })
    }
  },
)

/** Status and tidying in one; what died between the two is finished by the same call, and by the job. */
async function cancelNow(
  container: MedusaContainer,
  before: SubscriptionRow,
  { now }: CancelSubscriptionInput,
): Promise<void> {
  const { id } = before
  // Over already and with nothing left to do, it is refused; what died half way is finished instead.
  const is_left = isOver(before) && (await findUnfinished(container, "cancel_subscription", id)) !== null
  const patch = is_left ? null : endedAtOnce(before, new Date(now))
  await underLease(container, id, async (lease) => {
    const operation = await begin(container, { kind: "cancel_subscription", subject_id: id, input: { now } })
    if (patch) {
      await billingOf(container).changeSubscription(id, patch, lease.token)
    }
    await tidy(container, operation, lease)
  })
}

/** The job's part: tidies up after a cancellation that died. One that did not come as far as the status never was. */
export async function finishCancellation(container: MedusaContainer, operation: Unfinished): Promise<void> {
  const { id, subject_id } = operation
  const [subscription] = await billingOf(container).readSubscriptions({ id: subject_id })
  if (!subscription || !isOver(subscription)) {
    await end(container, id)
    return
  }
  await underLease(container, subject_id, (lease) => tidy(container, operation, lease))
}

/** What a subscription that is over leaves behind: open invoices are voided, its discounts end (rule 10). Repeatable. */
async function tidy(container: MedusaContainer, operation: Unfinished, lease: Lease): Promise<void> {
  const now = new Date((operation.input as { now: string }).now)
  const { id, items, scheduled_change } = await billingOf(container).readSubscription(operation.subject_id)
  await withdrawWon(container, scheduled_change, now, "subscription canceled")
  await undoAttempts(container, lease)
  await billingOf(container).voidOpenInvoices(id, now)
  const coupons = couponsOf(container)
  const reason = "subscription canceled"
  await coupons.endDiscounts({ target_type: "subscription", target_ids: [id] }, now, reason)
  const item_ids = items.map((item) => item.id)
  await coupons.endDiscounts({ target_type: "subscription_item", target_ids: item_ids }, now, reason)
  await end(container, operation.id)
}

/** Orders and payments of unpaid invoices; what the provider will not take back stays on its invoice for a human. */
async function undoAttempts(container: MedusaContainer, lease: Lease): Promise<void> {
  const { subscription_id } = lease
  const billing = billingOf(container)
  for (const invoice of await billing.readInvoices({ subscription_id, status: ["draft", "open", "uncollectible"] })) {
    if (!invoice.order_id || isBooked(invoice)) {
      continue
    }
    if (await isOrderCanceled(container, invoice.order_id)) {
      if (await endCanceledInvoice(container, invoice, lease)) {
        continue
      }
    } else if (await takeOver(container, invoice)) {
      await billing.forgetAttempt(invoice.id)
      continue
    }
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `Invoice ${invoice.number} of a cancelled subscription may have been charged: see order ${invoice.order_id}.`,
      )
  }
}

export const cancelSubscriptionWorkflow = createWorkflow(
  "billing-cancel-subscription",
  function (input: CancelSubscriptionInput) {
    cancelStep(input)
    return new WorkflowResponse(input)
  },
)

/** Cancels; `at_period_end` lets the paid period run out first. Throws NOT_FOUND and NOT_ALLOWED with a sentence. */
export async function cancelSubscription(container: MedusaContainer, input: CancelSubscriptionInput): Promise<void> {
  await cancelSubscriptionWorkflow(container).run({ input })
}
