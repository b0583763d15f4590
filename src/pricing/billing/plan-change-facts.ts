// Reads what a change of plan is about: the plan, which item changes, and what it costs from then on.
import type { MedusaContainer } from "@medusajs/framework/types"
import { isPayableLine, isSamePeriod, TOO_LARGE_LINE } from "../../engine"
import type { PlanRow, SubscriptionItemRow, SubscriptionRow } from "../../modules/billing/types"
import { priceVariants } from "./prices"
import { billingOf } from "../../lib/billing"
import { invalid, refused } from "../../tools/errors"
import { catalogueOf, readVariants } from "../products"

/** The plan a subscription is to change to, and the item that becomes the plan's variant. Prices in major units. */
export interface RequestedChange {
  plan: PlanRow
  before: SubscriptionItemRow
  after: SubscriptionItemRow
}

/**
 * Throws INVALID_DATA for a plan that does not exist or has no price in the subscription's currency, and NOT_ALLOWED where
 * items of other plans could not follow, each with a sentence.
 */
export async function readRequestedChange(
  container: MedusaContainer,
  subscription: SubscriptionRow,
  input: { plan_id: string; unit_price?: number | null },
): Promise<RequestedChange> {
  const plan = await readPlan(container, input.plan_id, false)
  if (!plan) {
    throw invalid(`Plan with id '${input.plan_id}' was not found.`)
  }
  const before = await changingItem(container, subscription)
  if (subscription.items.length > 1 && !isSamePeriod(subscription, plan)) {
    throw refused(
      `Subscription '${subscription.id}' has other items, whose prices are for its present period; plan '${plan.name}' bills at another one.`,
    )
  }
  const { region_id, currency_code, customer_id } = subscription
  const variants = await priceVariants(container, [plan.variant_id], { region_id, currency_code, customer_id })
  const variant = variants.get(plan.variant_id)
  if (!variant) {
    throw invalid(`Variant with id '${plan.variant_id}' was not found.`)
  }
  const unit_price = input.unit_price ?? variant.unit_price
  if (unit_price === null) {
    throw invalid(`Variant '${variant.id}' has no price in ${currency_code.toUpperCase()}; give a 'unit_price'.`)
  }
  if (!isPayableLine(unit_price, before.quantity)) {
    throw invalid(TOO_LARGE_LINE)
  }
  const { title, is_tax_inclusive } = variant
  const catalogue = catalogueOf((await readVariants(container, [plan])).get(variant.id))
  const sold = { variant_id: variant.id, title, unit_price, is_tax_inclusive, catalogue, plan_id: plan.id }
  return { plan, before, after: { ...before, ...sold } }
}

/** The item that was sold with the present plan; plans that were deleted since are known as well. */
async function changingItem(container: MedusaContainer, subscription: SubscriptionRow): Promise<SubscriptionItemRow> {
  const [only, ...more] = subscription.items
  if (only && more.length === 0) {
    return only
  }
  const present = await readPlan(container, subscription.plan_id, true)
  const item = subscription.items.find(({ variant_id }) => variant_id === present?.variant_id)
  if (!item) {
    throw refused(`None of the items of subscription '${subscription.id}' belongs to its present plan.`)
  }
  return item
}

async function readPlan(container: MedusaContainer, id: string, withDeleted: boolean): Promise<PlanRow | null> {
  const [plan] = await billingOf(container).listBillingPlans({ id }, { withDeleted })
  return plan ?? null
}
