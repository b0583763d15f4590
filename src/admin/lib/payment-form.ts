// How later invoices are charged: the provider, and what it needs to know as one text field.

export interface PaymentForm {
  payment_provider_id: string
  /** The provider's own reference (Stripe: "pm_…"); "" where it needs none. */
  payment_method: string
}

export interface PaymentRequest {
  payment_provider_id: string
  payment_data: Record<string, unknown> | null
}

export function requestOfPaymentForm({ payment_provider_id, payment_method }: PaymentForm): PaymentRequest {
  const reference = payment_method.trim()
  return { payment_provider_id, payment_data: reference === "" ? null : { payment_method: reference } }
}
