// Bills one subscription that has fallen due, and counts what came of it; a failure is noted and never stops the others.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { cancelSubscription } from "./cancel-subscription"
import { renewSubscription } from "./renew-subscription"
import type { RenewalOutcome } from "./renew-subscription"
import { billingOf } from "../../lib/billing"
import { messageOf } from "../../tools/errors"

/** What a run of renewals did. */
export interface RenewalCounts {
  /** Invoices paid and attempts declined in this run. */
  billed: number
  declined: number
  /** Attempts that found too little stock: nobody was charged, and the invoice waits. */
  out_of_stock: number
  /** Subscriptions that ended because they were to be cancelled at the end of their period. */
  canceled: number
  /** Subscriptions that could not be billed for a reason other than payment; the next run tries again. */
  failed: { subscription_id: string; message: string }[]
}

export const noRenewals = (): RenewalCounts => ({ billed: 0, declined: 0, out_of_stock: 0, canceled: 0, failed: [] })

/** What became of a subscription's turn. */
export type Turn = RenewalOutcome | "canceled" | "failed"

/** Bills the next period if it is due at `now`, or ends the subscription that was to end there. Never throws. */
export async function billDue(
  container: MedusaContainer,
  subscription_id: string,
  now: Date,
  counts: RenewalCounts,
): Promise<Turn> {
  try {
    const subscription = await billingOf(container).readSubscription(subscription_id)
    if (subscription.cancel_at_period_end) {
      await cancelSubscription(container, { subscription_id, at_period_end: false, now: now.toISOString() })
      counts.canceled++
      return "canceled"
    }
    const instant = now.toISOString()
    const { outcome } = await renewSubscription(container, { subscription_id, now: instant, due_before: instant })
    counts.billed += outcome === "paid" ? 1 : 0
    counts.declined += outcome === "declined" ? 1 : 0
    counts.out_of_stock += outcome === "out_of_stock" ? 1 : 0
    return outcome
  } catch (error) {
    const message = messageOf(error)
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(`Subscription ${subscription_id} could not be billed: ${message}`)
    counts.failed.push({ subscription_id, message })
    return "failed"
  }
}
