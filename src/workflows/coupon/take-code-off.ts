// Takes a code off a running subscription again, as long as it has taken nothing: its place under the limits comes back (rule 50).
import type { MedusaContainer } from "@medusajs/framework/types"
import {
  createStep,
  createWorkflow,
  StepResponse,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { normalisedCodesFor } from "../../engine"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import type { SubscriptionRow } from "../../modules/billing/types"
import type { RunningDiscount } from "../../modules/coupon/types"
import { missing, refused } from "../../tools/errors"
import { leaseTargetStep, releaseTargetStep } from "./steps/lease-target"

export interface TakeCodeOffInput {
  subscription_id: string
  /** As typed. */
  code: string
}

const IN_USE = "code_in_use"

/** One transaction, under the lease of the subscription: nobody bills with the code meanwhile. */
const takeCodeOffStep = createStep("coupons-take-code-off", async (input: TakeCodeOffInput, { container }) => {
  const coupons = couponsOf(container)
  const subscription = await billingOf(container).readSubscription(input.subscription_id)
  const found = await withCode(container, subscription, input.code)
  await refuseInUse(container, subscription, found)
  const taken_off = await coupons.takeOffDiscounts(
    found.map(({ id }) => id),
    await coupons.now(),
  )
  if (taken_off.length === 0) {
    throw refused("This code has taken something off already: what was promised goes on.", IN_USE)
  }
  return new StepResponse({ code: found[0]?.code ?? input.code })
})

/** Throws NOT_FOUND for a code that does not run on the subscription or its items, whether or not there is such a code. */
async function withCode(
  container: MedusaContainer,
  { id, items }: SubscriptionRow,
  code: string,
): Promise<RunningDiscount[]> {
  const running = await couponsOf(container).listRunningDiscounts([
    { type: "subscription", ids: [id] },
    { type: "subscription_item", ids: items.map((item) => item.id) },
  ])
  const typed = new Set(normalisedCodesFor(code))
  const found = running.filter(
    (one) => one.code !== null && normalisedCodesFor(one.code).some((word) => typed.has(word)),
  )
  if (found.length === 0) {
    throw missing("This code is not on the subscription.", "code_not_found")
  }
  return found
}

/** Throws NOT_ALLOWED where an invoice that is owed counts on it, or a change of plan that waits. */
async function refuseInUse(
  container: MedusaContainer,
  { id, scheduled_change }: SubscriptionRow,
  found: RunningDiscount[],
): Promise<void> {
  if (found.some((one) => one.id === scheduled_change?.won_discount_id)) {
    throw refused("This code belongs to the change of plan that waits, and goes when that is taken back.", IN_USE)
  }
  const owed = await billingOf(container).readInvoices({
    subscription_id: id,
    status: ["draft", "open", "uncollectible"],
  })
  const invoice = owed.find(({ discounts }) =>
    discounts.some(({ discount_id }) => found.some((one) => one.id === discount_id)),
  )
  if (invoice) {
    throw refused(`This code is on invoice ${invoice.number}, which is still to be paid.`, IN_USE)
  }
}

/**
 * Takes the code off; answers it as it was made. Throws NOT_FOUND where it is not on the subscription, and NOT_ALLOWED with a
 * sentence while the subscription is billed and where the code is in use.
 */
export const takeCodeOffWorkflow = createWorkflow(
  "coupons-take-code-off",
  function (input: WorkflowData<TakeCodeOffInput>) {
    const lease = leaseTargetStep(input)
    const taken_off = takeCodeOffStep(input)
    releaseTargetStep(lease)
    return new WorkflowResponse(taken_off)
  },
)
