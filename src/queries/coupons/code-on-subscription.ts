// What a promo code would do to a running subscription, for whoever enters it there (rule 50); nothing is written.
import type { MedusaContainer } from "@medusajs/framework/types"
import { refuse } from "../../engine"
import type { Refusal } from "../../engine"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { refusalsOnTarget } from "../../pricing/coupons/discount-admission"
import { readDiscountTarget } from "../../pricing/coupons/discount-target"
import { isSecret } from "../../pricing/offer"
import { refused } from "../../tools/errors"
import { previewOnTarget } from "./preview-discount"
import type { DiscountPreview } from "./preview-discount"

export interface CodeOnSubscriptionInput {
  subscription_id: string
  /** As typed. */
  code: string
  entered_by: "admin" | "customer"
  /** How many coming invoices. */
  count: number
}

export interface CodeOnSubscription {
  /** Every reason against it; none where it may be entered. */
  refusals: Refusal[]
  /** True when it found nothing that a stranger may know of (rule 47). */
  is_guess: boolean
  /** The code as it was made, with the coming invoices before and after; null where it is refused. */
  previewed: ({ code: string } & DiscountPreview) | null
}

/** Throws NOT_FOUND for the subscription, and NOT_ALLOWED where it gets no more invoices, or cannot be priced. */
export async function codeOnSubscription(
  container: MedusaContainer,
  { subscription_id, code, entered_by, count }: CodeOnSubscriptionInput,
): Promise<CodeOnSubscription> {
  const coupons = couponsOf(container)
  const [subscription, target, offer, now] = await Promise.all([
    billingOf(container).readSubscription(subscription_id),
    readDiscountTarget(container, { subscription_id }),
    coupons.findCode(code),
    coupons.now(),
  ])
  if (subscription.cancel_at_period_end) {
    throw refused("The subscription ends with its period: it gets no more invoices that could be discounted.")
  }
  if (!offer) {
    return { refusals: [refuse("code_not_found")], is_guess: true, previewed: null }
  }
  const refusals = await refusalsOnTarget(container, { offer, target, entered_by, override_limits: false, now })
  if (refusals.length > 0) {
    return { refusals, is_guess: isSecret(offer), previewed: null }
  }
  const [preview] = await previewOnTarget(container, { offer, target, count, now })
  return { refusals, is_guess: false, previewed: preview ? { code: offer.promo_code.code, ...preview } : null }
}
