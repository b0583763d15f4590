// The sentences of refusals that are not a restriction's own (those stand in its row), and the one way to make them.
import type { Refusal } from "./types"

/** A sentence for the customer per refusal code; `refuse` may add details. */
export const REFUSALS = {
  code_not_found: "This code does not exist.",
  code_archived: "This code is no longer in use.",
  coupon_archived: "This offer is no longer available.",
  coupon_not_active: "This offer is not available.",
  coupon_paused: "This offer is paused.",
  code_paused: "This code is paused.",
  not_started: "This offer has not started yet.",
  expired: "This offer has expired.",
  redemption_limit_reached: "This offer has been used up.",
  customer_limit_reached: "You have already used this offer as often as it allows.",
  product_type_not_eligible: "This offer does not cover this type of product.",
  item_not_eligible: "This offer does not cover any of the items.",
  plan_not_eligible: "This offer does not cover this plan.",
  billing_period_not_eligible: "This offer does not cover this billing period.",
  not_redeemable_for_one_time: "This offer is not for one-time purchases.",
  not_redeemable_for_subscription: "This offer is not for subscriptions.",
  currency_mismatch: "This offer is not available in this currency.",
  login_required: "Please log in to use this offer.",
  active_subscription_exists: "With an active subscription, codes cannot be used to sign up for another one.",
  not_stackable: "This offer cannot be combined with another one.",
  already_running: "This offer is applied there already.",
  too_many_attempts: "Too many attempts. Please try again later.",
  nothing_to_discount: "There is nothing left to discount.",
  discount_ended: "This discount has ended.",
  duration_used_up: "This discount has been used for as long as it was promised.",
  not_yet_started: "This discount starts with a later invoice.",
} as const

/** Codes of refusals that are not a restriction's own. */
export type GeneralRefusalCode = keyof typeof REFUSALS

/** Shared and frozen: evaluation refuses often, and a refusal without details never changes. */
const PLAIN = new Map<GeneralRefusalCode, Refusal>(
  (Object.keys(REFUSALS) as GeneralRefusalCode[]).map((code) => [
    code,
    Object.freeze({ code, message: REFUSALS[code] }),
  ]),
)

/** The refusal with that code; `details`, a whole sentence, follows the code's own. */
export function refuse(code: GeneralRefusalCode, details?: string): Refusal {
  const plain = PLAIN.get(code) ?? { code, message: REFUSALS[code] }
  return details ? { code, message: `${plain.message} ${details}` } : plain
}

/** The refusals in their order, each only once (same code and sentence). */
export function distinct(refusals: Refusal[]): Refusal[] {
  const seen = new Set<string>()
  return refusals.filter((refusal) => {
    const key = `${refusal.code} ${refusal.message}`
    return seen.has(key) ? false : seen.add(key)
  })
}
