// Discounts one renewal of a subscription that somebody else bills, and books it: the one call of rule 44.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../lib/coupons"
import type { RedeemedRenewal } from "../../modules/coupon/ledger/renewals"
import { productsOf, targetsOf } from "../../pricing/external/gather"
import { readRenewal } from "../../pricing/external/input"
import type { DiscountRenewalInput } from "../../pricing/external/input"
import { cycleOf, priceRenewal, redemptionsOf } from "../../pricing/external/price-renewal"
import type { PricedRenewal } from "../../pricing/external/price-renewal"

/** What a renewal is given. The adjustments are ready to be put on the order's lines and shipping methods. */
export type DiscountedRenewal = Omit<PricedRenewal, "evaluation">

const discountStep = createStep(
  "coupons-discount-renewal",
  async (input: DiscountRenewalInput, { container }) => {
    const { renewal, booked } = await discountRenewal(container, input)
    return new StepResponse(renewal, { document_id: renewal.document_id, ...booked })
  },
  // The merchant's workflow failed later, at the payment say: the cycle is given back (rule 14). What an earlier call booked
  // is not this one's to take.
  async (booked, { container }) => {
    if (booked?.is_new) {
      const { document_id, reversal_ids } = booked
      const coupons = couponsOf(container)
      const now = await coupons.now()
      await coupons.reverse({ document_ids: [document_id], give_back: false, reason: "renewal failed", now })
      await coupons.bookAgain(reversal_ids, now)
    }
  },
)

async function discountRenewal(
  container: MedusaContainer,
  input: DiscountRenewalInput,
): Promise<{ renewal: DiscountedRenewal; booked: RedeemedRenewal }> {
  const renewal = readRenewal(input)
  const coupons = couponsOf(container)
  const [now, products] = await Promise.all([coupons.now(), productsOf(container, renewal.lines)])
  const cycle = cycleOf(renewal)
  const document_id = renewal.document_id ?? cycle.key
  const answers: PricedRenewal[] = []
  const booked = await coupons.redeemRenewal({
    targets: targetsOf(renewal),
    document_id,
    starts_at: renewal.period.starts_at,
    now,
    price: (discounts) => {
      const priced = priceRenewal(renewal, { document_id, cycle, products }, discounts, coupons.timeZone())
      answers.push(priced)
      return redemptionsOf(renewal, priced)
    },
  })
  const [priced] = answers
  if (!priced) {
    throw new Error(`Renewal ${document_id} was booked and not priced.`)
  }
  const { evaluation: _evaluation, ...discounted } = priced
  return { renewal: discounted, booked }
}

/**
 * Takes the running discounts of the subscription, its items and its customer off one renewal, and writes them into the
 * ledger. Idempotent by `document_id`: a retry answers the same and consumes nothing (rule 14). As a step of the
 * merchant's renewal it is undone when a later step fails. Throws INVALID_DATA with a sentence.
 */
export const discountRenewalWorkflow = createWorkflow(
  "coupons-discount-renewal",
  function (input: DiscountRenewalInput) {
    return new WorkflowResponse(discountStep(input))
  },
)
