// What a subscription becomes when it is paused, resumed or cancelled: pure, so that every pair of wishes has one answer.
import { refused } from "../../tools/errors"
import type { SubscriptionRow } from "./types"

/** What of a subscription its life consists of. */
export type Life = Pick<
  SubscriptionRow,
  | "id"
  | "status"
  | "trial_end"
  | "anchor"
  | "anchor_index"
  | "cycle_index"
  | "current_period_end"
  | "next_billing_at"
  | "cancel_at_period_end"
  | "canceled_at"
  | "paused_at"
>

/** True while there is a next period to bill. */
export const isBilling = ({ status }: Pick<Life, "status">): boolean =>
  status === "trialing" || status === "active" || status === "past_due"

/** True once nothing will ever be billed any more. */
export const isOver = ({ status }: Pick<Life, "status">): boolean => status === "canceled" || status === "ended"

/** The sentence for a subscription with an invoice that is not paid. */
export const owesMoney = (id: string): string =>
  `Subscription '${id}' has an unpaid invoice. Retry or void that invoice first.`

/**
 * Nothing is billed until it is resumed. A cancellation that waits for the end of the period goes on waiting: what is
 * paused and was to end, ends then. Throws NOT_ALLOWED with a sentence.
 */
export function paused(subscription: Life, now: Date): Partial<Life> {
  const { id, status, cancel_at_period_end, next_billing_at } = subscription
  if (status === "past_due" || status === "unpaid") {
    throw refused(owesMoney(id))
  }
  if (status !== "active" && status !== "trialing") {
    throw refused(`Subscription '${id}' is ${status} and cannot be paused.`)
  }
  return { status: "paused", paused_at: now, next_billing_at: cancel_at_period_end ? next_billing_at : null }
}

/**
 * Ends a pause, else takes back a cancellation that waits for the end of the period: a paused one that is to end goes on
 * until then, and resuming it once more lets it go on for good. Within the paid period everything is as before. Later a
 * new period begins at once, and the calendar is counted from there: nobody pays for a time in which they were paused.
 * Throws NOT_ALLOWED with a sentence.
 */
export function resumed(subscription: Life, now: Date): Partial<Life> {
  if (subscription.cancel_at_period_end && isBilling(subscription)) {
    return { cancel_at_period_end: false }
  }
  if (subscription.status !== "paused") {
    throw refused(`Subscription '${subscription.id}' is ${subscription.status}: there is nothing to resume.`)
  }
  const { trial_end, current_period_end, cycle_index } = subscription
  const status = trial_end && trial_end > now ? "trialing" : "active"
  if (now < current_period_end && cycle_index >= 0) {
    return { status, paused_at: null, next_billing_at: current_period_end }
  }
  return { status, paused_at: null, next_billing_at: now, anchor: now, anchor_index: cycle_index + 1 }
}

/** Lets the paid period run out, paused or not, and then ends it. Throws NOT_ALLOWED with a sentence. */
export function endingWithPeriod(subscription: Life, now: Date): Partial<Life> {
  refuseIfOver(subscription)
  if (isBilling(subscription)) {
    return { cancel_at_period_end: true }
  }
  const { id, status, cycle_index, current_period_end } = subscription
  if (status === "paused" && cycle_index >= 0 && now < current_period_end) {
    return { cancel_at_period_end: true, next_billing_at: current_period_end }
  }
  throw refused(`Subscription '${id}' is ${status} and has no period to end; cancel it at once instead.`)
}

/** Ends it at once. Throws NOT_ALLOWED with a sentence. */
export function endedAtOnce(subscription: Life, now: Date): Partial<Life> {
  refuseIfOver(subscription)
  return { status: "canceled", canceled_at: now, next_billing_at: null }
}

function refuseIfOver(subscription: Life): void {
  if (isOver(subscription)) {
    throw refused(`Subscription '${subscription.id}' has been cancelled already.`)
  }
}
