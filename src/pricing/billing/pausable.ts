// Whether a subscription can be paused now, for the verb and for whoever asks what it would cost.
import type { MedusaContainer } from "@medusajs/framework/types"
import { periodAt } from "../../engine"
import { owesMoney, paused } from "../../modules/billing/lifecycle"
import type { SubscriptionRow } from "../../modules/billing/types"
import { billingOf } from "../../lib/billing"
import { refused } from "../../tools/errors"

export interface Pausable {
  subscription: SubscriptionRow
  /** What a pause changes of it. */
  patch: ReturnType<typeof paused>
}

/** Throws NOT_FOUND, and NOT_ALLOWED with a sentence where it cannot be paused. */
export async function readPausable(container: MedusaContainer, id: string, now: Date): Promise<Pausable> {
  const subscription = await billingOf(container).readSubscription(id)
  const patch = paused(subscription, now)
  if (await isWaiting(container, subscription)) {
    throw refused(owesMoney(subscription.id))
  }
  return { subscription, patch }
}

/** Its next invoice is open already, and waits for stock: it would be left behind by the new period that ends a pause. */
async function isWaiting(container: MedusaContainer, subscription: SubscriptionRow): Promise<boolean> {
  const { starts_at } = periodAt(subscription, subscription.cycle_index + 1)
  return (await billingOf(container).findRenewalInvoice(subscription.id, starts_at))?.status === "open"
}
