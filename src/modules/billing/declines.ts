// What the reason of an unpaid invoice asks for: the customer, another payment method, or another day (rule 59). Reasons are our
// own, or the codes of the payment provider as it gave them; what is known here are Stripe's ("Decline codes" and "Error codes" of
// its public reference).
import { FAILURE_CODES } from "./types"
import type { FailureCode } from "./types"

/**
 * - customer: only the customer can say yes, on-session. Their bank may ask less another day, so it is tried again as well.
 * - never: this payment method will not pay, however often it is asked; card networks fine those who go on asking.
 * - later: anything else, unknown codes included.
 */
export type Remedy = "customer" | "never" | "later"

const CUSTOMER = new Set([
  "authentication_required",
  // Core's word for it as well: a session that "requires more".
  "requires_action",
  "payment_intent_authentication_failure",
])

/**
 * Expired cards are not among them: banks tell Stripe the new date of a card that is kept. Nor is `do_not_honor`, which banks say
 * to anything.
 */
const NEVER = new Set([
  "account_closed",
  "bank_account_unusable",
  "card_not_supported",
  "currency_not_supported",
  "debit_not_authorized",
  "do_not_try_again",
  "fraudulent",
  "highest_risk_level",
  "incorrect_number",
  "invalid_account",
  "invalid_number",
  "lost_card",
  "merchant_blacklist",
  "no_account",
  "pickup_card",
  "restricted_card",
  "revocation_of_all_authorizations",
  "revocation_of_authorization",
  "stolen_card",
  "stop_payment_order",
  "transaction_not_allowed",
])

/** The codes that `remedyOf` answers "never" to, for statements. */
export const HOPELESS_CODES: readonly string[] = [...NEVER]

export function remedyOf(code: string): Remedy {
  if (CUSTOMER.has(code)) {
    return "customer"
  }
  return NEVER.has(code) ? "never" : "later"
}

const DECLINED = "payment_declined" satisfies FailureCode

/** True when the provider was asked and said no: every code that is not our own, and our own for a no without a code. */
export const isDecline = (code: string): boolean =>
  code === DECLINED || !(FAILURE_CODES as readonly string[]).includes(code)
