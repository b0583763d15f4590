// What a customer is granted: to themselves, by one of their subscriptions, or by the plan of one (rule 24).
import type { Grant, Subscription } from "./api-types"

/** Members as customers understand it; the same statuses the cart asks for. */
const HOLDING: Subscription["status"][] = ["trialing", "active", "past_due"]

export interface Holdings {
  plan_ids: string[]
  subscription_ids: string[]
}

/** By which plans and subscriptions this customer may hold grants. */
export function holdingsOf(subscriptions: Pick<Subscription, "id" | "plan_id" | "status">[]): Holdings {
  const holding = subscriptions.filter(({ status }) => HOLDING.includes(status))
  return {
    plan_ids: [...new Set(holding.map(({ plan_id }) => plan_id))],
    subscription_ids: holding.map(({ id }) => id),
  }
}

/** Where a grant comes from. */
export type GrantSource = "customer" | "subscription" | "plan"

export function sourceOf({ plan_id, subscription_id }: Pick<Grant, "plan_id" | "subscription_id">): GrantSource {
  if (plan_id) {
    return "plan"
  }
  return subscription_id ? "subscription" : "customer"
}
