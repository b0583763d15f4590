// The stand-in for Stripe, asked by the official library: what Stripe's reference says of cards, payments, keys and webhooks.
import { declined } from "../stripe/cards"
import type { Dispute } from "../stripe/objects"
import { deliveryOf, WEBHOOK_SECRET } from "../stripe/webhooks"
import { stripeAt } from "../stripe/provider/service"
import type { StripeClient } from "../stripe/provider/service"
import { StripeServer } from "../stripe/server"

const stripe = new StripeServer()
let client: StripeClient
let host: string

beforeAll(async () => {
  host = `127.0.0.1:${await stripe.start()}`
  client = stripeAt(host)
})
afterAll(() => stripe.stop())
beforeEach(() => stripe.reset())

const NO_REDIRECTS = { enabled: true, allow_redirects: "never" } as const
const EUR = { amount: 2400, currency: "eur", automatic_payment_methods: NO_REDIRECTS } as const

/** What a refused request said. */
async function errorOf(request: Promise<unknown>): Promise<Record<string, unknown>> {
  return request.then(
    () => ({ nothing: "was refused" }),
    (error: { type: string; raw: object }) => ({ ...error.raw, type: error.type }),
  )
}

/** A customer with a card that a first payment kept. */
async function keptCard(card = "pm_card_visa"): Promise<{ customer: string; payment_method: string }> {
  const { id: customer } = await client.customers.create({ email: "ada@example.com" })
  const { id } = await client.paymentIntents.create({ ...EUR, customer, setup_future_usage: "off_session" })
  stripe.account.pay(id, card)
  const intent = stripe.account.intent(id)
  if (intent.status === "requires_action") {
    stripe.account.authenticate(id)
  }
  return { customer, payment_method: String(intent.payment_method) }
}

describe("customers and their cards", () => {
  it("keeps the card of a payment with setup_future_usage on its customer", async () => {
    const { customer, payment_method } = await keptCard()
    const { data } = await client.customers.listPaymentMethods(customer)
    expect(data).toMatchObject([{ id: payment_method, customer, card: { last4: "4242" } }])
  })

  it("has no further use for a card that paid without a customer, or was detached", async () => {
    const { id } = await client.paymentIntents.create(EUR)
    const payment_method = String(stripe.account.pay(id, "pm_card_visa").payment_method)
    const { id: customer } = await client.customers.create({})
    const attached = await errorOf(client.paymentMethods.attach(payment_method, { customer }))
    const again = await errorOf(client.paymentIntents.create({ ...EUR, payment_method, confirm: true }))
    for (const error of [attached, again]) {
      expect(error).toMatchObject({
        type: "StripeInvalidRequestError",
        message: expect.stringMatching(/may not be used again/) as string,
      })
    }
    const kept = await keptCard()
    await client.paymentMethods.detach(kept.payment_method)
    expect(await errorOf(client.paymentMethods.attach(kept.payment_method, { customer }))).toMatchObject({
      message: expect.stringMatching(/detached from a Customer/) as string,
    })
  })

  it("charges a kept card with its own customer only", async () => {
    const { customer, payment_method } = await keptCard()
    const off_session = { ...EUR, payment_method, confirm: true, off_session: true }
    expect(await errorOf(client.paymentIntents.create(off_session))).toMatchObject({
      message: expect.stringMatching(/you must provide the customer/) as string,
    })
    const { id: other } = await client.customers.create({})
    expect(await errorOf(client.paymentIntents.create({ ...off_session, customer: other }))).toMatchObject({
      message: expect.stringMatching(/must be attached to the customer/) as string,
    })
    expect(await client.paymentIntents.create({ ...off_session, customer })).toMatchObject({ status: "succeeded" })
  })

  it("sets up a card without a payment, after the bank was asked where it wants to be", async () => {
    const { id: customer } = await client.customers.create({})
    const setup = await client.setupIntents.create({ customer })
    expect(
      await client.setupIntents.confirm(setup.id, { payment_method: "pm_card_authenticationRequiredOnSetup" }),
    ).toMatchObject({ status: "requires_action", next_action: { type: "use_stripe_sdk" } })
    stripe.account.authenticate(setup.id)
    const { status, payment_method } = await client.setupIntents.retrieve(setup.id)
    expect(status).toBe("succeeded")
    const paid = client.paymentIntents.create({
      ...EUR,
      customer,
      payment_method: payment_method as string,
      confirm: true,
      off_session: true,
    })
    expect(await paid).toMatchObject({ status: "succeeded" })
  })

  it("says 404 for what it does not know, and 401 without a key", async () => {
    expect(await errorOf(client.customers.retrieve("cus_none"))).toMatchObject({
      code: "resource_missing",
      param: "id",
    })
    const { status } = await fetch(`http://${host}/v1/customers/cus_none`)
    expect(status).toBe(401)
  })
})

describe("payments", () => {
  it("are captured at once, or held until they are captured", async () => {
    const { customer, payment_method } = await keptCard()
    const asked = { ...EUR, customer, payment_method, confirm: true, off_session: true }
    expect(await client.paymentIntents.create(asked)).toMatchObject({ status: "succeeded", amount_received: 2400 })
    const held = await client.paymentIntents.create({ ...asked, capture_method: "manual" })
    expect(held).toMatchObject({ status: "requires_capture", amount_capturable: 2400, amount_received: 0 })
    expect(await client.paymentIntents.capture(held.id, { amount_to_capture: 2000 })).toMatchObject({
      status: "succeeded",
      amount_received: 2000,
    })
    expect(await errorOf(client.paymentIntents.capture(held.id))).toMatchObject({
      code: "payment_intent_unexpected_state",
      payment_intent: { status: "succeeded" },
    })
    expect(stripe.account.kept()).toEqual([2400, 2400, 2000])
  })

  it("can be cancelled until they are captured, and lapse by themselves", async () => {
    const { customer, payment_method } = await keptCard()
    const asked = {
      ...EUR,
      customer,
      payment_method,
      confirm: true,
      off_session: true,
      capture_method: "manual",
    } as const
    const canceled = await client.paymentIntents.create(asked)
    expect(await client.paymentIntents.cancel(canceled.id)).toMatchObject({ status: "canceled", amount_capturable: 0 })
    const lapsed = await client.paymentIntents.create(asked)
    stripe.account.lapse(lapsed.id)
    expect(await errorOf(client.paymentIntents.capture(lapsed.id))).toMatchObject({
      message: expect.stringMatching(/has a status of canceled/) as string,
    })
    const paid = await client.paymentIntents.create({ ...asked, capture_method: "automatic" })
    expect(await errorOf(client.paymentIntents.cancel(paid.id))).toMatchObject({
      code: "payment_intent_unexpected_state",
      message: expect.stringMatching(/status of succeeded/) as string,
    })
  })

  it.each([
    ["pm_card_visa_chargeDeclined", "card_declined", "generic_decline"],
    ["pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
    ["pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card"],
    ["pm_card_chargeDeclinedExpiredCard", "expired_card", undefined],
  ])("are declined on %s with %s %s, and their intent says so", async (payment_method, code, decline_code) => {
    const asked = client.paymentIntents.create({ ...EUR, payment_method, confirm: true, expand: ["payment_method"] })
    const error = await errorOf(asked)
    expect(error).toMatchObject({
      type: "StripeCardError",
      code,
      payment_intent: { status: "requires_payment_method" },
    })
    expect(error.decline_code).toBe(decline_code)
    const { id } = error.payment_intent as { id: string }
    expect(await client.paymentIntents.retrieve(id)).toMatchObject({
      payment_method: null,
      last_payment_error: { code },
    })
    expect(stripe.account.kept()).toEqual([])
  })

  it("ask the customer where the bank wants it, and fail where nobody is there to be asked", async () => {
    const { customer, payment_method } = await keptCard("pm_card_authenticationRequired")
    const asked = { ...EUR, customer, payment_method, confirm: true }
    expect(await errorOf(client.paymentIntents.create({ ...asked, off_session: true }))).toMatchObject({
      code: "authentication_required",
      decline_code: "authentication_required",
      payment_intent: {
        status: "requires_payment_method",
        last_payment_error: { payment_method: { id: payment_method } },
      },
    })
    const here = await client.paymentIntents.create(asked)
    expect(here.status).toBe("requires_action")
    stripe.account.authenticate(here.id, false)
    expect(await client.paymentIntents.retrieve(here.id)).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { code: "payment_intent_authentication_failure" },
    })
    await client.paymentIntents.confirm(here.id, { payment_method })
    stripe.account.authenticate(here.id)
    expect(await client.paymentIntents.retrieve(here.id)).toMatchObject({ status: "succeeded" })
  })

  it("do not ask again on a card that was set up with the customer", async () => {
    const { customer, payment_method } = await keptCard("pm_card_authenticationRequiredOnSetup")
    const asked = { ...EUR, customer, payment_method, confirm: true, off_session: true }
    expect(await client.paymentIntents.create(asked)).toMatchObject({ status: "succeeded" })
  })

  it("can be declined on a card that paid before", async () => {
    const { customer, payment_method } = await keptCard()
    const asked = { ...EUR, customer, payment_method, confirm: true, off_session: true }
    stripe.account.bankSays(payment_method, declined("insufficient_funds"))
    expect(await errorOf(client.paymentIntents.create(asked))).toMatchObject({ decline_code: "insufficient_funds" })
    stripe.account.bankSays(payment_method, null)
    expect(await client.paymentIntents.create(asked)).toMatchObject({ status: "succeeded" })
  })

  it("show their card where the request asks for it", async () => {
    const { customer, payment_method } = await keptCard()
    const { id } = await client.paymentIntents.create({ ...EUR, customer, payment_method })
    const { payment_method: shown } = await client.paymentIntents.retrieve(id, { expand: ["payment_method"] })
    expect(shown).toMatchObject({ id: payment_method, type: "card", card: { last4: "4242" } })
  })

  it("change their amount until they are paid", async () => {
    const { id } = await client.paymentIntents.create(EUR)
    expect(await client.paymentIntents.update(id, { amount: 3000 })).toMatchObject({ amount: 3000 })
    stripe.account.pay(id, "pm_card_visa")
    expect(await errorOf(client.paymentIntents.update(id, { amount: 1000 }))).toMatchObject({
      code: "payment_intent_unexpected_state",
    })
  })

  it("are refused before a bank is asked where a return_url is missing, a word is unknown or the amount is too small", async () => {
    const { automatic_payment_methods: _, ...redirecting } = EUR
    const asked = { ...redirecting, payment_method: "pm_card_visa", confirm: true }
    expect(await errorOf(client.paymentIntents.create(asked))).toMatchObject({ param: "return_url" })
    const unknown = { ...EUR, keep_card: true } as typeof EUR
    expect(await errorOf(client.paymentIntents.create(unknown))).toMatchObject({ code: "parameter_unknown" })
    expect(await errorOf(client.paymentIntents.create({ ...EUR, amount: 49 }))).toMatchObject({
      code: "amount_too_small",
    })
    const types = { ...EUR, payment_method_types: ["card"] }
    expect(await errorOf(client.paymentIntents.create(types))).toMatchObject({ param: "automatic_payment_methods" })
    const absent = { ...EUR, off_session: true } as const
    expect(await errorOf(client.paymentIntents.create(absent))).toMatchObject({ param: "off_session" })
    expect(stripe.account.intents.size).toBe(0)
  })

  it("are refunded in parts, and never beyond what was captured", async () => {
    const { customer, payment_method } = await keptCard()
    const { id } = await client.paymentIntents.create({ ...EUR, customer, payment_method, confirm: true })
    const { id: refund } = await client.refunds.create({ payment_intent: id, amount: 400 })
    expect(await client.refunds.retrieve(refund)).toMatchObject({ amount: 400, status: "succeeded" })
    expect(await errorOf(client.refunds.create({ payment_intent: id, amount: 2001 }))).toMatchObject({
      param: "amount",
    })
    await client.refunds.create({ payment_intent: id })
    expect(await errorOf(client.refunds.create({ payment_intent: id }))).toMatchObject({
      code: "charge_already_refunded",
    })
    expect(stripe.account.kept()).toEqual([2400, 0])
  })
})

describe("idempotency keys", () => {
  it("same key, same answer: one payment, however often it is asked for", async () => {
    const { customer, payment_method } = await keptCard()
    const asked = { ...EUR, customer, payment_method, confirm: true, off_session: true }
    const first = await client.paymentIntents.create(asked, { idempotencyKey: "once" })
    const second = await client.paymentIntents.create(asked, { idempotencyKey: "once" })
    expect(second.id).toBe(first.id)
    expect(second.lastResponse.headers["idempotent-replayed"]).toBe("true")
    expect(stripe.account.kept()).toEqual([2400, 2400])
  })

  it("same key, other parameters: an error", async () => {
    await client.paymentIntents.create(EUR, { idempotencyKey: "once" })
    expect(
      await errorOf(client.paymentIntents.create({ ...EUR, amount: 2500 }, { idempotencyKey: "once" })),
    ).toMatchObject({
      type: "StripeIdempotencyError",
    })
  })

  it("keep a decline, and not what was refused before a bank was asked", async () => {
    const { customer, payment_method } = await keptCard()
    const asked = { ...EUR, customer, payment_method, confirm: true, off_session: true }
    stripe.account.bankSays(payment_method, declined("insufficient_funds"))
    await errorOf(client.paymentIntents.create(asked, { idempotencyKey: "declined" }))
    stripe.account.bankSays(payment_method, null)
    expect(await errorOf(client.paymentIntents.create(asked, { idempotencyKey: "declined" }))).toMatchObject({
      decline_code: "insufficient_funds",
    })
    await errorOf(client.paymentIntents.create({ ...EUR, amount: 1 }, { idempotencyKey: "small" }))
    expect(await client.paymentIntents.create(EUR, { idempotencyKey: "small" })).toMatchObject({ amount: 2400 })
  })
})

describe("faults", () => {
  const ON = /^POST \/v1\/payment_intents$/

  it("a charge whose answer is lost is found again by its key", async () => {
    const { customer, payment_method } = await keptCard()
    const asked = { ...EUR, customer, payment_method, confirm: true, off_session: true }
    stripe.faults = [{ on: ON, kind: "lost", times: 2 }]
    const options = { idempotencyKey: "once", maxNetworkRetries: 1 }
    expect(await errorOf(client.paymentIntents.create(asked, options))).toMatchObject({ type: "StripeConnectionError" })
    expect(await client.paymentIntents.create(asked, options)).toMatchObject({ status: "succeeded" })
    expect(stripe.account.kept()).toEqual([2400, 2400])
  })

  it("a 500 after the charge is the answer to every repeat, one before it is not", async () => {
    const { customer, payment_method } = await keptCard()
    const asked = { ...EUR, customer, payment_method, confirm: true, off_session: true }
    stripe.faults = [{ on: ON, kind: "failed", times: 1 }]
    for (let asks = 0; asks < 2; asks += 1) {
      expect(await errorOf(client.paymentIntents.create(asked, { idempotencyKey: "after" }))).toMatchObject({
        type: "StripeAPIError",
      })
    }
    expect(stripe.account.kept()).toEqual([2400, 2400])
    stripe.faults = [{ on: ON, kind: "refused", times: 1 }]
    await errorOf(client.paymentIntents.create(asked, { idempotencyKey: "before" }))
    expect(await client.paymentIntents.create(asked, { idempotencyKey: "before" })).toMatchObject({
      status: "succeeded",
    })
  })
})

describe("disputes", () => {
  async function paid(): Promise<string> {
    const { id } = await client.paymentIntents.create(EUR)
    stripe.account.pay(id, "pm_card_visa")
    return id
  }

  const events = () =>
    stripe.account.events.flatMap(({ type, data }) => {
      const { status, balance_transactions } = data.object as Dispute
      return type.startsWith("charge.dispute.")
        ? [[type.replace("charge.dispute.", ""), status, balance_transactions.map(({ amount }) => amount)]]
        : []
    })

  it("withdraw the money at once, and a charge that was charged back is not refunded; won, it comes back", async () => {
    const payment_intent = await paid()
    const { id } = stripe.account.openDispute(payment_intent)
    expect(await client.disputes.retrieve(id)).toMatchObject({ payment_intent, amount: 2400, status: "needs_response" })
    expect(await errorOf(client.refunds.create({ payment_intent }))).toMatchObject({ code: "charge_disputed" })
    expect(stripe.account.kept()).toEqual([0])
    stripe.account.closeDispute(id, "won")
    expect(stripe.account.kept()).toEqual([2400])
    expect(events()).toEqual([
      ["created", "needs_response", []],
      ["funds_withdrawn", "needs_response", [-2400]],
      ["closed", "won", [-2400]],
      ["funds_reinstated", "won", [-2400, 2400]],
    ])
  })

  it("begin as an inquiry that takes nothing and can be refunded, or becomes more", async () => {
    const [refunded, charged_back] = [await paid(), await paid()]
    stripe.account.openDispute(refunded, { is_inquiry: true })
    await client.refunds.create({ payment_intent: refunded })
    const { id } = stripe.account.openDispute(charged_back, { is_inquiry: true, amount: 1000 })
    expect(stripe.account.kept()).toEqual([0, 2400])
    stripe.account.escalateDispute(id)
    stripe.account.closeDispute(id, "lost", 300)
    expect(stripe.account.kept()).toEqual([0, 1700])
  })
})

describe("webhooks", () => {
  it("tell what happened in order, each with its object as it was then, signed for the shop", async () => {
    const { customer, payment_method } = await keptCard()
    stripe.account.events.length = 0
    const asked = {
      ...EUR,
      customer,
      payment_method,
      confirm: true,
      off_session: true,
      capture_method: "manual",
    } as const
    const { id } = await client.paymentIntents.create(asked, { idempotencyKey: "held" })
    await client.paymentIntents.capture(id)
    const told = stripe.account.events.filter(({ type }) => type.startsWith("payment_intent."))
    expect(told.map(({ type, data }) => [type, (data.object as { status: string }).status])).toEqual([
      ["payment_intent.created", "requires_payment_method"],
      ["payment_intent.amount_capturable_updated", "requires_capture"],
      ["payment_intent.succeeded", "succeeded"],
    ])
    const [, held] = told
    if (!held) {
      throw new Error("Nothing was told.")
    }
    const { body, headers } = deliveryOf(held)
    const signature = headers["stripe-signature"]
    expect(client.webhooks.constructEvent(body, signature, WEBHOOK_SECRET)).toMatchObject({ id: held.id })
    expect(() => client.webhooks.constructEvent(`${body} `, signature, WEBHOOK_SECRET)).toThrow(/signature/)
    const foreign = deliveryOf(held, "whsec_other")
    expect(() => client.webhooks.constructEvent(body, foreign.headers["stripe-signature"], WEBHOOK_SECRET)).toThrow(
      /signature/,
    )
  })
})
