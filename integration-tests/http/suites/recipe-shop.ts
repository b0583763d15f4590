// The contract's verbs for the shop of Medusa's recipe: over HTTP, through the shop's own routes.
import type { Bill, SubscribingShop } from "../../../src/testing"
import { testPayments } from "../../helpers/test-payment"
import { saving } from "../../helpers/world"
import type { Shop } from "../../helpers/world"

const PRODUCTS = { week: "Coffee Club", month: "Desk Membership", year: "Studio Membership" }
const STARTS_AT = new Date("2027-01-01T00:00:00.000Z")

export function recipeShop(shop: Shop): SubscribingShop {
  const firstOrders = new Map<string, string>()
  const renew = async (subscription_id: string, body: object): Promise<Bill> => {
    const { world } = shop
    const path = `/admin/subscriptions/${subscription_id}/renew`
    const { order_id, document_id } = await world.admin.ok<{ order_id: string; document_id: string }>(
      "POST",
      path,
      body,
    )
    return { id: document_id, discount: saving(await world.readOrder(order_id)) }
  }
  return {
    price: { week: 12.5, month: 30, year: 300 },

    async start({ interval, coupon }) {
      const { world } = shop
      const code = await world.offer(coupon)
      const customer = await world.customer()
      const line = { product: PRODUCTS[interval], metadata: { billing_interval: interval } }
      const cart_id = await world.openCart({ customer, lines: [line] })
      await world.enter(cart_id, code)
      await world.pay(cart_id)
      const { subscription, order_id } = await world.store.ok<{ subscription: { id: string }; order_id: string }>(
        "POST",
        `/store/carts/${cart_id}/subscribe`,
        { interval, now: STARTS_AT.toISOString() },
      )
      firstOrders.set(subscription.id, order_id)
      const bill = { id: order_id, discount: saving(await world.readOrder(order_id), code) }
      return { subscription_id: subscription.id, starts_at: STARTS_AT, bill }
    },

    renew: (subscription_id) => renew(subscription_id, {}),

    renewAgain: (subscription_id) => renew(subscription_id, { again: true }),

    async decline(subscription_id) {
      testPayments.is_declining = true
      const { status } = await shop.world.admin.post(`/admin/subscriptions/${subscription_id}/renew`)
      testPayments.is_declining = false
      expect(status).toBeGreaterThanOrEqual(400)
    },

    async void(subscription_id, document_id) {
      await shop.world.admin.ok("POST", `/admin/subscriptions/${subscription_id}/void`, { document_id })
    },

    async preview(subscription_id, count) {
      const { upcoming } = await shop.world.admin.ok<{ upcoming: { discount_total: number }[] }>(
        "GET",
        `/admin/subscriptions/${subscription_id}/preview?count=${count}`,
      )
      return upcoming.map(({ discount_total }) => discount_total)
    },

    async booked(subscription_id) {
      const { world } = shop
      const rows = [
        ...(await world.redemptions({ subscription_id })),
        ...(await world.redemptions({ order_id: firstOrders.get(subscription_id) ?? "" })),
      ]
      return Math.round(rows.reduce((sum, { amount }) => sum + amount * 100, 0)) / 100
    },
  }
}
