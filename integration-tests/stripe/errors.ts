// Stripe's error answers: types, codes and sentences of its public reference.

/** What stands under `error` in an answer. */
export interface ErrorFields {
  type: "invalid_request_error" | "card_error" | "idempotency_error" | "api_error"
  message: string
  code?: string
  decline_code?: string
  param?: string
  charge?: string
  payment_intent?: object
  setup_intent?: object
  payment_method?: object
}

/** Thrown by the account; the server answers with it. */
export class StripeFailure extends Error {
  constructor(
    readonly status: number,
    readonly fields: ErrorFields,
  ) {
    super(fields.message)
  }
}

/** 400: the request cannot be fulfilled as it is. */
export const invalid = (message: string, more: Partial<ErrorFields> = {}): StripeFailure =>
  new StripeFailure(400, { type: "invalid_request_error", message, ...more })

/** 404 where the address names it, 400 where a parameter does. */
export const noSuch = (what: string, id: string, param: string, status = 404): StripeFailure =>
  new StripeFailure(status, {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${what}: '${id}'`,
    param,
  })

export const missing = (param: string): StripeFailure =>
  invalid(`Missing required param: ${param}.`, { code: "parameter_missing", param })
