// What a subscription becomes when its plan changes: pure, so that previews, schedules and renewals say the same.
import { anchorAfterChange } from "../../engine"
import type { PlanChange, SubscriptionRow } from "./types"

/** The subscription on its new plan, and since when its periods are counted anew; null where its calendar stays. */
export interface ChangedSubscription {
  subscription: SubscriptionRow
  anchor: Date | null
}

/**
 * The subscription as it is once the change has taken effect. `starts_at`: a new period begins then (a switch in the
 * middle of a period); null: the paid period runs to its end. A period of the same length keeps its calendar, so that the
 * 31st comes back (rule 11); another one is counted from the first period it bills.
 */
export function changed(
  subscription: SubscriptionRow,
  change: PlanChange,
  starts_at: Date | null,
): ChangedSubscription {
  const { plan_id, interval, interval_count } = change
  const index = subscription.cycle_index + 1
  const anchor = anchorAfterChange(subscription, change, index, starts_at)
  const byId = new Map(change.items.map((item) => [item.id, item]))
  return {
    anchor,
    subscription: {
      ...subscription,
      plan_id,
      interval,
      interval_count,
      scheduled_change: null,
      ...(anchor && { anchor, anchor_index: index }),
      items: subscription.items.map((item) => ({ ...item, ...byId.get(item.id) })),
    },
  }
}

/** The subscription as its next invoice meets it: a change that waits for the end of the period has been made. */
export const asOfNextPeriod = (subscription: SubscriptionRow): SubscriptionRow =>
  subscription.scheduled_change ? changed(subscription, subscription.scheduled_change, null).subscription : subscription
