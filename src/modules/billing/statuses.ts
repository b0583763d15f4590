// Names of statuses that statements and workflows share.
import type { SubscriptionStatus } from "./types"

/** Statuses that are billed when their time comes. */
export const BILLED: SubscriptionStatus[] = ["trialing", "active", "past_due"]
/** Statuses that take part in rule 21: the customer has a subscription already. */
export const RUNNING: SubscriptionStatus[] = ["trialing", "active", "past_due", "paused", "unpaid"]
