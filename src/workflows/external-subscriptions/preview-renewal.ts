// Shows what the next renewals of a subscription that somebody else bills will be given; writes nothing (rules 41 and 44).
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { addPeriods, inOrder } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { DiscountedRenewal } from "./discount-renewal"
import { productsOf, targetsOf } from "./gather"
import { readPreview } from "./input"
import type { Preview, PreviewRenewalInput } from "./input"
import { cycleOf, priceRenewal } from "./price-renewal"

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
  const coming = periodsOf(preview, time_zone).map((period) => {
    const cycle = cycleOf({ subscription_id: preview.subscription_id, period })
    return { period, cycle, document_id: cycle.key }
  })
  return inOrder(coming, running, ({ period, cycle, document_id }, discounts) => ({
    ...priceRenewal(preview, { document_id, cycle, products }, discounts, time_zone),
    period: { starts_at: period.starts_at.toISOString(), ends_at: period.ends_at.toISOString() },
  })).map(({ evaluation: _evaluation, ...renewal }) => renewal)
}

/** The next period as it was given, and those after it, counted from the anchor. */
function periodsOf({ period, anchor, count, interval, interval_count }: Preview, time_zone: string) {
  const from = (anchor ?? period.starts_at).getTime()
  const boundary = (n: number) => addPeriods(from, { interval, interval_count }, n, time_zone)
  let n = 0
  while (boundary(n) < period.ends_at.getTime()) {
    n++
  }
  const later = Array.from({ length: count - 1 }, (_, index) => ({
    starts_at: index === 0 ? period.ends_at : new Date(boundary(n + index)),
    ends_at: new Date(boundary(n + index + 1)),
  }))
  return [period, ...later]
}

/** The next `count` renewals at these prices, each as it will be once those before it are billed. Throws INVALID_DATA. */
export const previewRenewalWorkflow = createWorkflow("coupons-preview-renewal", function (input: PreviewRenewalInput) {
  return new WorkflowResponse(previewStep(input))
})
