// Suite: what a sign-up starts is started even when its process dies, and voiding its invoice keeps a running promise.
import { Modules } from "@medusajs/framework/utils"
import { BILLING_MODULE } from "../../../src/modules/billing"
import type BillingModuleService from "../../../src/modules/billing/service"
import { startMissedSubscriptions } from "../../../src/operations/billing/start-missed-subscriptions"
import { finishStaleClaims } from "../../../src/operations/clean-up/finish-stale-claims"
import { first, unique } from "../../helpers/world"
import type { Shop } from "../../helpers/world"

const START = "2027-01-01T00:00:00.000Z"

interface Invoice {
  id: string
  status: string
  total: number
  discount_total: number
}

export function signUp(shop: Shop): void {
  beforeEach(() => shop.world.setClock(START))
  afterEach(() => jest.restoreAllMocks())

  const billing = () => shop.container.resolve<BillingModuleService>(BILLING_MODULE)
  const subscriptionsOf = (customer_id: string) => billing().readSubscriptions({ customer_id })
  const placesTaken = async (code: string) => (await shop.world.findCode(code)).times_redeemed

  async function invoicesOf(subscription_id: string): Promise<Invoice[]> {
    const path = `/admin/billing/invoices?subscription_id=${subscription_id}&order=period_start`
    return (await shop.world.admin.ok<{ invoices: Invoice[] }>("GET", path)).invoices
  }

  /** A cart of nothing but a monthly membership of 30 EUR. */
  async function membership(code?: string) {
    const { world } = shop
    const { plan } = await world.admin.ok<{ plan: { id: string } }>("POST", "/admin/billing/plans", {
      variant_id: world.variant("Desk Membership"),
      name: unique("Monthly "),
      interval: "month",
    })
    const customer = await world.customer()
    const lines = [{ product: "Desk Membership", metadata: { plan_id: plan.id } }]
    const { id: cart_id } = await world.cart({ customer, lines })
    if (code) {
      await world.enter(cart_id, code)
    }
    return { cart_id, customer_id: customer.id, plan_id: plan.id }
  }

  describe("when subscriptions could not be started", () => {
    /** Pays while nothing can be started: neither the completion nor the announcement of the order gets through. */
    async function paidButNotStarted(code?: string) {
      const made = await membership(code)
      const start = jest.spyOn(billing(), "startSubscription").mockRejectedValue(new Error("the process died"))
      await shop.world.checkOut(made.cart_id)
      while (start.mock.calls.length < 2) {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      start.mockRestore()
      expect(await subscriptionsOf(made.customer_id)).toEqual([])
      return made
    }

    it("rule 39: starts them later, once, with the order as their first invoice", async () => {
      const { customer_id, plan_id } = await paidButNotStarted()
      expect(await startMissedSubscriptions(shop.container)).toEqual([])

      const started = await startMissedSubscriptions(shop.container, 0)

      const [subscription, ...more] = await subscriptionsOf(customer_id)
      expect(more).toEqual([])
      expect(started.map(({ subscription_id }) => subscription_id)).toEqual([subscription?.id])
      expect(subscription).toMatchObject({ plan_id, status: "active", cycle_index: 0 })
      expect(await invoicesOf(subscription?.id ?? "")).toMatchObject([
        // The shop captures by hand what its manual provider authorised (rule 57).
        { status: "open", payment_status: "authorized", total: 30 },
      ])
      expect(await startMissedSubscriptions(shop.container, 0)).toEqual([])
      expect(await subscriptionsOf(customer_id)).toHaveLength(1)
    })

    it("leaves an order whose code is still claimed to the clean-up of claims", async () => {
      const code = await shop.world.percent(20, { duration: "repeating", duration_in_months: 3 })
      const { customer_id } = await paidButNotStarted(code)

      expect(await startMissedSubscriptions(shop.container, 0)).toEqual([])
      expect(await finishStaleClaims(shop.container, 0)).toMatchObject({ redeemed: 1 })

      const subscription = first(await subscriptionsOf(customer_id))
      expect(await invoicesOf(subscription.id)).toMatchObject([{ total: 24, discount_total: 6 }])
      expect(await startMissedSubscriptions(shop.container, 0)).toEqual([])
    })

    it("starts nothing for an order that nobody paid", async () => {
      const { customer_id, plan_id } = await membership()
      const line = { title: "Desk", quantity: 1, unit_price: 30, variant_id: shop.world.variant("Desk Membership") }
      const order = { currency_code: "eur", customer_id, items: [{ ...line, metadata: { plan_id } }] }
      await shop.container.resolve(Modules.ORDER).createOrders([order])

      expect(await startMissedSubscriptions(shop.container, 0)).toEqual([])
      expect(await subscriptionsOf(customer_id)).toEqual([])
    })
  })

  describe("voiding the invoice of a sign-up", () => {
    async function signedUp() {
      const code = await shop.world.percent(
        20,
        { duration: "repeating", duration_in_cycles: 1 },
        { max_redemptions: 1 },
      )
      const { cart_id, customer_id } = await membership(code)
      await shop.world.checkOut(cart_id)
      const subscription_id = first(await subscriptionsOf(customer_id)).id
      return { code, subscription_id, invoice_id: first(await invoicesOf(subscription_id)).id }
    }

    it("gives the cycle back and keeps the place of the discount that goes on", async () => {
      const { world } = shop
      const { code, subscription_id, invoice_id } = await signedUp()

      await world.admin.ok("POST", `/admin/billing/invoices/${invoice_id}/void`, {})

      expect(await placesTaken(code)).toBe(1)
      await world.admin.ok("POST", "/admin/billing/renewals", { until: "2027-03-01T00:00:00.000Z" })
      expect((await invoicesOf(subscription_id)).map(({ status, total }) => [status, total])).toEqual([
        ["void", 24],
        ["paid", 24],
        ["paid", 30],
      ])
    })

    it("gives the place back as well once the subscription is over", async () => {
      const { world } = shop
      const { code, subscription_id, invoice_id } = await signedUp()
      await world.admin.ok("POST", `/admin/billing/subscriptions/${subscription_id}/cancel`, {})
      expect(await placesTaken(code)).toBe(1)

      await world.admin.ok("POST", `/admin/billing/invoices/${invoice_id}/void`, {})

      expect(await placesTaken(code)).toBe(0)
    })
  })
}
