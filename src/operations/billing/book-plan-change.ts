// Books the invoice of a plan change that was paid, or is authorised: the coupon's place, running discounts, the ledger, then the new plan.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { BilledChange, InvoiceDiscount, InvoiceRow } from "../../modules/billing/types"
import type { InvoiceRedemption, RunningDiscount } from "../../modules/coupon/types"
import { heldPlace } from "./held-place"
import { PENDING_DISCOUNT } from "../../pricing/billing/plan-change-code"
import { redemptionsOf } from "../../pricing/billing/redemptions"
import { ENDED_BY_PLAN_CHANGE, REPLACED } from "./scheduled-change"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"

/**
 * Safe to run again after a kill: every part is idempotent, and the plan changes last, with the invoice. What begins with
 * the change begins with the period its invoice bills, never before it was won (rule 13). `is_captured` false: the money is
 * only held, and the invoice is paid once the shop has captured it.
 */
export async function bookPlanChange(
  container: MedusaContainer,
  invoice: InvoiceRow,
  now: Date,
  is_captured: boolean,
): Promise<void> {
  const { plan_change } = invoice
  if (!plan_change) {
    throw new Error(`Invoice ${invoice.number} belongs to no change of plan.`)
  }
  const coupons = couponsOf(container)
  const ended_at = plan_change.anchor === null ? now : new Date(plan_change.anchor)
  const redemptions = redemptionsOf(invoice)
  const won = await winDiscount(container, invoice, plan_change, redemptions, now)
  await coupons.withdrawDiscounts(plan_change.withdrawn_discount_ids ?? [], now, REPLACED)
  await coupons.endDiscounts({ ids: plan_change.ended_discount_ids }, ended_at, ENDED_BY_PLAN_CHANGE)
  await coupons.restartDiscounts(plan_change.restarted_discount_ids, invoice.id)
  const others = redemptions.filter(({ discount_id }) => discount_id !== PENDING_DISCOUNT)
  await coupons.redeemInvoice({ redemptions: others, now })
  const discounted = [...others.map(({ discount_id }) => discount_id), ...(won?.has_begun ? [won.discount.id] : [])]
  await coupons.startDiscounts(discounted, invoice.period_start)
  const listed = named(invoice.discounts, won?.discount ?? null)
  await billingOf(container).bookPlanChange({ invoice_id: invoice.id, now, is_captured, discounts: listed })
}

/** The discount of the coupon that was entered for the change, with what it took off this invoice. */
async function winDiscount(
  container: MedusaContainer,
  invoice: InvoiceRow,
  { claim_id }: BilledChange,
  redemptions: InvoiceRedemption[],
  now: Date,
): Promise<{ discount: RunningDiscount; has_begun: boolean } | null> {
  if (claim_id === null) {
    return null
  }
  const redemption = redemptions.find(({ discount_id }) => discount_id === PENDING_DISCOUNT) ?? null
  const place = await heldPlace(container, claim_id, now)
  const made = await couponsOf(container).redeem({
    order_id: invoice.order_id,
    claim_ids: [place],
    discounts: [
      {
        claim_id: place,
        target_type: "subscription",
        target_id: invoice.subscription_id,
        starts_at: redemption ? invoice.period_start : null,
        redemption,
      },
    ],
    now,
  })
  return made[0] ? { discount: made[0], has_begun: redemption !== null } : null
}

/** The invoice's discounts, the new one under the id it has now. */
const named = (discounts: InvoiceDiscount[], won: RunningDiscount | null): InvoiceDiscount[] =>
  discounts.map((discount) =>
    discount.discount_id === PENDING_DISCOUNT ? { ...discount, discount_id: won?.id ?? null } : discount,
  )
