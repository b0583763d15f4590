// Shows what the next renewals of a subscription that somebody else bills will be given; writes nothing (rules 41 and 44).
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { inOrder, periodsFrom } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { DiscountedRenewal } from "./discount-renewal"
import { productsOf, targetsOf } from "../../pricing/external/gather"
import { readPreview } from "../../pricing/external/input"
import type { PreviewRenewalInput } from "../../pricing/external/input"
import { cycleOf, priceRenewal } from "../../pricing/external/price-renewal"

/** One coming renewal; instants are ISO texts. */
export interface UpcomingRenewal extends DiscountedRenewal {
  period: { starts_at: string; ends_at: string }
}

const previewStep = createStep("coupons-preview-renewal", async (input: PreviewRenewalInput, { container }) => {
  return new StepResponse(await previewRenewals(container, input))
})

async function previewRenewals(container: MedusaContainer, input: PreviewRenewalInput): Promise<UpcomingRenewal[]> {
  const preview = readPreview(input)
  const coupons = couponsOf(container)
  const [products, running] = await Promise.all([
    productsOf(container, preview.lines),
    coupons.listRunningDiscounts(targetsOf(preview), preview.period.starts_at),
  ])
  const time_zone = coupons.timeZone()
  const coming = periodsFrom(preview, time_zone).map((period) => {
    const cycle = cycleOf({ subscription_id: preview.subscription_id, period })
    return { period, cycle, document_id: cycle.key }
  })
  return inOrder(coming, running, ({ period, cycle, document_id }, discounts) => ({
    ...priceRenewal(preview, { document_id, cycle, products }, discounts, time_zone),
    period: { starts_at: period.starts_at.toISOString(), ends_at: period.ends_at.toISOString() },
  })).map(({ evaluation: _evaluation, ...renewal }) => renewal)
}

/** The next `count` renewals at these prices, each as it will be once those before it are billed. Throws INVALID_DATA. */
export const previewRenewalWorkflow = createWorkflow("coupons-preview-renewal", function (input: PreviewRenewalInput) {
  return new WorkflowResponse(previewStep(input))
})
