// Lives: what Stripe tells of payments, through core's own webhook route: late, twice, out of order, and before our answer (rule 60).
import { Modules } from "@medusajs/framework/utils"
import { COUPON_MODULE } from "../../../src/modules/coupon"
import type CouponModuleService from "../../../src/modules/coupon/service"
import type { BillingSettings } from "../../../src/modules/billing/options"
import { endMissedOrders } from "../../../src/operations/clean-up/end-missed-orders"
import { eventually, untilTrue } from "../../helpers/eventually"
import type { Life } from "../../helpers/life"
import type { Shop } from "../../helpers/world"
import { stripeAt } from "../../stripe/provider/service"
import type { PaymentIntent, StripeEvent } from "../../stripe/objects"
import type { StripeServer } from "../../stripe/server"
import { deliveryOf } from "../../stripe/webhooks"
import type { Insides, PaidInvoice } from "./stripe"

/** What the members of `stripe.ts` lend. */
interface Desk {
  shop: Shop
  stripe: StripeServer
  life: Life
  member(card?: string, code?: string): Promise<string>
  invoices(subscription_id: string): Promise<PaidInvoice[]>
  capture(order_id: string | null): Promise<unknown>
  captures(capture: BillingSettings["capture"]): void
  insides(): Insides
}

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
  const { shop, stripe, life, member, invoices, insides } = desk

  const lastIntent = (): PaymentIntent => [...stripe.account.intents.values()].at(-1) as PaymentIntent

  /** What Stripe has told of a payment so far, in the order in which it happened. */
  const toldOf = ({ id }: PaymentIntent): StripeEvent[] =>
    stripe.account.events.filter(
      ({ type, data }) => type.startsWith("payment_intent.") && (data.object as { id: string }).id === id,
    )

  /** Posts them one by one, and waits until everybody who hears of them is through. */
  async function deliver(events: StripeEvent[], secret?: string): Promise<void> {
    const heard = jest.spyOn(shop.container.resolve(Modules.PAYMENT), "getWebhookActionAndData")
    const run = jest.spyOn(shop.container.resolve(Modules.WORKFLOW_ENGINE), "run")
    for (const [index, event] of events.entries()) {
      const { body, headers } = deliveryOf(event, secret)
      const url = `${shop.world.store.base_url}/hooks/payment/stripe_stripe`
      expect((await fetch(url, { method: "POST", body, headers: { ...headers } })).status).toBe(200)
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
      expect(await february(id)).toEqual(PAID)
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
      expect(await february(id)).toEqual(PAID)
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

  it("rule 60: webhooks are not believed when somebody else has signed them", async () => {
    const id = await discounted()
    stripe.faults = [{ on: /^POST \/v1\/payment_intents$/, kind: "failed", times: 1 }]
    await life.until(FEBRUARY)
    await deliver(toldOf(lastIntent()), "whsec_of_somebody_else")
    expect(await life.until(FEBRUARY)).toMatchObject({ billed: 0, declined: 0 })
    expect((await february(id)).invoice).toEqual(["open", "declined"])
  })
}
