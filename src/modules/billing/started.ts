// What a subscription is when it starts: pure, so that its preview shows the row that is written.
import { generateEntityId } from "@medusajs/framework/utils"
import { newCalendar, periodAt } from "../../engine"
import type { NewSubscription, SubscriptionRow } from "./types"

/** Ids for the items of one subscription, in the order they are given in. */
export const itemIds = (count: number): string[] =>
  Array.from({ length: count }, () => generateEntityId(undefined, "bsubitem")).sort()

/** The columns that are counted from the calendar; `is_billed`: an order was its first invoice, or it begins with a trial. */
export function startedColumns(input: NewSubscription, has_invoice: boolean) {
  const calendar = newCalendar(input, input.plan, input.trial_days)
  const first = periodAt(calendar, 0)
  const is_billed = calendar.trial_end !== null || has_invoice
  return {
    ...calendar,
    plan_id: input.plan.id,
    status: calendar.trial_end ? ("trialing" as const) : ("active" as const),
    cycle_index: is_billed ? 0 : -1,
    current_period_start: first.starts_at,
    current_period_end: first.ends_at,
    next_billing_at: is_billed ? first.ends_at : first.starts_at,
  }
}

/** The subscription as it will be read once it was started at `now`, by an admin and so without a first invoice. */
export function asStarted(input: NewSubscription, now: Date): SubscriptionRow {
  const { items, plan: _plan, trial_days: _days, is_hidden: _hidden, ...own } = input
  return {
    ...own,
    ...startedColumns(input, false),
    metadata: input.metadata ?? null,
    cancel_at_period_end: false,
    canceled_at: null,
    paused_at: null,
    scheduled_change: null,
    created_at: now,
    updated_at: now,
    items: items.map(({ id = "", ...item }) => ({ ...item, id, subscription_id: input.id })),
  }
}
