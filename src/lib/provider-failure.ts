// Why a provider did not authorise a payment session, in its own words: nothing is made up where it gave no reason (rule 59).

/** What core keeps of a session; `data` is the provider's. */
export interface AnsweredSession {
  status: string
  data?: Record<string, unknown> | null
}

export interface ProviderFailure {
  /** As the provider spells it (Stripe's `decline_code`, else its `code`), or `requires_action`. */
  code: string | null
  /** The provider's own sentence. */
  message: string | null
}

/** Core's status of a session that waits for its customer, whoever the provider is. */
const REQUIRES_MORE = "requires_more"
const REQUIRES_ACTION = "requires_action"

const TO_BE_CONFIRMED = "The customer has to confirm this payment."

/** What a code may look like: it goes into lists, filters and texts. */
const CODE = /^[A-Za-z0-9][\w.-]{0,99}$/

/** The reason in a session that is not authorised; nulls where the provider left none. */
export function failureIn({ status, data }: AnsweredSession): ProviderFailure {
  if (status === REQUIRES_MORE) {
    return { code: REQUIRES_ACTION, message: TO_BE_CONFIRMED }
  }
  const { code, decline_code, message } = (data?.last_payment_error ?? {}) as Record<string, unknown>
  return {
    code: [decline_code, code].find((one): one is string => typeof one === "string" && CODE.test(one)) ?? null,
    message: typeof message === "string" ? message : null,
  }
}
