// Keeps an invoice from being charged while it is discounted: what it is charged must be what it was promised.
import { generateEntityId } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { billingOf } from "../../billing/services"
import type { TargetChoice } from "../discount-target"

interface Lease {
  subscription_id: string
  token: string
}

/**
 * Takes the lease on the invoice's subscription; null for every other target. Throws NOT_FOUND, and NOT_ALLOWED with a
 * sentence while it is being billed. A process that dies in between lets go by itself when the lease ends.
 */
export const holdInvoiceStep = createStep(
  "coupons-hold-invoice",
  async (target: TargetChoice, { container }) => {
    if (!("invoice_id" in target)) return new StepResponse<Lease | null, Lease | null>(null, null)
    const billing = billingOf(container)
    const { subscription_id } = await billing.readInvoice(target.invoice_id)
    const lease: Lease = { subscription_id, token: generateEntityId(undefined, "lease") }
    await billing.hold(lease.subscription_id, lease.token)
    return new StepResponse<Lease | null, Lease | null>(lease, lease)
  },
  async (lease, { container }) => {
    if (lease) await billingOf(container).releaseLease(lease.subscription_id, lease.token)
  },
)

/** Gives the lease back. */
export const letInvoiceGoStep = createStep("coupons-let-invoice-go", async (lease: Lease | null, { container }) => {
  if (lease) await billingOf(container).releaseLease(lease.subscription_id, lease.token)
  return new StepResponse(null)
})
