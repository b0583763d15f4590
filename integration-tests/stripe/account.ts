// One Stripe account in memory: what its API does with customers, cards, payments and refunds.
import { AUTHENTICATION_REQUIRED, TEST_CARDS } from "./cards"
import type { Decline, TestCard } from "./cards"
import { StripeFailure, invalid, missing, noSuch } from "./errors"
import { flag, group, list, text } from "./form"
import type { Param, Params } from "./form"
import { newId, seconds } from "./objects"
import type {
  Charge,
  Customer,
  Dispute,
  DisputeStatus,
  IntentStatus,
  LastError,
  PaymentIntent,
  PaymentMethod,
  Refund,
  SetupIntent,
  StripeEvent,
} from "./objects"

/** The version the official provider's library asks for; from 2023-08-16 on payment methods are automatic by default. */
export const API_VERSION = "2024-04-10"

/** The smallest charge per currency, in minor units; one without an entry has none here. */
const SMALLEST: Record<string, number> = { eur: 50, usd: 50, jpy: 50, gbp: 30 }

const REDIRECTS =
  "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment " +
  "methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept " +
  "redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and " +
  "`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents."

const USED_UP =
  "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected " +
  "account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod " +
  "multiple times, you must attach it to a Customer first."

const UPDATABLE: IntentStatus[] = ["requires_payment_method", "requires_confirmation", "requires_action"]
const CANCELABLE: IntentStatus[] = [...UPDATABLE, "requires_capture", "processing"]

/** Disputes whose charge cannot be refunded. */
const CHARGED_BACK: DisputeStatus[] = ["needs_response", "under_review", "lost"]

const STRUCTURED = new Set(["metadata", "expand", "payment_method_types", "automatic_payment_methods"])

/** What is known of a card beside what Stripe shows of it. */
interface Standing {
  card: TestCard
  /** Set up for payments without the cardholder. */
  is_set_up: boolean
  /** Used without a customer, or detached: of no further use. */
  is_used_up: boolean
  /** What the bank says to every payment from now on, whatever the card is. */
  decline: Decline | null
}

export class StripeAccount {
  readonly customers = new Map<string, Customer>()
  readonly methods = new Map<string, PaymentMethod>()
  readonly intents = new Map<string, PaymentIntent>()
  readonly setups = new Map<string, SetupIntent>()
  readonly charges = new Map<string, Charge>()
  readonly refunds = new Map<string, Refund>()
  readonly disputes = new Map<string, Dispute>()
  /** Everything that happened, oldest first; each holds its object as it was then. */
  readonly events: StripeEvent[] = []
  readonly #standing = new Map<string, Standing>()
  /** Of the request in hand, for its events. */
  idempotency_key: string | null = null

  // Customers

  createCustomer(params: Params): Customer {
    const customer: Customer = {
      id: newId("cus"),
      object: "customer",
      created: seconds(),
      email: null,
      name: null,
      phone: null,
      address: null,
      description: null,
      livemode: false,
      metadata: {},
    }
    this.customers.set(customer.id, customer)
    Object.assign(customer, customerFields(params))
    this.#tell("customer.created", customer)
    return customer
  }

  customer(id: string): Customer {
    return this.customers.get(id) ?? raise(noSuch("customer", id, "id"))
  }

  updateCustomer(id: string, params: Params): Customer {
    return Object.assign(this.customer(id), customerFields(params))
  }

  deleteCustomer(id: string): object {
    this.customer(id)
    this.customers.delete(id)
    for (const method of this.methods.values()) {
      if (method.customer === id) {
        this.detach(method.id)
      }
    }
    return { id, object: "customer", deleted: true }
  }

  // Payment methods

  createMethod(params: Params): PaymentMethod {
    if (text(params.type) !== "card") {
      throw invalid("Only cards are taken here.", { param: "type" })
    }
    const token = text(group(params.card).token)
    const card = TEST_CARDS[`pm_card_${(token ?? "").replace(/^tok_/, "")}`]
    if (!card) {
      throw noSuch("token", token ?? "", "card[token]", 400)
    }
    return this.#newMethod(card)
  }

  method(id: string, param = "payment_method", status = 404): PaymentMethod {
    const test_card = TEST_CARDS[id]
    if (test_card) {
      return this.#newMethod(test_card)
    }
    return this.methods.get(id) ?? raise(noSuch("PaymentMethod", id, param, status))
  }

  methodsOf(customer: string | null): PaymentMethod[] {
    return [...this.methods.values()].filter((method) => customer !== null && method.customer === customer).reverse()
  }

  attach(id: string, customer: string | null): PaymentMethod {
    if (!customer) {
      throw missing("customer")
    }
    if (!this.customers.has(customer)) {
      throw noSuch("customer", customer, "customer", 400)
    }
    const method = this.method(id)
    const standing = this.#standingOf(method.id)
    if (method.customer !== null && method.customer !== customer) {
      throw invalid("The payment method you provided has already been attached to a customer.")
    }
    if (standing.is_used_up) {
      throw invalid(USED_UP)
    }
    if (standing.card.decline && !standing.card.declines_when_attached) {
      throw new StripeFailure(402, { type: "card_error", ...standing.card.decline })
    }
    method.customer = customer
    standing.is_set_up ||= standing.card.is_set_up ?? false
    this.#tell("payment_method.attached", method)
    return method
  }

  detach(id: string): PaymentMethod {
    const method = this.method(id)
    if (method.customer === null) {
      throw invalid("The payment method you provided is not attached to a customer so detachment is impossible.")
    }
    method.customer = null
    this.#standingOf(id).is_used_up = true
    this.#tell("payment_method.detached", method)
    return method
  }

  /** From now on the bank says this to every payment with the card; null: what it said at first. */
  bankSays(payment_method: string, decline: Decline | null): void {
    this.#standingOf(payment_method).decline = decline
  }

  // Setup intents

  createSetup(params: Params): SetupIntent {
    const customer = this.#knownCustomer(text(params.customer))
    const setup: SetupIntent = {
      id: newId("seti"),
      object: "setup_intent",
      client_secret: newId("seti_secret"),
      created: seconds(),
      customer,
      last_setup_error: null,
      livemode: false,
      metadata: group(params.metadata) as Record<string, string>,
      next_action: null,
      payment_method: null,
      payment_method_types: list(params.payment_method_types).length > 0 ? list(params.payment_method_types) : ["card"],
      status: "requires_payment_method",
      usage: text(params.usage) === "on_session" ? "on_session" : "off_session",
    }
    this.setups.set(setup.id, setup)
    this.#tell("setup_intent.created", setup)
    const method = text(params.payment_method)
    if (method) {
      setup.payment_method = this.method(method, "payment_method", 400).id
      setup.status = "requires_confirmation"
    }
    return flag(params.confirm) ? this.confirmSetup(setup.id, params) : setup
  }

  setup(id: string): SetupIntent {
    return this.setups.get(id) ?? raise(noSuch("setupintent", id, "intent"))
  }

  confirmSetup(id: string, params: Params): SetupIntent {
    const setup = this.setup(id)
    const asked = text(params.payment_method) ?? setup.payment_method
    if (!asked) {
      throw invalid("You cannot confirm this SetupIntent because it's missing a payment method.", {
        code: "setup_intent_unexpected_state",
      })
    }
    const method = this.method(asked, "payment_method", 400)
    setup.payment_method = method.id
    const { card } = this.#standingOf(method.id)
    if (card.decline && !card.declines_when_attached) {
      setup.status = "requires_payment_method"
      setup.payment_method = null
      setup.last_setup_error = { type: "card_error", ...card.decline, payment_method: method }
      this.#tell("setup_intent.setup_failed", setup)
      throw new StripeFailure(402, { ...setup.last_setup_error, setup_intent: { ...setup } })
    }
    if (card.authentication !== "never") {
      setup.status = "requires_action"
      setup.next_action = { type: "use_stripe_sdk", use_stripe_sdk: {} }
      this.#tell("setup_intent.requires_action", setup)
      return setup
    }
    return this.#finishSetup(setup)
  }

  cancelSetup(id: string): SetupIntent {
    const setup = this.setup(id)
    if (setup.status === "succeeded" || setup.status === "canceled") {
      throw invalid(`You cannot cancel this SetupIntent because it has a status of ${setup.status}.`, {
        code: "setup_intent_unexpected_state",
        setup_intent: { ...setup },
      })
    }
    setup.status = "canceled"
    this.#tell("setup_intent.canceled", setup)
    return setup
  }

  #finishSetup(setup: SetupIntent): SetupIntent {
    const id = setup.payment_method ?? ""
    this.#keep(id, setup.customer, setup.usage)
    setup.status = "succeeded"
    setup.next_action = null
    this.#tell("setup_intent.succeeded", setup)
    return setup
  }

  // Payment intents

  createIntent(params: Params): PaymentIntent {
    const intent = this.#newIntent(params)
    if (flag(params.off_session) !== undefined && !flag(params.confirm)) {
      throw invalid("`off_session` can only be used when `confirm` is true.", { param: "off_session" })
    }
    const method = text(params.payment_method)
    if (flag(params.confirm)) {
      this.#requireConfirmable(intent, params)
    } else if (method) {
      intent.payment_method = this.#usable(this.method(method, "payment_method", 400), intent, false).id
      intent.status = "requires_confirmation"
    }
    this.intents.set(intent.id, intent)
    this.#tell("payment_intent.created", intent)
    return flag(params.confirm) ? this.#confirm(intent, params) : intent
  }

  intent(id: string): PaymentIntent {
    return this.intents.get(id) ?? raise(noSuch("payment_intent", id, "intent"))
  }

  listIntents(params: Params): PaymentIntent[] {
    const customer = text(params.customer)
    return [...this.intents.values()].filter((intent) => !customer || intent.customer === customer).reverse()
  }

  updateIntent(id: string, params: Params): PaymentIntent {
    const intent = this.intent(id)
    if (!UPDATABLE.includes(intent.status) && Object.keys(params).some((name) => !STRUCTURED.has(name))) {
      const name = Object.keys(params).find((one) => !STRUCTURED.has(one)) ?? ""
      throw unexpected(
        intent,
        `This PaymentIntent's ${name} could not be updated because it has a status of ${intent.status}. You may only ` +
          `update the ${name} of a PaymentIntent with one of the following statuses: ${UPDATABLE.join(", ")}.`,
      )
    }
    if (params.amount !== undefined) {
      intent.amount = amountOf(params.amount, intent.currency)
    }
    intent.customer = params.customer === undefined ? intent.customer : this.#knownCustomer(text(params.customer))
    intent.description = params.description === undefined ? intent.description : text(params.description)
    intent.setup_future_usage =
      params.setup_future_usage === undefined ? intent.setup_future_usage : text(params.setup_future_usage)
    Object.assign(intent.metadata, group(params.metadata))
    const method = text(params.payment_method)
    if (method) {
      intent.payment_method = this.#usable(this.method(method, "payment_method", 400), intent, false).id
      intent.status = "requires_confirmation"
    }
    return intent
  }

  confirmIntent(id: string, params: Params): PaymentIntent {
    const intent = this.intent(id)
    if (!UPDATABLE.includes(intent.status)) {
      throw unexpected(
        intent,
        intent.status === "succeeded"
          ? "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."
          : `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`,
      )
    }
    this.#requireConfirmable(intent, params)
    return this.#confirm(intent, params)
  }

  captureIntent(id: string, params: Params): PaymentIntent {
    const intent = this.intent(id)
    if (intent.status !== "requires_capture") {
      throw unexpected(
        intent,
        intent.status === "succeeded"
          ? "This PaymentIntent could not be captured because it has already been captured."
          : `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent ` +
              "with one of the following statuses may be captured: requires_capture.",
      )
    }
    const amount = params.amount_to_capture === undefined ? intent.amount_capturable : Number(params.amount_to_capture)
    if (amount > intent.amount_capturable) {
      throw invalid("The amount to capture is greater than the amount that is capturable.", {
        code: "amount_too_large",
      })
    }
    return this.#captured(intent, amount)
  }

  cancelIntent(id: string, params: Params): PaymentIntent {
    const intent = this.intent(id)
    if (!CANCELABLE.includes(intent.status)) {
      throw unexpected(
        intent,
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one ` +
          `of the following statuses may be canceled: ${CANCELABLE.join(", ")}.`,
      )
    }
    return this.#canceled(intent, text(params.cancellation_reason))
  }

  /** Seven days without a capture: the bank lets go of the money. */
  lapse(id: string): PaymentIntent {
    return this.#canceled(this.intent(id), "automatic")
  }

  /** The customer answers what their bank asks, through the storefront (Stripe.js, `handleNextAction`). */
  authenticate(id: string, is_confirmed = true): PaymentIntent | SetupIntent {
    const setup = this.setups.get(id)
    if (setup) {
      return this.#finishSetup(setup)
    }
    const intent = this.intent(id)
    if (intent.status !== "requires_action") {
      throw unexpected(intent, `There is nothing to authenticate: it has a status of ${intent.status}.`)
    }
    intent.next_action = null
    if (is_confirmed) {
      return this.#paid(intent)
    }
    const method = this.methods.get(intent.payment_method ?? "")
    return this.#failed(intent, {
      type: "invalid_request_error",
      code: "payment_intent_authentication_failure",
      message:
        "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new " +
        "PaymentMethod to attempt to fulfill this PaymentIntent again.",
      ...(method && { payment_method: { ...method } }),
    })
  }

  /** The customer pays in the storefront (Stripe.js, `confirmPayment`): as the server would, and with them present. */
  pay(id: string, payment_method: string): PaymentIntent {
    return this.confirmIntent(id, { payment_method, return_url: "https://shop.example/return" })
  }

  #newIntent(params: Params): PaymentIntent {
    const currency = text(params.currency)
    if (params.amount === undefined || !currency) {
      throw missing(params.amount === undefined ? "amount" : "currency")
    }
    const types = list(params.payment_method_types)
    if (types.length > 0 && params.automatic_payment_methods !== undefined) {
      throw invalid("You may only specify one of these parameters: automatic_payment_methods, payment_method_types.", {
        code: "parameter_unknown",
        param: "automatic_payment_methods",
      })
    }
    const automatic = group(params.automatic_payment_methods)
    return {
      id: newId("pi"),
      object: "payment_intent",
      amount: amountOf(params.amount, currency),
      amount_capturable: 0,
      amount_received: 0,
      automatic_payment_methods:
        types.length > 0 ? null : { enabled: true, allow_redirects: text(automatic.allow_redirects) ?? "always" },
      canceled_at: null,
      cancellation_reason: null,
      capture_method: captureMethodOf(params.capture_method),
      client_secret: newId("pi_secret"),
      confirmation_method: "automatic",
      created: seconds(),
      currency: currency.toLowerCase(),
      customer: this.#knownCustomer(text(params.customer)),
      description: text(params.description),
      last_payment_error: null,
      latest_charge: null,
      livemode: false,
      metadata: { ...(group(params.metadata) as Record<string, string>) },
      next_action: null,
      payment_method: null,
      payment_method_options: {},
      payment_method_types: types.length > 0 ? types : ["card", "link"],
      receipt_email: text(params.receipt_email),
      setup_future_usage: text(params.setup_future_usage),
      status: "requires_payment_method",
    }
  }

  /** What Stripe refuses before it asks a bank: such a request leaves nothing behind. */
  #requireConfirmable(intent: PaymentIntent, params: Params): void {
    const is_redirecting = intent.automatic_payment_methods?.allow_redirects === "always"
    if (is_redirecting && !text(params.return_url) && !flag(params.use_stripe_sdk)) {
      throw invalid(REDIRECTS, { param: "return_url" })
    }
    const asked = text(params.payment_method) ?? intent.payment_method
    if (!asked) {
      throw unexpected(
        intent,
        "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the " +
          "PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method.",
      )
    }
    const method = this.method(asked, "payment_method", 400)
    if (!intent.payment_method_types.includes(method.type)) {
      throw invalid(
        `The PaymentMethod provided (${method.type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod ` +
          "of one of the types that this PaymentIntent allows.",
        { param: "payment_method" },
      )
    }
    intent.payment_method = this.#usable(method, intent, flag(params.off_session) ?? false).id
  }

  #confirm(intent: PaymentIntent, params: Params): PaymentIntent {
    intent.last_payment_error = null
    const method = this.method(intent.payment_method ?? "")
    const { card, decline, is_set_up } = this.#standingOf(method.id)
    const is_off_session = flag(params.off_session) ?? false
    const refused = decline ?? card.decline
    const must_confirm = card.authentication === "always" || (card.authentication === "until_set_up" && !is_set_up)
    if (refused || (must_confirm && is_off_session)) {
      const charge = this.#charge(intent, method, refused ?? AUTHENTICATION_REQUIRED)
      const error: LastError = {
        type: "card_error",
        ...(refused ?? AUTHENTICATION_REQUIRED),
        charge: charge.id,
        payment_method: { ...method },
      }
      this.#failed(intent, error)
      throw new StripeFailure(402, { ...error, payment_intent: { ...intent } })
    }
    if (must_confirm) {
      intent.status = "requires_action"
      intent.next_action = text(params.return_url)
        ? {
            type: "redirect_to_url",
            redirect_to_url: { return_url: text(params.return_url), url: "https://bank.example" },
          }
        : { type: "use_stripe_sdk", use_stripe_sdk: {} }
      this.#tell("payment_intent.requires_action", intent)
      return intent
    }
    return this.#paid(intent)
  }

  #paid(intent: PaymentIntent): PaymentIntent {
    const method = this.method(intent.payment_method ?? "")
    const charge = this.#charge(intent, method, null)
    if (intent.setup_future_usage !== null) {
      this.#keep(method.id, intent.customer, intent.setup_future_usage)
    } else if (method.customer === null) {
      this.#standingOf(method.id).is_used_up = true
    }
    intent.amount_capturable = intent.amount
    if (intent.capture_method !== "manual") {
      return this.#captured(intent, intent.amount)
    }
    intent.status = "requires_capture"
    this.#tell("charge.succeeded", charge)
    this.#tell("payment_intent.amount_capturable_updated", intent)
    return intent
  }

  #captured(intent: PaymentIntent, amount: number): PaymentIntent {
    const charge = this.charges.get(intent.latest_charge ?? "")
    if (charge) {
      Object.assign(charge, { captured: true, amount_captured: amount })
    }
    Object.assign(intent, { status: "succeeded", amount_received: amount, amount_capturable: 0 })
    this.#tell("payment_intent.succeeded", intent)
    return intent
  }

  #failed(intent: PaymentIntent, error: LastError): PaymentIntent {
    Object.assign(intent, { status: "requires_payment_method", payment_method: null, last_payment_error: error })
    this.#tell("payment_intent.payment_failed", intent)
    return intent
  }

  #canceled(intent: PaymentIntent, reason: string | null): PaymentIntent {
    Object.assign(intent, {
      status: "canceled",
      amount_capturable: 0,
      next_action: null,
      canceled_at: seconds(),
      cancellation_reason: reason,
    })
    this.#tell("payment_intent.canceled", intent)
    return intent
  }

  #charge(intent: PaymentIntent, method: PaymentMethod, decline: Decline | null): Charge {
    const charge: Charge = {
      id: newId("ch"),
      object: "charge",
      amount: intent.amount,
      amount_captured: 0,
      amount_refunded: 0,
      captured: false,
      created: seconds(),
      currency: intent.currency,
      customer: intent.customer,
      disputed: false,
      failure_code: decline?.code ?? null,
      livemode: false,
      metadata: { ...intent.metadata },
      paid: decline === null,
      payment_intent: intent.id,
      payment_method: method.id,
      refunded: false,
      status: decline === null ? "succeeded" : "failed",
    }
    this.charges.set(charge.id, charge)
    intent.latest_charge = charge.id
    return charge
  }

  /** Keeps a card for later: on its customer, where there is one. Without one it may still be attached afterwards. */
  #keep(id: string, customer: string | null, usage: string): void {
    const method = this.method(id)
    if (customer && method.customer !== customer) {
      method.customer = customer
      this.#tell("payment_method.attached", method)
    }
    this.#standingOf(id).is_set_up ||= usage === "off_session"
  }

  #usable(method: PaymentMethod, intent: PaymentIntent, is_off_session: boolean): PaymentMethod {
    if (this.#standingOf(method.id).is_used_up) {
      throw invalid(USED_UP)
    }
    if (method.customer !== null && intent.customer === null) {
      throw invalid(
        "The payment method you provided is attached to a customer so for security purposes you must provide the customer in " +
          "the request.",
        { param: "payment_method" },
      )
    }
    if (intent.customer !== method.customer && (method.customer !== null || is_off_session)) {
      throw invalid(
        `The customer does not have a payment method with the ID ${method.id}. The payment method must be attached to the ` +
          "customer.",
        { param: "payment_method" },
      )
    }
    return method
  }

  // Refunds

  createRefund(params: Params): Refund {
    const intent = this.intents.get(text(params.payment_intent) ?? "")
    const charge = this.charges.get(intent?.latest_charge ?? text(params.charge) ?? "")
    if (!intent || !charge?.paid) {
      throw intent
        ? invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
            code: "payment_intent_unexpected_state",
          })
        : noSuch("payment_intent", text(params.payment_intent) ?? "", "payment_intent", 400)
    }
    if (this.#disputesOf(charge).some(({ status }) => CHARGED_BACK.includes(status))) {
      throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: "charge_disputed" })
    }
    const left = charge.amount_captured - charge.amount_refunded
    if (left <= 0) {
      throw invalid(`Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" })
    }
    const amount = params.amount === undefined ? left : amountOf(params.amount, "")
    if (amount > left) {
      throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
        param: "amount",
      })
    }
    const refund: Refund = {
      id: newId("re"),
      object: "refund",
      amount,
      charge: charge.id,
      created: seconds(),
      currency: charge.currency,
      metadata: group(params.metadata) as Record<string, string>,
      payment_intent: intent.id,
      reason: text(params.reason),
      status: "succeeded",
    }
    this.refunds.set(refund.id, refund)
    charge.amount_refunded += amount
    charge.refunded = charge.amount_refunded === charge.amount_captured
    this.#tell("charge.refunded", charge)
    return refund
  }

  refund(id: string): Refund {
    return this.refunds.get(id) ?? raise(noSuch("refund", id, "id"))
  }

  // Disputes, as banks and Stripe make them: a test says when

  /** A cardholder disputes a payment: a chargeback, whose amount is withdrawn at once, or an inquiry, which takes nothing yet. */
  openDispute(
    intent_id: string,
    { amount, is_inquiry = false }: { amount?: number; is_inquiry?: boolean } = {},
  ): Dispute {
    const charge = this.charges.get(this.intent(intent_id).latest_charge ?? "")
    if (!charge?.captured) {
      throw invalid(`PaymentIntent ${intent_id} has no captured charge to dispute.`)
    }
    const dispute: Dispute = {
      id: newId("dp"),
      object: "dispute",
      amount: amount ?? charge.amount_captured,
      balance_transactions: [],
      charge: charge.id,
      created: seconds(),
      currency: charge.currency,
      is_charge_refundable: is_inquiry,
      livemode: false,
      metadata: {},
      payment_intent: intent_id,
      reason: "fraudulent",
      status: is_inquiry ? "warning_needs_response" : "needs_response",
    }
    this.disputes.set(dispute.id, dispute)
    charge.disputed = true
    this.#tell("charge.dispute.created", dispute)
    if (!is_inquiry) {
      this.#withdraw(dispute)
    }
    return dispute
  }

  dispute(id: string): Dispute {
    return this.disputes.get(id) ?? raise(noSuch("dispute", id, "dispute"))
  }

  /** The bank makes a chargeback of its inquiry. */
  escalateDispute(id: string): Dispute {
    const dispute = Object.assign(this.dispute(id), { status: "needs_response", is_charge_refundable: false } as const)
    this.#tell("charge.dispute.updated", dispute)
    return this.#withdraw(dispute)
  }

  /** The bank decides. `returned`: of a lost one, the part that had been refunded before (Stripe: "partially won"). */
  closeDispute(id: string, status: "won" | "lost" | "warning_closed", returned = 0): Dispute {
    const dispute = Object.assign(this.dispute(id), { status })
    this.#tell("charge.dispute.closed", dispute)
    const back = status === "won" ? dispute.amount : returned
    if (dispute.balance_transactions.length > 0 && back > 0) {
      this.#move(dispute, back)
      this.#tell("charge.dispute.funds_reinstated", dispute)
    }
    return dispute
  }

  #withdraw(dispute: Dispute): Dispute {
    this.#move(dispute, -dispute.amount)
    this.#tell("charge.dispute.funds_withdrawn", dispute)
    return dispute
  }

  #move({ id, currency, balance_transactions }: Dispute, amount: number): void {
    const fee = amount < 0 ? 1500 : 0
    balance_transactions.push({
      id: newId("txn"),
      object: "balance_transaction",
      amount,
      created: seconds(),
      currency,
      fee,
      net: amount - fee,
      source: id,
      type: "adjustment",
    })
  }

  #disputesOf({ id }: Charge): Dispute[] {
    return [...this.disputes.values()].filter(({ charge }) => charge === id)
  }

  // What a test asks about

  /** Money that was taken and neither given back nor taken back, in minor units, one entry per payment, oldest first; no fees. */
  kept(): number[] {
    return [...this.charges.values()]
      .filter(({ paid, captured }) => paid && captured)
      .map((charge) => {
        const moves = this.#disputesOf(charge).flatMap(({ balance_transactions }) => balance_transactions)
        return moves.reduce((kept, { amount }) => kept + amount, charge.amount_captured - charge.amount_refunded)
      })
  }

  // Beside the API

  #newMethod(card: TestCard): PaymentMethod {
    const method: PaymentMethod = {
      id: newId("pm"),
      object: "payment_method",
      type: "card",
      created: seconds(),
      customer: null,
      livemode: false,
      metadata: {},
      allow_redisplay: "unspecified",
      billing_details: { address: null, email: null, name: null, phone: null },
      card: { brand: card.brand, last4: card.last4, exp_month: 12, exp_year: 2034, funding: "credit", country: "US" },
    }
    this.methods.set(method.id, method)
    this.#standing.set(method.id, { card, is_set_up: false, is_used_up: false, decline: null })
    return method
  }

  #standingOf(id: string): Standing {
    return this.#standing.get(id) ?? raise(noSuch("PaymentMethod", id, "payment_method"))
  }

  #knownCustomer(id: string | null): string | null {
    if (id !== null && !this.customers.has(id)) {
      throw noSuch("customer", id, "customer", 400)
    }
    return id
  }

  #tell(type: string, object: object): void {
    this.events.push({
      id: newId("evt"),
      object: "event",
      api_version: API_VERSION,
      created: seconds(),
      data: { object: structuredClone(object) },
      livemode: false,
      pending_webhooks: 1,
      request: { id: newId("req"), idempotency_key: this.idempotency_key },
      type,
    })
  }
}

function raise(error: Error): never {
  throw error
}

const unexpected = (intent: PaymentIntent, message: string): StripeFailure =>
  invalid(message, { code: "payment_intent_unexpected_state", payment_intent: { ...intent } })

function amountOf(param: Param, currency: string): number {
  const amount = Number(param)
  if (typeof param !== "string" || !Number.isSafeInteger(amount)) {
    throw invalid(`Invalid integer: ${JSON.stringify(param)}`, { code: "parameter_invalid_integer", param: "amount" })
  }
  if (amount < Math.max(SMALLEST[currency.toLowerCase()] ?? 1, 1)) {
    throw invalid("Amount must convert to at least 50 cents.", { code: "amount_too_small", param: "amount" })
  }
  return amount
}

function captureMethodOf(param: Param | undefined): PaymentIntent["capture_method"] {
  const method = text(param) ?? "automatic_async"
  if (method !== "automatic" && method !== "automatic_async" && method !== "manual") {
    throw invalid("Invalid capture_method: must be one of automatic, automatic_async, or manual", {
      param: "capture_method",
    })
  }
  return method
}

function customerFields(params: Params): Partial<Customer> {
  const fields = ["email", "name", "phone", "description"] as const
  return {
    ...Object.fromEntries(
      fields.filter((name) => params[name] !== undefined).map((name) => [name, text(params[name])]),
    ),
    ...(params.address === undefined ? {} : { address: group(params.address) }),
    ...(params.metadata === undefined ? {} : { metadata: group(params.metadata) as Record<string, string> }),
  }
}
