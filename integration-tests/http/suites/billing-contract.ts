// Suite: our own billing keeps the contract that shops with billing of their own are tested by (rule 44).
import { subscriptionContract } from "../../../src/testing"
import type { Bill, SubscribingShop } from "../../../src/testing"
import { testPayments } from "../../helpers/test-payment"
import { first, saving } from "../../helpers/world"
import type { Shop } from "../../helpers/world"

const PLANS = {
  week: { product: "Coffee Club", plan: "Weekly" },
  month: { product: "Desk Membership", plan: "Monthly" },
  year: { product: "Studio Membership", plan: "Yearly" },
}
const STARTS_AT = new Date("2027-01-01T00:00:00.000Z")
const PROVIDER = "pp_test_test"

interface Subscription {
  id: string
  current_period_end: string
}

interface Invoice {
  id: string
  status: string
  kind: string
  discount_total: number
}

export function billingContract(shop: Shop): void {
  afterEach(() => testPayments.reset())

  const verbs = billingShop(shop)
  subscriptionContract({ test: it, expect, shop: () => verbs })
}

function billingShop(shop: Shop): SubscribingShop {
  const path = (id: string) => `/admin/billing/subscriptions/${id}`

  /** Newest period first. */
  async function invoicesOf(subscription_id: string): Promise<Invoice[]> {
    const query = `subscription_id=${subscription_id}&order=-period_start&limit=100`
    return (await shop.world.admin.ok<{ invoices: Invoice[] }>("GET", `/admin/billing/invoices?${query}`)).invoices
  }

  async function lastBill(subscription_id: string): Promise<Bill> {
    const { id, discount_total } = first(await invoicesOf(subscription_id))
    return { id, discount: discount_total }
  }

  async function runUntilNextPeriod(subscription_id: string): Promise<void> {
    const { subscription } = await shop.world.admin.ok<{ subscription: Subscription }>("GET", path(subscription_id))
    await shop.world.admin.ok("POST", "/admin/billing/renewals", { until: subscription.current_period_end })
  }

  return {
    price: { week: 12.5, month: 30, year: 300 },

    async start({ interval, coupon }) {
      const { world } = shop
      await world.setClock(STARTS_AT.toISOString())
      const code = await world.offer(coupon)
      const customer = await world.customer()
      const cart_id = await world.openCart({ customer, lines: [PLANS[interval]] })
      await world.enter(cart_id, code)
      await world.pay(cart_id, PROVIDER)
      const order = await world.complete(cart_id)
      const { subscriptions } = await world.admin.ok<{ subscriptions: Subscription[] }>(
        "GET",
        `/admin/billing/subscriptions?customer_id=${customer.id}`,
      )
      const { id } = first(subscriptions)
      const discount = saving(await world.readOrder(order.body.order?.id ?? ""), code)
      return { subscription_id: id, starts_at: STARTS_AT, bill: { id: (await lastBill(id)).id, discount } }
    },

    async renew(subscription_id) {
      const [last] = await invoicesOf(subscription_id)
      if (last?.status === "open") {
        await shop.world.admin.ok("POST", `/admin/billing/invoices/${last.id}/retry`)
      } else {
        await runUntilNextPeriod(subscription_id)
      }
      return lastBill(subscription_id)
    },

    async renewAgain(subscription_id) {
      await shop.world.admin.ok("POST", "/admin/billing/renewals", {})
      return lastBill(subscription_id)
    },

    async decline(subscription_id) {
      testPayments.is_declining = true
      await runUntilNextPeriod(subscription_id)
      testPayments.is_declining = false
      expect(first(await invoicesOf(subscription_id)).status).toBe("open")
    },

    async void(_subscription_id, invoice_id) {
      await shop.world.admin.ok("POST", `/admin/billing/invoices/${invoice_id}/void`)
    },

    async preview(subscription_id, count) {
      const { upcoming_invoices } = await shop.world.admin.ok<{ upcoming_invoices: { discount_total: number }[] }>(
        "GET",
        `${path(subscription_id)}/upcoming-invoices?count=${count}`,
      )
      return upcoming_invoices.map(({ discount_total }) => discount_total)
    },

    async booked(subscription_id) {
      const rows = await shop.world.redemptions({ subscription_id })
      return Math.round(rows.reduce((sum, { amount }) => sum + amount * 100, 0)) / 100
    },
  }
}
