// Shows what a change of plan would do, without doing it: the same calculation as the change (law 3).
import type { MedusaContainer } from "@medusajs/framework/types"
import type { InvoiceFigures, SubscriptionRow } from "../../modules/billing/types"
import { isTakenBack, outcomeOf, prepareChange } from "../../pricing/billing/prepare-change"
import type { ChangeOutcome, ChangePlanInput } from "../../pricing/billing/prepare-change"
import { billingOf } from "../../lib/billing"

export interface ChangePreview {
  outcome: ChangeOutcome
  /** As it will be. */
  subscription: SubscriptionRow
  /** What is billed at once; null where nothing is. */
  invoice: { figures: InvoiceFigures; starts_at: Date; ends_at: Date } | null
}

const PREVIEW_INVOICE = "preview of a plan change"

/** Throws INVALID_DATA, NOT_FOUND and NOT_ALLOWED with a sentence, as the change would. */
export async function previewPlanChange(container: MedusaContainer, input: ChangePlanInput): Promise<ChangePreview> {
  const subscription = await billingOf(container).readSubscription(input.subscription_id)
  if (isTakenBack(subscription, input)) {
    const outcome = { action: "taken_back", at: "now", proration: "none", effective_at: input.now } as const
    return {
      outcome: { ...outcome, invoice_id: null },
      subscription: { ...subscription, scheduled_change: null },
      invoice: null,
    }
  }
  const prepared = await prepareChange(container, input, PREVIEW_INVOICE)
  const { invoice, decision } = prepared
  return {
    outcome: outcomeOf(prepared, new Date(input.now), null),
    subscription: decision.after,
    invoice: invoice && {
      figures: invoice.priced.figures,
      starts_at: invoice.period.starts_at,
      ends_at: invoice.period.ends_at,
    },
  }
}
