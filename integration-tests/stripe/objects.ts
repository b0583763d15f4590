// The shapes of Stripe's objects, as far as a shop that takes cards meets them; amounts in whole minor units.
import { randomBytes } from "node:crypto"

export interface Customer {
  id: string
  object: "customer"
  created: number
  email: string | null
  name: string | null
  phone: string | null
  address: object | null
  description: string | null
  livemode: false
  metadata: Record<string, string>
  deleted?: true
}

export interface PaymentMethod {
  id: string
  object: "payment_method"
  type: "card"
  created: number
  customer: string | null
  livemode: false
  metadata: Record<string, string>
  allow_redisplay: "unspecified"
  billing_details: { address: null; email: string | null; name: string | null; phone: null }
  card: { brand: string; last4: string; exp_month: number; exp_year: number; funding: "credit"; country: "US" }
}

export interface LastError {
  type: "card_error" | "invalid_request_error"
  code: string
  decline_code?: string
  message: string
  charge?: string
  payment_method?: PaymentMethod
}

export type IntentStatus =
  | "requires_payment_method"
  | "requires_confirmation"
  | "requires_action"
  | "processing"
  | "requires_capture"
  | "canceled"
  | "succeeded"

export interface PaymentIntent {
  id: string
  object: "payment_intent"
  amount: number
  amount_capturable: number
  amount_received: number
  automatic_payment_methods: { enabled: boolean; allow_redirects: string } | null
  canceled_at: number | null
  cancellation_reason: string | null
  capture_method: "automatic" | "automatic_async" | "manual"
  client_secret: string
  confirmation_method: "automatic"
  created: number
  currency: string
  customer: string | null
  description: string | null
  last_payment_error: LastError | null
  latest_charge: string | null
  livemode: false
  metadata: Record<string, string>
  next_action: object | null
  payment_method: string | null
  payment_method_options: object
  payment_method_types: string[]
  receipt_email: string | null
  setup_future_usage: string | null
  status: IntentStatus
}

export interface SetupIntent {
  id: string
  object: "setup_intent"
  client_secret: string
  created: number
  customer: string | null
  last_setup_error: LastError | null
  livemode: false
  metadata: Record<string, string>
  next_action: object | null
  payment_method: string | null
  payment_method_types: string[]
  status: "requires_payment_method" | "requires_confirmation" | "requires_action" | "canceled" | "succeeded"
  usage: "off_session" | "on_session"
}

export interface Charge {
  id: string
  object: "charge"
  amount: number
  amount_captured: number
  amount_refunded: number
  captured: boolean
  created: number
  currency: string
  customer: string | null
  disputed: boolean
  failure_code: string | null
  livemode: false
  metadata: Record<string, string>
  paid: boolean
  payment_intent: string
  payment_method: string
  refunded: boolean
  status: "succeeded" | "failed"
}

export interface Refund {
  id: string
  object: "refund"
  amount: number
  charge: string
  created: number
  currency: string
  metadata: Record<string, string>
  payment_intent: string
  reason: string | null
  status: "succeeded"
}

export interface BalanceTransaction {
  id: string
  object: "balance_transaction"
  /** Below zero: taken from the shop's balance. In the balance's currency, which need not be the charge's. */
  amount: number
  created: number
  currency: string
  fee: number
  net: number
  source: string
  type: "adjustment"
}

export type DisputeStatus =
  | "warning_needs_response"
  | "warning_under_review"
  | "warning_closed"
  | "needs_response"
  | "under_review"
  | "won"
  | "lost"
  | "prevented"

export interface Dispute {
  id: string
  object: "dispute"
  amount: number
  /** None, one or two: what was withdrawn, and what was reinstated. */
  balance_transactions: BalanceTransaction[]
  charge: string
  created: number
  currency: string
  is_charge_refundable: boolean
  livemode: false
  metadata: Record<string, string>
  payment_intent: string
  reason: string
  status: DisputeStatus
}

export interface StripeEvent {
  id: string
  object: "event"
  api_version: string
  created: number
  data: { object: object }
  livemode: false
  pending_webhooks: number
  request: { id: string | null; idempotency_key: string | null }
  type: string
}

export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString("hex")}`

export const seconds = (): number => Math.floor(Date.now() / 1000)
