// A change of plan that waited for the end of its period takes effect with the next invoice.
import type { MedusaContainer } from "@medusajs/framework/types"
import { periodAt } from "../../engine"
import { asOfNextPeriod } from "../../modules/billing/plan-change"
import type { PlanChange, SubscriptionRow } from "../../modules/billing/types"
import { gather } from "../../pricing/billing/gather"
import { discountsAfterChange } from "../../pricing/billing/plan-change"
import { discountsOf } from "../../pricing/billing/price-invoice"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"

export const ENDED_BY_PLAN_CHANGE = "plan changed"
/** Why a discount ended that a waiting change had won. */
export const REPLACED = "plan change replaced"

/**
 * What a waiting change won belongs to that change: where it does not come to pass, the discount ends, and its place under
 * the limits is free again (rule 33). Harmless to repeat.
 */
export async function withdrawWon(
  container: MedusaContainer,
  change: PlanChange | null,
  now: Date,
  reason: string,
): Promise<void> {
  if (change?.won_discount_id) {
    await couponsOf(container).withdrawDiscounts([change.won_discount_id], now, reason)
  }
}

/**
 * Puts the subscription on its new plan when its next period is about to be billed. The caller holds the lease. Killed in
 * between, the next run does the same again: ending and restarting a discount twice is ending and restarting it once.
 */
export async function enterScheduledChange(
  container: MedusaContainer,
  subscription: SubscriptionRow,
  { token }: { token: string },
): Promise<SubscriptionRow> {
  const { scheduled_change } = subscription
  if (!scheduled_change) {
    return subscription
  }
  const facts = await gather(container, asOfNextPeriod(subscription))
  const running = await discountsOf(container, facts, null)
  const { ended_ids, restarted_ids } = discountsAfterChange(facts, running, scheduled_change.won_discount_id)
  const { starts_at } = periodAt(facts.subscription, subscription.cycle_index + 1)
  const coupons = couponsOf(container)
  await coupons.endDiscounts({ ids: ended_ids }, starts_at, ENDED_BY_PLAN_CHANGE)
  await coupons.restartDiscounts(restarted_ids, null)
  return billingOf(container).applyChange(subscription.id, scheduled_change, token)
}
