// Says how a subscription's later invoices are charged: for one that began free of charge, or whose card is no more.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import { graph } from "../../lib/graph"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { invalid, refused } from "../../tools/errors"

export interface SetPaymentMethodInput {
  subscription_id: string
  payment_provider_id: string
  /** What the provider needs to charge without the customer, such as `{ payment_method: "pm_…" }`. */
  payment_data?: Record<string, unknown> | null
}

const setStep = createStep(
  "billing-set-payment-method",
  async (input: SetPaymentMethodInput, { container }) => {
    const billing = billingOf(container)
    const before = await billing.readSubscription(input.subscription_id)
    if (before.status === "canceled" || before.status === "ended") {
      throw refused(`Subscription '${before.id}' has been cancelled: there is nothing left to charge.`)
    }
    const [region] = await graph<{ payment_providers?: { id: string }[] }>(
      container,
      "region",
      ["payment_providers.id"],
      { id: before.region_id },
    )
    if (!region?.payment_providers?.some(({ id }) => id === input.payment_provider_id)) {
      throw invalid(`Payment provider '${input.payment_provider_id}' is not one of the subscription's region.`)
    }
    const method = { provider_id: input.payment_provider_id, data: input.payment_data ?? null }
    await billing.setPaymentMethod(before.id, method, await couponsOf(container).now())
    const { payment_provider_id, payment_data } = before
    return new StepResponse(null, { id: before.id, payment_provider_id, payment_data })
  },
  async (before, { container }) => {
    if (before?.payment_provider_id) {
      const { payment_provider_id: provider_id, payment_data: data } = before
      await billingOf(container).setPaymentMethod(before.id, { provider_id, data }, null)
    }
  },
)

/** Throws NOT_FOUND, INVALID_DATA for a provider of another region, and NOT_ALLOWED, each with a sentence. */
export const setPaymentMethodWorkflow = createWorkflow(
  "billing-set-payment-method",
  function (input: SetPaymentMethodInput) {
    setStep(input)
    return new WorkflowResponse(input)
  },
)
