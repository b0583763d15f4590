// Stripe's test cards: what becomes of a charge on each of them (docs.stripe.com/testing, docs.stripe.com/declines/codes).

/** When the cardholder has to confirm: never; at every payment; until the card was set up for payments without them. */
type Authentication = "never" | "always" | "until_set_up"

/** A decline as the error names it; `decline_code` only where Stripe gives one. */
export interface Decline {
  code: string
  decline_code?: string
  message: string
}

export interface TestCard {
  brand: string
  last4: string
  decline?: Decline
  authentication: Authentication
  /** Set up for payments without the cardholder as soon as it is attached. */
  is_set_up?: boolean
  /** Attaching it works, charging it once it is attached does not. */
  declines_when_attached?: boolean
}

/** `card_declined`, with the reason. */
export const declined = (decline_code: string): Decline => ({
  code: "card_declined",
  decline_code,
  message: decline_code === "insufficient_funds" ? "Your card has insufficient funds." : "Your card was declined.",
})

export const AUTHENTICATION_REQUIRED: Decline = {
  code: "authentication_required",
  decline_code: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
}

const EXPIRED: Decline = { code: "expired_card", message: "Your card has expired." }
const INCORRECT_CVC: Decline = { code: "incorrect_cvc", message: "Your card's security code is incorrect." }
const PROCESSING_ERROR: Decline = {
  code: "processing_error",
  message: "An error occurred while processing your card. Try again in a little bit.",
}

const visa = (last4: string, more: Partial<TestCard> = {}): TestCard => ({
  brand: "visa",
  last4,
  authentication: "never",
  ...more,
})

/** By the ids that test code uses for them. */
export const TEST_CARDS: Record<string, TestCard> = {
  pm_card_visa: visa("4242"),
  pm_card_mastercard: { ...visa("4444"), brand: "mastercard" },
  pm_card_visa_chargeDeclined: visa("0002", { decline: declined("generic_decline") }),
  pm_card_visa_chargeDeclinedInsufficientFunds: visa("9995", { decline: declined("insufficient_funds") }),
  pm_card_visa_chargeDeclinedLostCard: visa("9987", { decline: declined("lost_card") }),
  pm_card_visa_chargeDeclinedStolenCard: visa("9979", { decline: declined("stolen_card") }),
  pm_card_chargeDeclinedExpiredCard: visa("0069", { decline: EXPIRED }),
  pm_card_chargeDeclinedIncorrectCvc: visa("0127", { decline: INCORRECT_CVC }),
  pm_card_chargeDeclinedProcessingError: visa("0119", { decline: PROCESSING_ERROR }),
  pm_card_chargeCustomerFail: visa("0341", { decline: declined("generic_decline"), declines_when_attached: true }),
  pm_card_authenticationRequired: visa("3184", { authentication: "always" }),
  pm_card_authenticationRequiredOnSetup: visa("3155", { authentication: "until_set_up" }),
  pm_card_authenticationRequiredSetupForOffSession: visa("0446", { authentication: "until_set_up", is_set_up: true }),
}
