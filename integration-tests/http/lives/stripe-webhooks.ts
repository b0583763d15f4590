// Lives: what Stripe tells of payments and of disputes, through core's own webhook route: late, twice, out of order, and before our
// answer (rules 60 and 61).
import type { IEventBusModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { BILLING_MODULE } from "../../../src/modules/billing"
import type BillingModuleService from "../../../src/modules/billing/service"
import { COUPON_MODULE } from "../../../src/modules/coupon"
import type CouponModuleService from "../../../src/modules/coupon/service"
import type { BillingSettings } from "../../../src/modules/billing/options"
import { DISPUTED_EVENT } from "../../../src/operations/billing/hear-dispute"
import { hearPayment } from "../../../src/operations/billing/hear-payment"
import { endMissedOrders } from "../../../src/operations/clean-up/end-missed-orders"
import { eventually, untilTrue } from "../../helpers/eventually"
import type { ChangeAnswer, Life } from "../../helpers/life"
import type { StripeBooks } from "../../helpers/stripe-books"
import { first } from "../../helpers/world"
import type { Shop } from "../../helpers/world"
import { stripeAt } from "../../stripe/provider/service"
import type { Dispute, PaymentIntent, StripeEvent } from "../../stripe/objects"
import type { StripeServer } from "../../stripe/server"
import { deliveryOf } from "../../stripe/webhooks"
import type { Insides, PaidInvoice } from "./stripe"

/** What the members of `stripe.ts` lend. */
interface Desk {
  shop: Shop
  stripe: StripeServer
  books: StripeBooks
  life: Life
  member(card?: string, code?: string): Promise<string>
  invoices(subscription_id: string): Promise<PaidInvoice[]>
  capture(order_id: string | null): Promise<unknown>
  captures(capture: BillingSettings["capture"]): void
  insides(): Insides
}

/** The middle of January, to the hour: half of the month is still to come. */
const HALF_TIME = "2027-01-16T12:00:00.000Z"
const FEBRUARY = "2027-02-01T00:00:00.000Z"
/** Longer than what a webhook sets going, which nobody waits for. */
const QUIET_MS = 300

/** How events arrive that happened one after the other. */
const ARRIVALS: [string, (events: StripeEvent[]) => StripeEvent[]][] = [
  ["in order", (events) => events],
  ["backwards", (events) => [...events].reverse()],
  ["each twice", (events) => events.flatMap((event) => [event, event])],
  ["the end first, and then all of them", (events) => [...events.slice(-1), ...events]],
  ["the end alone", (events) => events.slice(-1)],
]

export function webhooksAtStripe(desk: Desk): void {
  const { shop, stripe, books, life, member, invoices, insides } = desk

  const lastIntent = (): PaymentIntent => [...stripe.account.intents.values()].at(-1) as PaymentIntent

  /** What Stripe has told of a payment so far, in the order in which it happened. */
  const toldOf = ({ id }: PaymentIntent): StripeEvent[] =>
    stripe.account.events.filter(
      ({ type, data }) => type.startsWith("payment_intent.") && (data.object as { id: string }).id === id,
    )

  async function post(event: StripeEvent, secret?: string): Promise<void> {
    const { body, headers } = deliveryOf(event, secret)
    const url = `${shop.world.store.base_url}/hooks/payment/stripe_stripe`
    expect((await fetch(url, { method: "POST", body, headers: { ...headers } })).status).toBe(200)
  }

  /** Posts them one by one, and waits until everybody who hears of them is through. */
  async function deliver(events: StripeEvent[], secret?: string): Promise<void> {
    books.tell(events)
    const heard = jest.spyOn(shop.container.resolve(Modules.PAYMENT), "getWebhookActionAndData")
    const run = jest.spyOn(shop.container.resolve(Modules.WORKFLOW_ENGINE), "run")
    for (const [index, event] of events.entries()) {
      await post(event, secret)
      // Core hears it, and so do we.
      expect(await untilTrue(() => heard.mock.calls.length === 2 * (index + 1))).toBe(true)
    }
    await Promise.allSettled([...heard.mock.results, ...run.mock.results].map(({ value }) => value as unknown))
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
    heard.mockRestore()
    run.mockRestore()
  }

  /** Of the renewal in February: the invoice, what its order says was paid, and how often its discount was redeemed. */
  async function february(id: string) {
    const [, invoice] = await invoices(id)
    const { order_id = null } = invoice ?? {}
    const orders = shop.container.resolve(Modules.ORDER)
    const booked = order_id ? await orders.listOrderTransactions({ order_id }) : []
    const coupons = shop.container.resolve<CouponModuleService>(COUPON_MODULE)
    const redeemed = await coupons.listCouponRedemptions({ document_id: invoice?.id ?? "" })
    const { status, next_billing_at } = await life.read(id)
    return {
      invoice: [invoice?.status, invoice?.payment_status],
      paid: booked.map(({ amount }) => Number(amount)),
      redeemed: redeemed.length,
      subscription: [status, next_billing_at],
    }
  }

  const PAID = {
    invoice: ["paid", "captured"],
    paid: [24],
    redeemed: 1,
    subscription: ["active", "2027-03-01T00:00:00.000Z"],
  }

  async function discounted(): Promise<string> {
    return member("pm_card_visa", await shop.world.percent(20, { duration: "forever" }))
  }

  describe.each(ARRIVALS)("rule 60: webhooks that arrive %s", (_how, arrival) => {
    it("change nothing of what was authorised, and captured by hand", async () => {
      desk.captures("manual")
      const id = await discounted()
      await life.until(FEBRUARY)
      await desk.capture((await invoices(id))[1]?.order_id ?? null)
      await eventually(() => february(id), PAID)

      await deliver(arrival(toldOf(lastIntent())))

      expect(toldOf(lastIntent()).map(({ type }) => type.split(".")[1])).toEqual([
        "created",
        "amount_capturable_updated",
        "succeeded",
      ])
      expect(await february(id)).toEqual(PAID)
      expect(stripe.account.kept()).toEqual([2400])
    })

    it("pay what was captured on Stripe's own pages", async () => {
      desk.captures("manual")
      const id = await discounted()
      await life.until(FEBRUARY)
      await stripeAt(process.env.COUPONS_STRIPE_HOST ?? "").paymentIntents.capture(lastIntent().id)
      expect((await february(id)).invoice).toEqual(["open", "authorized"])

      await deliver(arrival(toldOf(lastIntent())))

      await eventually(() => february(id), PAID)
      expect(stripe.account.kept()).toEqual([2400])
    })

    it("book what Stripe charged while it broke down, without a second charge and before the next attempt is due", async () => {
      const id = await discounted()
      stripe.faults = [{ on: /^POST \/v1\/payment_intents$/, kind: "failed", times: 1 }]
      expect(await life.until(FEBRUARY)).toMatchObject({ billed: 0, declined: 1 })
      expect(stripe.account.kept()).toEqual([2400])

      await deliver(arrival(toldOf(lastIntent())))

      expect(await life.until(FEBRUARY)).toMatchObject({ billed: 1, declined: 0 })
      await eventually(() => february(id), PAID)
      expect(stripe.account.kept()).toEqual([2400])
      expect(stripe.account.intents.size).toBe(2)
    })

    it("reach us before our own answer: the process died, and the next run books what was charged", async () => {
      const id = await discounted()
      const { provider, sessions } = insides()
      const create = provider.stripe_.paymentIntents.create.bind(provider.stripe_.paymentIntents)
      const answer = jest.spyOn(provider.stripe_.paymentIntents, "create").mockImplementation(async (...asked) => {
        await create(...asked)
        throw new Error("The process is gone.")
      })
      const clean_up = jest.spyOn(sessions, "delete").mockRejectedValue(new Error("The process is gone."))
      expect(await life.until(FEBRUARY)).toMatchObject({ billed: 0 })
      answer.mockRestore()
      clean_up.mockRestore()

      await deliver(arrival(toldOf(lastIntent())))

      expect(await life.until(FEBRUARY)).toMatchObject({ billed: 1 })
      await eventually(() => february(id), PAID)
      expect(stripe.account.kept()).toEqual([2400])
      expect(stripe.account.intents.size).toBe(2)
    })

    it("find an invoice that was voided meanwhile, and leave it so", async () => {
      const id = await discounted()
      await life.until(FEBRUARY)
      const told = toldOf(lastIntent())
      await shop.world.admin.ok("POST", `/admin/billing/invoices/${(await invoices(id))[1]?.id}/void`)
      const before = await february(id)
      expect(before).toMatchObject({ invoice: ["void", "refunded"], subscription: PAID.subscription })

      await deliver(arrival(told))

      expect(await february(id)).toEqual(before)
      expect(stripe.account.kept()).toEqual([0])
    })
  })

  it("rule 61: what Stripe charged while it broke down is given back when the order was cancelled since", async () => {
    const id = await discounted()
    stripe.faults = [{ on: /^POST \/v1\/payment_intents$/, kind: "failed", times: 1 }]
    await life.until(FEBRUARY)
    expect(stripe.account.kept()).toEqual([2400])
    await shop.world.admin.ok("POST", `/admin/orders/${(await invoices(id))[1]?.order_id}/cancel`)
    await endMissedOrders(shop.container)
    expect((await february(id)).invoice).toEqual(["open", "declined"])

    await deliver(toldOf(lastIntent()))

    expect(await life.until(FEBRUARY)).toMatchObject({ billed: 0, declined: 0 })
    expect(await february(id)).toMatchObject({ invoice: ["void", "refunded"], subscription: PAID.subscription })
    expect(stripe.account.kept()).toEqual([0])
    expect(stripe.account.intents.size).toBe(2)
  })

  it("rule 60: one that arrives while the same is being booked is not booked a second time", async () => {
    desk.captures("manual")
    const id = await discounted()
    await life.until(FEBRUARY)
    await stripeAt(process.env.COUPONS_STRIPE_HOST ?? "").paymentIntents.capture(lastIntent().id)
    const [succeeded] = toldOf(lastIntent()).slice(-1) as [StripeEvent]
    books.tell([succeeded, succeeded])
    const orders = shop.container.resolve(Modules.ORDER)
    const look = orders.listOrderTransactions.bind(orders)
    let looked = 0
    // Core looks whether a capture is booked, and books it then: here both have looked before either books.
    const looking = jest.spyOn(orders, "listOrderTransactions").mockImplementation(async (filters, ...rest) => {
      const found = await look(filters, ...rest)
      if (filters && "$or" in filters) {
        looked += 1
        await untilTrue(() => looked >= 2)
      }
      return found
    })
    const run = jest.spyOn(shop.container.resolve(Modules.WORKFLOW_ENGINE), "run")

    await post(succeeded)
    expect(await untilTrue(() => looked === 1)).toBe(true)
    await post(succeeded)
    expect(await untilTrue(() => looked === 2)).toBe(true)
    await Promise.allSettled(run.mock.results.map(({ value }) => value as unknown))
    looking.mockRestore()
    run.mockRestore()

    await eventually(() => february(id), PAID)
    await eventually(async () => {
      const [, invoice] = await invoices(id)
      const { summary } = await orders.retrieveOrder(invoice?.order_id ?? "", { relations: ["summary"] })
      return [Number(summary?.paid_total), Number(summary?.pending_difference)]
    }, [24, 0])
    expect(stripe.account.kept()).toEqual([2400])
  })

  it("rule 60: webhooks are not believed when somebody else has signed them", async () => {
    const id = await discounted()
    stripe.faults = [{ on: /^POST \/v1\/payment_intents$/, kind: "failed", times: 1 }]
    await life.until(FEBRUARY)
    await deliver(toldOf(lastIntent()), "whsec_of_somebody_else")
    expect(await life.until(FEBRUARY)).toMatchObject({ billed: 0, declined: 0 })
    expect((await february(id)).invoice).toEqual(["open", "declined"])
  })

  describe("rule 61: a payment that is disputed", () => {
    /** Thirty euros were paid for January; the other plan costs 300 a month. */
    interface Disputed {
      id: string
      studio: string
      invoice_id: string
      intent: PaymentIntent
    }

    /** They sign up one after the other, at the same time. */
    async function paidMembers(count: number): Promise<Disputed[]> {
      const paid: Disputed[] = []
      for (let index = 0; index < count; index++) {
        const id = await member()
        const intent = lastIntent()
        const [january] = await invoices(id)
        await desk.capture(january?.order_id ?? null)
        const studio = await life.plan("Studio Membership")
        paid.push({ id, studio, invoice_id: january?.id ?? "", intent })
      }
      await shop.world.setClock(HALF_TIME)
      for (const { id } of paid) {
        await eventually(async () => (await invoices(id))[0]?.status, "paid")
      }
      return paid
    }

    const paidMember = async () => first(await paidMembers(1))

    const changePath = (id: string) => `/admin/billing/subscriptions/${id}/change-plan`

    /** What the other plan would cost now, and what the invoice of January says of its money. */
    async function standing({ id, studio }: Disputed) {
      const wish = { plan_id: studio, preview: true }
      const { invoice } = await shop.world.admin.ok<ChangeAnswer>("POST", changePath(id), wish)
      const [january] = await invoices(id)
      return {
        price: invoice?.total,
        january: [january?.status, january?.payment_status],
        disputed: january?.disputed_amount,
      }
    }

    /** Half of 300, less what is kept of the 30 for the same half. */
    const KEPT = { price: 135, january: ["paid", "captured"], disputed: 0 }
    const LOST = { ...KEPT, price: 150, disputed: 30 }

    const told = ({ id }: Dispute): StripeEvent[] =>
      stripe.account.events.filter(
        ({ type, data }) => type.startsWith("charge.dispute.") && (data.object as { id: string }).id === id,
      )

    /** The same, as if a minute had passed between them. */
    const apart = (events: StripeEvent[]): StripeEvent[] =>
      events.map((event, index) => ({ ...event, created: event.created + 60 * index }))

    const billing = () => shop.container.resolve<BillingModuleService>(BILLING_MODULE)

    it("credits nothing from its beginning on, and all of it once it is won; the subscription goes on", async () => {
      const paid = await paidMember()
      const before = await life.read(paid.id)
      expect(await standing(paid)).toEqual(KEPT)

      const dispute = stripe.account.openDispute(paid.intent.id)
      await deliver(told(dispute).slice(0, 1))
      await eventually(() => standing(paid), LOST)
      await deliver(told(dispute).slice(1))
      expect(await standing(paid)).toEqual(LOST)
      expect(await life.read(paid.id)).toEqual(before)
      expect(stripe.account.kept()).toEqual([0])

      const opened = told(dispute).length
      stripe.account.closeDispute(dispute.id, "won")
      await deliver(told(dispute).slice(opened))
      await eventually(() => standing(paid), KEPT)
      const { invoice } = await shop.world.admin.ok<ChangeAnswer>("POST", changePath(paid.id), { plan_id: paid.studio })
      expect([invoice?.status, invoice?.total]).toEqual(["paid", 135])
      expect(stripe.account.kept()).toEqual([3000, 13500])
    })

    it("bills the whole of the new plan where it was lost, and cannot be voided", async () => {
      const paid = await paidMember()
      const dispute = stripe.account.openDispute(paid.intent.id)
      stripe.account.closeDispute(dispute.id, "lost")
      await deliver(told(dispute))
      await eventually(() => standing(paid), LOST)

      const voided = await shop.world.admin.post<{ message: string }>(`/admin/billing/invoices/${paid.invoice_id}/void`)
      expect([voided.status, voided.body.message]).toEqual([400, expect.stringMatching(/is disputed/)])
      expect(await standing(paid)).toEqual(LOST)
      const { invoice } = await shop.world.admin.ok<ChangeAnswer>("POST", changePath(paid.id), { plan_id: paid.studio })
      expect([invoice?.status, invoice?.total]).toEqual(["paid", 150])
      expect(stripe.account.kept()).toEqual([0, 15000])
    })

    it("is void all the same where its order is cancelled: nothing is kept, and nothing asked for a second time", async () => {
      const paid = await paidMember()
      await deliver(told(stripe.account.openDispute(paid.intent.id)))
      await eventually(() => standing(paid), LOST)
      const [january] = await invoices(paid.id)

      await shop.world.admin.ok("POST", `/admin/orders/${january?.order_id}/cancel`)

      await eventually(async () => (await invoices(paid.id))[0]?.status, "void")
      expect(stripe.account.kept()).toEqual([0])
    })

    it("cancelled before the dispute was heard of, it is void as soon as it is", async () => {
      const paid = await paidMember()
      const dispute = stripe.account.openDispute(paid.intent.id)
      const asked = () => shop.world.admin.post<{ message: string }>(`/admin/billing/invoices/${paid.invoice_id}/void`)
      const refused = await asked()
      expect([refused.status, refused.body.message]).toEqual([
        400,
        expect.stringMatching(/could not be given back yet/),
      ])
      await endMissedOrders(shop.container)
      expect((await invoices(paid.id))[0]?.status).toBe("paid")

      await deliver(told(dispute))
      await eventually(async () => (await invoices(paid.id))[0]?.disputed_amount, 30)

      expect((await asked()).status).toBe(200)
      expect((await invoices(paid.id))[0]?.status).toBe("void")
    })

    it.each(ARRIVALS)("told %s, comes to the same", async (_how, arrival) => {
      const [lost, won] = (await paidMembers(2)) as [Disputed, Disputed]
      const [taken, returned] = [stripe.account.openDispute(lost.intent.id), stripe.account.openDispute(won.intent.id)]
      // What comes now was known to be true once, so that nobody who hears nothing is right by chance.
      await deliver(told(returned))
      await eventually(() => standing(won), LOST)
      stripe.account.closeDispute(taken.id, "lost")
      stripe.account.closeDispute(returned.id, "won")

      await deliver(arrival(told(taken)))
      await deliver(arrival(apart(told(returned))))

      await eventually(() => standing(lost), LOST)
      await eventually(() => standing(won), KEPT)
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
      expect([await standing(lost), await standing(won)]).toEqual([LOST, KEPT])
    })

    it("credits the part that is not disputed, and what comes back of one that is lost in part", async () => {
      const paid = await paidMember()
      const dispute = stripe.account.openDispute(paid.intent.id, { amount: 2000 })
      await deliver(told(dispute))
      await eventually(() => standing(paid), { ...KEPT, price: 145, disputed: 20 })

      stripe.account.closeDispute(dispute.id, "lost", 1000)
      await deliver(told(dispute))
      await eventually(() => standing(paid), { ...KEPT, price: 140, disputed: 10 })

      const another = stripe.account.openDispute(paid.intent.id, { amount: 500 })
      await deliver(told(another))
      await eventually(() => standing(paid), { ...KEPT, price: 142.5, disputed: 15 })
      expect(stripe.account.kept()).toEqual([1500])
    })

    it("says so by an event, once for each turn it takes; an inquiry takes nothing before it is more", async () => {
      const heard: unknown[] = []
      shop.container
        .resolve<IEventBusModuleService>(Modules.EVENT_BUS)
        .subscribe(DISPUTED_EVENT, ({ data }) => Promise.resolve(void heard.push(data)), {
          subscriberId: "dispute-life",
        })
      const paid = await paidMember()
      const dispute = stripe.account.openDispute(paid.intent.id, { is_inquiry: true })
      const { customer_id } = (await billing().readInvoice(paid.invoice_id)) as { customer_id: string }
      const news = (status: string) => ({
        id: paid.invoice_id,
        subscription_id: paid.id,
        customer_id,
        dispute_id: dispute.id,
        status,
      })

      await deliver(told(dispute))
      await eventually(() => heard, [news("warning_needs_response")])
      expect(await standing(paid)).toEqual(KEPT)

      stripe.account.escalateDispute(dispute.id)
      await deliver(apart(told(dispute)))
      await deliver(apart(told(dispute)))
      await eventually(() => standing(paid), LOST)
      expect(heard).toEqual([news("warning_needs_response"), news("needs_response")])
    })

    it("is left to the next time it is told where Stripe cannot be asked what it is about; the log says which one", async () => {
      const paid = await paidMember()
      const dispute = stripe.account.openDispute(paid.intent.id)
      stripe.faults = [{ on: /^GET \/v1\/payment_intents/, kind: "refused", times: 20 }]
      for (const { body, headers } of told(dispute).map((event) => deliveryOf(event))) {
        const payload = { data: JSON.parse(body) as Record<string, unknown>, rawData: Buffer.from(body), headers }
        const heard = hearPayment(shop.container, { provider: "stripe_stripe", payload })
        await expect(heard).rejects.toThrow(`what dispute ${dispute.id} is about could not be looked up`)
      }
      expect(await standing(paid)).toEqual(KEPT)

      stripe.faults = []
      await deliver(told(dispute).slice(0, 1))
      await eventually(() => standing(paid), LOST)
    })

    it("is not believed when somebody else has signed it, and is none of ours where the payment is not", async () => {
      const paid = await paidMember()
      const dispute = stripe.account.openDispute(paid.intent.id)
      await deliver(told(dispute), "whsec_of_somebody_else")

      const { paymentIntents } = stripeAt(process.env.COUPONS_STRIPE_HOST ?? "")
      const foreign = await paymentIntents.create({ amount: 3000, currency: "eur" })
      stripe.account.pay(foreign.id, "pm_card_visa")
      const of_others = stripe.account.openDispute(foreign.id)
      await deliver(told(of_others))

      expect(await standing(paid)).toEqual(KEPT)
      expect(await billing().listBillingDisputes({ id: [dispute.id, of_others.id] })).toEqual([])
      // The same, signed: so it is not for want of time that nothing was heard.
      await deliver(told(dispute))
      await eventually(() => standing(paid), LOST)
    })
  })
}
