// Rule 44 in a shop that bills its subscriptions itself, as Medusa's recipe builds them, with the plugin's billing disabled.
import path from "node:path"
import { BILLING_MODULE } from "../../src/modules/billing"
import { subscriptionContract } from "../../src/testing"
import { linkPlugin, unlinkPlugin } from "../helpers/link-plugin"
import { runInShop } from "../helpers/run-in-shop"
import { testPayments } from "../helpers/test-payment"
import { first, saving } from "../helpers/world"
import type { Order } from "../helpers/world"
import { recipeShop } from "./suites/recipe-shop"

const directory = linkPlugin()
process.env.COUPONS_PLUGIN_DIRECTORY = directory
afterAll(() => unlinkPlugin(directory))
afterEach(() => testPayments.reset())

runInShop(
  (shop) => {
    const verbs = recipeShop(shop)

    describe("rule 44: the contract", () => {
      subscriptionContract({ test: it, expect, shop: () => verbs })
    })

    it("rule 44: boots beside the shop's own module, table and routes of that name, without ours", async () => {
      const { world, container } = shop
      expect(container.hasRegistration(BILLING_MODULE)).toBe(false)
      const own = await world.admin.get<{ subscriptions: unknown[] }>("/admin/subscriptions")
      expect(own).toEqual({ status: 200, body: { subscriptions: [] } })
      expect((await world.admin.get("/admin/billing/subscriptions")).status).toBe(404)
      expect((await world.admin.get("/admin/coupons")).status).toBe(200)
    })

    it("rule 44: puts the discount on the order's lines under its code, and into the ledger beside that order", async () => {
      const { world } = shop
      const started = await verbs.start({ interval: "month", coupon: PERCENT_FOREVER })

      await verbs.renew(started.subscription_id)

      const orders = await world.orders()
      const renewal = first(orders.filter(({ id }) => id !== started.bill.id))
      const code = first(renewal.items).adjustments[0]?.code ?? ""
      expect(code).toMatch(/^CODE/)
      expect(saving(renewal, code)).toBe(verbs.price.month / 5)
      expect(renewal.total).toBe((verbs.price.month * 4) / 5)
      const redemptions = await world.redemptions({ order_id: renewal.id })
      expect(redemptions).toEqual([
        expect.objectContaining({ kind: "redemption", code, amount: verbs.price.month / 5 }),
      ])
    })

    it("rule 14: leaves no order and nothing booked when the payment is declined", async () => {
      const { world } = shop
      const { subscription_id, bill } = await verbs.start({ interval: "month", coupon: PERCENT_FOREVER })

      await verbs.decline(subscription_id)

      const live = (await world.orders()).filter((order: Order & { status?: string }) => order.status !== "canceled")
      expect(live.map(({ id }) => id)).toEqual([bill.id])
      expect(await verbs.booked(subscription_id)).toBe(bill.discount)
    })
  },
  path.join(process.cwd(), "integration-tests/fixtures/recipe-shop"),
)

const PERCENT_FOREVER = {
  type: "percentage",
  percentage: 20,
  duration: "forever",
  redeemable_for: ["subscription"],
}
