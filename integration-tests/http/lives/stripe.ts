// Lives: members of a shop whose money comes through Stripe, by Medusa's own provider (rules 40, 57 and 58).
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { BILLING_MODULE } from "../../../src/modules/billing"
import type BillingModuleService from "../../../src/modules/billing/service"
import { Migration20261128033000 } from "../../../src/modules/billing/migrations/Migration20261128033000"
import type { BillingSettings } from "../../../src/modules/billing/options"
import { bookMissedCaptures } from "../../../src/operations/billing/book-captured"
import { endMissedOrders } from "../../../src/operations/clean-up/end-missed-orders"
import { finishPlanChanges } from "../../../src/workflows/billing/change-plan"
import { eventually } from "../../helpers/eventually"
import type { StripeBooks } from "../../helpers/stripe-books"
import { STRIPE, StripeMembers } from "../../helpers/stripe-members"
import type { Customer, Shop } from "../../helpers/world"
import { declined } from "../../stripe/cards"
import type { StripeServer } from "../../stripe/server"
import { webhooksAtStripe } from "./stripe-webhooks"

const NEW_YEAR = "2027-01-01T00:00:00.000Z"
const ON_CREATE = /^POST \/v1\/payment_intents$/

export interface PaidInvoice {
  id: string
  status: string
  payment_status: string
  disputed_amount: number
  failure_message: string | null
  authorized_at: string | null
  paid_at: string | null
  order_id: string | null
  total: number
}

export function membersAtStripe(shop: Shop, stripe: StripeServer, books: StripeBooks): void {
  const members = new StripeMembers(shop, stripe)
  const { life } = members

  beforeEach(() => members.begin(NEW_YEAR))
  afterEach(() => jest.restoreAllMocks())

  /** The option of the plugin, for one test. */
  function captures(capture: BillingSettings["capture"]): void {
    const billing = shop.container.resolve<BillingModuleService>(BILLING_MODULE) as unknown as {
      settings_: BillingSettings
    }
    jest.replaceProperty(billing, "settings_", { ...billing.settings_, capture })
  }

  /** What the storefront does at a checkout: a session, and the customer's card in Stripe's form. Answers the cart's id. */
  async function payFor(customer: Customer | null, lines: object[], card: string, code?: string): Promise<string> {
    const { world } = shop
    const { id } = await world.cart({ ...(customer ? { customer } : {}), lines: lines as never })
    if (code) {
      await world.enter(id, code)
    }
    const caller = customer?.store ?? world.store
    const { payment_collection } = await caller.ok<{ payment_collection: { id: string } }>(
      "POST",
      "/store/payment-collections",
      { cart_id: id },
    )
    await caller.ok("POST", `/store/payment-collections/${payment_collection.id}/payment-sessions`, {
      provider_id: STRIPE,
    })
    stripe.account.pay(lastIntent().id, card)
    return id
  }

  const lastIntent = () => members.lastIntent()

  async function member(card = "pm_card_visa", code?: string): Promise<string> {
    const plan_id = await life.plan("Desk Membership")
    const customer = await shop.world.customer()
    const cart_id = await payFor(customer, [{ product: "Desk Membership", metadata: { plan_id } }], card, code)
    const { status, body } = await shop.world.complete(cart_id)
    expect({ status, error: body.error }).toEqual({ status: 200, error: undefined })
    const path = `/admin/billing/subscriptions?order_id=${body.order?.id}`
    const { subscriptions } = await shop.world.admin.ok<{ subscriptions: { id: string }[] }>("GET", path)
    return subscriptions[0]?.id ?? ""
  }

  async function invoices(subscription_id: string): Promise<PaidInvoice[]> {
    const path = `/admin/billing/invoices?subscription_id=${subscription_id}&order=number&limit=200`
    return (await shop.world.admin.ok<{ invoices: PaidInvoice[] }>("GET", path)).invoices
  }

  const moneyOf = async (id: string) =>
    (await invoices(id)).map(({ status, payment_status, total }) => [status, payment_status, total])

  const cardOf = (): string => [...stripe.account.methods.values()].find(({ customer }) => customer)?.id ?? "no card"

  const capture = (order_id: string | null) => members.capture(order_id)

  it("rules 57 and 58: a card that paid at sign-up pays every month, once, and the money is there", async () => {
    const id = await member("pm_card_visa", await shop.world.percent(20, { duration: "forever" }))
    const first = lastIntent()
    expect(first).toMatchObject({ setup_future_usage: "off_session", amount: 2400, status: "requires_capture" })
    expect(stripe.account.customers.get(first.customer ?? "")?.email).toMatch(/customer/)

    await life.until("2027-03-01T00:00:00.000Z")

    expect(await moneyOf(id)).toEqual([
      ["open", "authorized", 24],
      ["paid", "captured", 24],
      ["paid", "captured", 24],
    ])
    const renewals = [...stripe.account.intents.values()].slice(1)
    expect(renewals.map(({ status, customer, payment_method }) => [status, customer, payment_method])).toEqual(
      [1, 2].map(() => ["succeeded", first.customer, first.payment_method]),
    )
    expect(stripe.account.kept()).toEqual([2400, 2400])
    const [initial] = await invoices(id)
    await capture(initial?.order_id ?? null)
    await eventually(async () => (await moneyOf(id))[0], ["paid", "captured", 24])
    expect(stripe.account.kept()).toEqual([2400, 2400, 2400])
  })

  it("rules 14 and 40: the bank says no, then yes: one charge, one order, and voiding gives the money back", async () => {
    const id = await member()
    stripe.account.bankSays(cardOf(), declined("insufficient_funds"))
    expect(await life.until("2027-02-01T00:00:00.000Z")).toMatchObject({ billed: 0, declined: 1 })
    const [, open] = await invoices(id)
    expect(open).toMatchObject({
      status: "open",
      payment_status: "declined",
      failure_message: "Your card has insufficient funds.",
      order_id: null,
    })
    expect(lastIntent()).toMatchObject({ status: "canceled" })

    stripe.account.bankSays(cardOf(), null)
    expect(await life.until("2027-02-02T00:00:00.000Z")).toMatchObject({ billed: 1, declined: 0 })

    expect(stripe.account.kept()).toEqual([3000])
    expect((await moneyOf(id))[1]).toEqual(["paid", "captured", 30])
    await shop.world.admin.ok("POST", `/admin/billing/invoices/${open?.id}/void`)
    expect((await moneyOf(id))[1]).toEqual(["void", "refunded", 30])
    expect(stripe.account.kept()).toEqual([0])
  })

  it("rule 57: a shop that captures by hand sees what is only authorised", async () => {
    captures("manual")
    const id = await member()
    await life.until("2027-02-01T00:00:00.000Z")
    expect(lastIntent()).toMatchObject({ status: "requires_capture", amount_capturable: 3000 })
    const [, renewal] = await invoices(id)
    expect(renewal).toMatchObject({ status: "open", payment_status: "authorized", attempt_count: 0, paid_at: null })
    expect(await life.until("2027-02-27T00:00:00.000Z")).toMatchObject({ billed: 0, declined: 0 })
    expect(await life.read(id)).toMatchObject({ status: "active", next_billing_at: "2027-03-01T00:00:00.000Z" })
    const retried = await shop.world.admin.post<{ message: string }>(`/admin/billing/invoices/${renewal?.id}/retry`)
    expect([retried.status, retried.body.message]).toEqual([400, expect.stringMatching(/is authorized: capture it/)])
    expect(stripe.account.intents.size).toBe(2)

    await capture(renewal?.order_id ?? null)

    await eventually(async () => (await moneyOf(id))[1], ["paid", "captured", 30])
    expect(stripe.account.kept()).toEqual([3000])
  })

  it("rule 57: what is captured while it is booked, or without being heard, is paid as well, once", async () => {
    captures("manual")
    const id = await member()
    const billing = shop.container.resolve<BillingModuleService>(BILLING_MODULE)
    const book = billing.bookPaidInvoice.bind(billing)
    jest.spyOn(billing, "bookPaidInvoice").mockImplementationOnce(async (input) => {
      await capture((await billing.readInvoice(input.invoice_id)).order_id)
      await book(input)
    })
    await life.until("2027-02-01T00:00:00.000Z")
    expect((await moneyOf(id))[1]).toEqual(["paid", "captured", 30])

    await life.until("2027-03-01T00:00:00.000Z")
    const [initial, , march] = await invoices(id)
    expect(march).toMatchObject({ status: "open", payment_status: "authorized" })
    const payments = shop.container.resolve(Modules.PAYMENT)
    for (const invoice of [initial, march]) {
      // By the module itself: no event tells of it.
      await payments.capturePayment({ payment_id: await members.paymentOf(invoice?.order_id ?? null) })
    }
    expect((await moneyOf(id))[2]).toEqual(["open", "captured", 30])
    const counts = await Promise.all([1, 2].map(() => bookMissedCaptures(shop.container)))
    expect(counts.reduce((sum, count) => sum + count)).toBe(1)
    expect(await bookMissedCaptures(shop.container)).toBe(0)
    // The first one is older than any authorisation lasts: it is looked at when somebody asks for it.
    expect((await moneyOf(id)).map(([status]) => status)).toEqual(["open", "paid", "paid"])
    const asked = await shop.world.admin.post<{ message: string }>(`/admin/billing/invoices/${initial?.id}/retry`)
    expect(asked.body.message).toMatch(/is paid: there is nothing to collect/)
    expect((await moneyOf(id))[0]).toEqual(["paid", "captured", 30])
    expect(stripe.account.kept()).toEqual([3000, 3000, 3000])
  })

  it("rules 57 and 61: an authorised invoice is voided by hand, or with its order, and the money is let go", async () => {
    captures("manual")
    const code = await shop.world.percent(20, { duration: "repeating", duration_in_cycles: 2 })
    const id = await member("pm_card_visa", code)
    await life.until("2027-02-01T00:00:00.000Z")
    const [initial, renewal] = await invoices(id)

    await shop.world.admin.ok("POST", `/admin/billing/invoices/${renewal?.id}/void`)
    await shop.world.admin.ok("POST", `/admin/orders/${initial?.order_id}/cancel`)

    await eventually(
      async () => await moneyOf(id),
      [
        ["void", "not_paid", 24],
        ["void", "not_paid", 24],
      ],
    )
    expect([...stripe.account.intents.values()].map(({ status }) => status)).toEqual(["canceled", "canceled"])
    // Both cycles came back.
    await life.until("2027-05-01T00:00:00.000Z")
    expect((await moneyOf(id)).map(([, , total]) => total)).toEqual([24, 24, 24, 24, 30])
  })

  it("rule 14: what Stripe does not refund is not void yet, and is as soon as the money is back", async () => {
    const id = await member()
    const [initial] = await invoices(id)
    await capture(initial?.order_id ?? null)
    await eventually(async () => (await moneyOf(id))[0], ["paid", "captured", 30])
    await life.until("2027-02-01T00:00:00.000Z")
    expect(stripe.account.kept()).toEqual([3000, 3000])

    for (const invoice of await invoices(id)) {
      stripe.faults = [{ on: /^POST \/v1\/refunds$/, kind: "refused", times: 20 }]
      const answer = await shop.world.admin.post<{ message: string }>(`/admin/billing/invoices/${invoice.id}/void`)
      expect([answer.status, answer.body.message]).toEqual([400, expect.stringMatching(/could not be given back yet/)])
      await endMissedOrders(shop.container)
      expect((await invoices(id)).find((known) => known.id === invoice.id)).toMatchObject({ status: "paid" })
      stripe.faults = []
      await endMissedOrders(shop.container)
    }

    expect((await moneyOf(id)).map(([status, money]) => [status, money])).toEqual(
      [1, 2].map(() => ["void", "refunded"]),
    )
    expect(stripe.account.kept()).toEqual([0, 0])
  })

  it("rule 57: an upgrade that is only authorised has changed the plan, and what it credits later was held", async () => {
    captures("manual")
    const id = await member()
    const studio = await life.plan("Studio Membership")
    await shop.world.setClock("2027-01-16T12:00:00.000Z")
    const { invoice } = await life.change(id, { plan_id: studio })
    expect(invoice).toMatchObject({ kind: "change", status: "open", payment_status: "authorized", total: 135 })
    expect(await life.read(id)).toMatchObject({ plan_id: studio, status: "active" })
    await finishPlanChanges(shop.container, new Date("2027-01-17T00:00:00.000Z"))
    expect(stripe.account.intents.size).toBe(2)
    await capture(invoice?.order_id ?? null)
    await eventually(async () => (await moneyOf(id))[1], ["paid", "captured", 135])
  })

  it("rule 57: the migration tells apart what was called paid while it was only authorised", async () => {
    const id = await member()
    await life.until("2027-02-01T00:00:00.000Z")
    const knex = shop.container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)
    const paid = `UPDATE billing_invoice SET status = 'paid', paid_at = coalesce(paid_at, authorized_at), authorized_at = NULL`
    await knex.raw(`${paid} WHERE subscription_id = ?`, [id])
    const migration = new Migration20261128033000(undefined as never, undefined as never)
    await migration.up()
    for (const statement of migration.getQueries()) {
      await knex.raw(statement as string)
    }
    expect(await moneyOf(id)).toEqual([
      ["open", "authorized", 30],
      ["paid", "captured", 30],
    ])
    expect((await invoices(id))[0]).toMatchObject({ authorized_at: NEW_YEAR, paid_at: null })
  })

  it("rule 58: a card that had to be confirmed at sign-up is not asked again", async () => {
    const plan_id = await life.plan("Desk Membership")
    const customer = await shop.world.customer()
    const lines = [{ product: "Desk Membership", metadata: { plan_id } }]
    const cart_id = await payFor(customer, lines, "pm_card_authenticationRequiredOnSetup")
    expect((await shop.world.complete(cart_id)).body.order).toBeUndefined()
    stripe.account.authenticate(lastIntent().id)
    expect((await shop.world.complete(cart_id)).status).toBe(200)

    expect(await life.until("2027-02-01T00:00:00.000Z")).toMatchObject({ billed: 1, declined: 0 })
    expect(stripe.account.kept()).toEqual([3000])
  })

  it("rule 58: what begins no subscription keeps no card, nor does a guest's", async () => {
    await payFor(await shop.world.customer(), ["Coffee Mug"] as never, "pm_card_visa")
    expect(lastIntent().setup_future_usage).toBeNull()
    const plan_id = await life.plan("Desk Membership")
    await payFor(null, [{ product: "Desk Membership", metadata: { plan_id } }], "pm_card_visa")
    expect(lastIntent()).toMatchObject({ setup_future_usage: null, customer: null })
  })

  describe("What Stripe tells afterwards", () =>
    webhooksAtStripe({ shop, stripe, books, life, member, invoices, capture, captures, insides: () => insides(shop) }))

  it("rule 58: a cart whose later invoices will have nothing to charge says so before it is paid", async () => {
    const { world } = shop
    const plan_id = await life.plan("Desk Membership")
    const lines = [{ product: "Desk Membership", metadata: { plan_id } }]
    const customer = await world.customer()
    const warned = async (caller: typeof world.store, id: string) => {
      const { cart } = await caller.ok<{ cart: { billing_warning?: object | null } }>("GET", `/store/carts/${id}`)
      return cart.billing_warning
    }

    const guest = await payFor(null, lines, "pm_card_visa")
    expect(await warned(world.store, guest)).toEqual({
      code: "guest",
      message: expect.stringMatching(/nothing to charge/) as string,
    })
    expect(await warned(customer.store, await payFor(customer, lines, "pm_card_visa"))).toBeNull()

    const free = (await world.cart({ customer, lines: lines })).id
    expect(await warned(customer.store, free)).toBeNull()
    expect((await world.enter(free, await world.percent(100))).total).toBe(0)
    expect(await warned(customer.store, free)).toMatchObject({ code: "nothing_due" })

    const once = await payFor(null, ["Coffee Mug"] as never, "pm_card_visa")
    expect(await warned(world.store, once)).toBeUndefined()
  })

  it("rule 40: an answer that is lost after the charge is found again, and nobody pays twice", async () => {
    const id = await member()
    stripe.faults = [{ on: ON_CREATE, kind: "lost", times: 2 }]
    expect(await life.until("2027-02-01T00:00:00.000Z")).toMatchObject({ billed: 1, declined: 0 })
    expect((await moneyOf(id))[1]).toEqual(["paid", "captured", 30])
    expect(stripe.account.kept()).toEqual([3000])
  })

  it("rule 40: a process that dies while Stripe charges has charged once, and the next run books it", async () => {
    const id = await member()
    const { provider, sessions } = insides(shop)
    const create = provider.stripe_.paymentIntents.create.bind(provider.stripe_.paymentIntents)
    // The charge is made, nothing of the answer is written down, and nobody is left to take the session back.
    const answer = jest.spyOn(provider.stripe_.paymentIntents, "create").mockImplementation(async (...asked) => {
      await create(...asked)
      throw new Error("The process is gone.")
    })
    const clean_up = jest.spyOn(sessions, "delete").mockRejectedValue(new Error("The process is gone."))
    expect(await life.until("2027-02-01T00:00:00.000Z")).toMatchObject({ billed: 0 })
    expect(stripe.account.kept()).toEqual([3000])
    answer.mockRestore()
    clean_up.mockRestore()

    expect(await life.until("2027-02-02T00:00:00.000Z")).toMatchObject({ billed: 1 })

    expect((await moneyOf(id))[1]).toEqual(["paid", "captured", 30])
    expect(stripe.account.kept()).toEqual([3000])
    expect(stripe.account.intents.size).toBe(2)
  })

  it("rule 40: Stripe breaks down over the question: the same one is asked again, never a second one", async () => {
    const id = await member()
    stripe.faults = [{ on: ON_CREATE, kind: "refused", times: 1 }]
    expect(await life.until("2027-02-01T00:00:00.000Z")).toMatchObject({ billed: 0, declined: 1 })
    expect(await life.until("2027-02-02T00:00:00.000Z")).toMatchObject({ billed: 1, declined: 0 })
    expect((await moneyOf(id))[1]).toEqual(["paid", "captured", 30])

    stripe.faults = [{ on: ON_CREATE, kind: "failed", times: 1 }]
    await life.until("2027-03-20T00:00:00.000Z")
    const [, , march] = await invoices(id)
    expect(march).toMatchObject({
      status: "uncollectible",
      failure_message: expect.stringMatching(
        /before it said whether it has charged.*could not be taken back/s,
      ) as string,
    })
    expect(stripe.account.kept()).toEqual([3000, 3000])
    const answer = await shop.world.admin.post(`/admin/billing/invoices/${march?.id}/void`)
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/may have been charged/) as string },
    })
  })
}

export interface Insides {
  provider: { stripe_: { paymentIntents: { create(...asked: unknown[]): Promise<unknown> } } }
  sessions: { delete(id: string): Promise<void> }
}

/** The provider inside the shop, and where core keeps its sessions. */
function insides({ container }: Shop): Insides {
  const payments = container.resolve("payment") as unknown as {
    paymentProviderService_: { retrieveProvider(id: string): Insides["provider"] }
    paymentSessionService_: Insides["sessions"]
  }
  return {
    provider: payments.paymentProviderService_.retrieveProvider(STRIPE),
    sessions: payments.paymentSessionService_,
  }
}
