// What a new subscription would be and be billed, before anybody confirms it: what would be made, priced by the calculation
// that bills (rules 41 and 49). Nothing is written.
import type { MedusaContainer } from "@medusajs/framework/types"
import { asStarted } from "../../modules/billing/started"
import type { SubscriptionRow } from "../../modules/billing/types"
import { prepareSubscription, previewIds } from "../../pricing/billing/new-subscription"
import type { NewSubscriptionWishes } from "../../pricing/billing/new-subscription"
import { refused } from "../../tools/errors"
import { schedulesWith } from "./upcoming-invoices"
import type { UpcomingInvoice } from "./upcoming-invoices"

/** The first `count` invoices. Throws what creating it throws, and NOT_ALLOWED where it could not be billed. */
export async function previewSubscription(
  container: MedusaContainer,
  wishes: NewSubscriptionWishes,
  count: number,
): Promise<{ subscription: SubscriptionRow; upcoming: UpcomingInvoice[] }> {
  const prepared = await prepareSubscription(container, wishes, previewIds(wishes))
  const subscription = asStarted(prepared.subscription, prepared.now)
  const as_if = prepared.discounts.map(({ running }) => running)
  const [[answer] = []] = await schedulesWith(container, { subscriptions: [subscription], count }, [as_if])
  if (answer?.failure) {
    throw refused(`The invoices of this subscription cannot be priced. ${answer.failure}`)
  }
  return { subscription, upcoming: answer?.upcoming ?? [] }
}
