// The provider itself (`pp_test_test`) and the switch that tests hold in their hands.
import type {
  AuthorizePaymentInput,
  AuthorizePaymentOutput,
  CapturePaymentInput,
  CapturePaymentOutput,
  InitiatePaymentInput,
  InitiatePaymentOutput,
  WebhookActionResult,
} from "@medusajs/framework/types"
import { AbstractPaymentProvider, BigNumber, PaymentActions, PaymentSessionStatus } from "@medusajs/framework/utils"

/** One successful authorisation at the provider. */
export interface TestCharge {
  /** What the caller asked under: the same key twice is one charge. */
  idempotency_key: string
  amount: number
  currency_code: string
}

interface TestPayments {
  /** Declines everything while true. */
  is_declining: boolean
  /** Why it declines, as Stripe says it; null: without a word. */
  reason: { decline_code: string; message: string } | null
  /** Called when an authorisation arrives, before it is answered: a place to wait, to look, or to fail. */
  onAuthorize: (() => Promise<void> | void) | null
  /** Called when the money has moved and the answer has not been given: a place to lose it. */
  onCharged: (() => Promise<void> | void) | null
  /** While true, no session is let go of, as after a charge. */
  is_holding_on: boolean
  charges: Map<string, TestCharge>
  /** Keys of payments that the shop gave up: whatever was taken under them is given back. */
  given_up: Set<string>
  reset(): void
}

const KEY = Symbol.for("medusa-plugin-coupons.test-payments")

/** One switch per process: jest gives test files and the application module registries of their own. */
const registry = globalThis as { [KEY]?: TestPayments }

export const testPayments: TestPayments = (registry[KEY] ??= {
  is_declining: false,
  reason: null,
  onAuthorize: null,
  onCharged: null,
  is_holding_on: false,
  charges: new Map(),
  given_up: new Set(),
  reset() {
    this.is_declining = false
    this.reason = null
    this.onAuthorize = null
    this.onCharged = null
    this.is_holding_on = false
    this.charges.clear()
    this.given_up.clear()
  },
})

/** Captures at once, as off-session charges usually do; `data.decline` in a session declines that session. */
export default class TestPaymentProvider extends AbstractPaymentProvider {
  static override identifier = "test"

  // Core's base class hides its constructor; a provider must show one.
  constructor(container: Record<string, unknown>) {
    super(container)
  }

  initiatePayment(input: InitiatePaymentInput): Promise<InitiatePaymentOutput> {
    const data = { ...input.data, amount: new BigNumber(input.amount).numeric, currency_code: input.currency_code }
    return Promise.resolve({ id: String(input.context?.idempotency_key), data, status: PaymentSessionStatus.PENDING })
  }

  async authorizePayment(input: AuthorizePaymentInput): Promise<AuthorizePaymentOutput> {
    await testPayments.onAuthorize?.()
    const data = input.data ?? {}
    if (testPayments.is_declining || data.decline === true) {
      const last_payment_error = testPayments.reason ?? undefined
      return { data: { ...data, last_payment_error }, status: PaymentSessionStatus.ERROR }
    }
    const idempotency_key = String(input.context?.idempotency_key)
    const charge = { idempotency_key, amount: Number(data.amount), currency_code: String(data.currency_code) }
    testPayments.charges.set(idempotency_key, charge)
    await testPayments.onCharged?.()
    return { data, status: PaymentSessionStatus.CAPTURED }
  }

  capturePayment(input: CapturePaymentInput): Promise<CapturePaymentOutput> {
    return Promise.resolve({ data: input.data })
  }

  refundPayment = same
  cancelPayment = letGo
  deletePayment = letGo
  retrievePayment = same
  updatePayment = (input: InitiatePaymentInput) => this.initiatePayment(input)
  getPaymentStatus = ({ data }: { data?: Record<string, unknown> }) => {
    const is_charged = testPayments.charges.has(String(data?.session_id))
    return Promise.resolve({ data, status: is_charged ? PaymentSessionStatus.CAPTURED : PaymentSessionStatus.PENDING })
  }

  getWebhookActionAndData(): Promise<WebhookActionResult> {
    return Promise.resolve({ action: PaymentActions.NOT_SUPPORTED })
  }
}

function letGo(input: { data?: Record<string, unknown> }): Promise<{ data: Record<string, unknown> }> {
  if (testPayments.is_holding_on) {
    return Promise.reject(new Error("This payment cannot be cancelled."))
  }
  testPayments.given_up.add(String(input.data?.session_id))
  return same(input)
}

/** Nothing to do at this provider: the data comes back as it was. */
function same(input: { data?: Record<string, unknown> }): Promise<{ data: Record<string, unknown> }> {
  return Promise.resolve({ data: input.data ?? {} })
}
