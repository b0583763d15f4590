// Keeps a subscription from being billed, and from other discounts, while one is put on it: what is charged must be what
// was promised, and of two requests at once the second must see what the first has put there.
import { generateEntityId } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { billingOf } from "../../../lib/billing"
import { subscriptionOf } from "../../../pricing/coupons/discount-target"
import type { TargetChoice } from "../../../pricing/coupons/discount-target"

interface Lease {
  subscription_id: string
  token: string
}

/**
 * Takes the lease on the target's subscription; null for a customer, who may have any number of them. Throws NOT_FOUND, and
 * NOT_ALLOWED with a sentence while it is being billed. A process that dies in between lets go by itself when the lease ends.
 */
export const leaseTargetStep = createStep(
  "coupons-hold-target",
  async (target: TargetChoice, { container }) => {
    if ("customer_id" in target) {
      return new StepResponse<Lease | null, Lease | null>(null, null)
    }
    const billing = billingOf(container)
    const lease: Lease = {
      subscription_id: await subscriptionOf(billing, target),
      token: generateEntityId(undefined, "lease"),
    }
    await billing.takeLease(lease.subscription_id, lease.token)
    return new StepResponse<Lease | null, Lease | null>(lease, lease)
  },
  async (lease, { container }) => {
    if (lease) {
      await billingOf(container).releaseLease(lease.subscription_id, lease.token)
    }
  },
)

/** Gives the lease back. */
export const releaseTargetStep = createStep("coupons-let-target-go", async (lease: Lease | null, { container }) => {
  if (lease) {
    await billingOf(container).releaseLease(lease.subscription_id, lease.token)
  }
  return new StepResponse(null)
})
