// When a subscription's cycles begin and end. Every cycle is counted from the anchor, so nothing drifts (rule 11).
import { addPeriods } from "../../engine"
import type { Cycle } from "../../engine"
import type { Period, SubscriptionRow } from "./types"

type Calendar = Pick<
  SubscriptionRow,
  "id" | "interval" | "interval_count" | "started_at" | "anchor" | "anchor_index" | "time_zone"
>

const DAY_MS = 24 * 60 * 60 * 1000

/** The name of one cycle of a subscription, unique for ever. */
export const cycleKey = (subscription_id: string, index: number): string => `${subscription_id}#${index}`

/** The cycle with this number. The one before the anchor is the trial: from the start to the anchor. */
export function periodAt(subscription: Calendar, index: number): Period {
  const boundary = (n: number) => {
    if (n < 0) {
      return subscription.started_at
    }
    return new Date(addPeriods(subscription.anchor.getTime(), subscription, n, subscription.time_zone))
  }
  const n = index - subscription.anchor_index
  return {
    index,
    key: cycleKey(subscription.id, index),
    starts_at: boundary(n),
    ends_at: boundary(n + 1),
  }
}

/** The engine's view of a period. */
export const toCycle = (period: Period): Cycle => ({
  key: period.key,
  starts_at: period.starts_at.getTime(),
  ends_at: period.ends_at.getTime(),
  ...(period.billed_from && { billed_from: period.billed_from.getTime() }),
})

/** The end of a trial of so many days: the same time of day in the store's zone. */
export function trialEnd(start: Date, days: number, time_zone: string): Date {
  return new Date(addPeriods(start.getTime(), { interval: "day", interval_count: 1 }, days, time_zone))
}

/** So many days of 24 hours later; for retries, where the time of day does not matter. */
export const daysLater = (from: Date, days: number): Date => new Date(from.getTime() + days * DAY_MS)
