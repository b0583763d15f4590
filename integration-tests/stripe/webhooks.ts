// Webhooks as Stripe sends them: a body and its signature, by the official library. When, how often and in which order they
// arrive is the test's to say.
import type { StripeEvent } from "./objects"
import { stripeAt } from "./provider/service"

export const WEBHOOK_SECRET = "whsec_stand_in"

export interface Delivery {
  body: string
  headers: { "stripe-signature": string; "content-type": string }
}

/** The event as it is posted to the shop. `secret`: signed with another one, it is not Stripe's. */
export function deliveryOf(event: StripeEvent, secret = WEBHOOK_SECRET): Delivery {
  const body = JSON.stringify(event)
  const signature = stripeAt("127.0.0.1:0").webhooks.generateTestHeaderString({ payload: body, secret })
  return { body, headers: { "stripe-signature": signature, "content-type": "application/json" } }
}
