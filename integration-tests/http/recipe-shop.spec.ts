// Rule 44 in a shop that bills its subscriptions itself, as Medusa's recipe builds them, with the plugin's billing disabled.
import path from "node:path"
import { createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import { BILLING_MODULE } from "../../src/modules/billing"
import { subscriptionContract } from "../../src/testing"
import { endExternalSubscriptionWorkflow, voidRenewalWorkflow } from "../../src/workflows"
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

    it("rule 14: what was billed stays billed when the same bill is asked for again and fails", async () => {
      const { world } = shop
      const { subscription_id, bill } = await verbs.start({ interval: "month", coupon: PERCENT_FOREVER })
      const { discount } = await verbs.renew(subscription_id)

      testPayments.is_declining = true
      const again = await world.admin.post(`/admin/subscriptions/${subscription_id}/renew`, { again: true })

      expect(again.status).toBeGreaterThanOrEqual(400)
      expect(await verbs.booked(subscription_id)).toBe(bill.discount + discount)
    })

    it("rule 14: a void is undone with the workflow of the shop that it was a step of, and can be had later", async () => {
      const { subscription_id, bill } = await verbs.start({ interval: "month", coupon: PERCENT_FOREVER })
      const { id: document_id, discount } = await verbs.renew(subscription_id)

      await expect(voidAndFail(shop.container).run({ input: { document_id } })).rejects.toMatchObject(REFUND_FAILED)

      expect(await verbs.booked(subscription_id)).toBe(bill.discount + discount)
      await verbs.void(subscription_id, document_id)
      expect(await verbs.booked(subscription_id)).toBe(bill.discount)
    })

    it("rule 10: an end is undone with the workflow of the shop that it was a step of, and can be had later", async () => {
      const { subscription_id } = await verbs.start({ interval: "month", coupon: PERCENT_FOREVER })
      const input = { subscription_id }

      await expect(endAndFail(shop.container).run({ input })).rejects.toMatchObject(REFUND_FAILED)

      expect(await verbs.preview(subscription_id, 1)).toEqual([verbs.price.month / 5])
      const { result } = await endExternalSubscriptionWorkflow(shop.container).run({ input })
      expect(result).toEqual({ ended: 1 })
      expect(await verbs.preview(subscription_id, 1)).toEqual([0])
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

const REFUND_FAILED = { message: "The refund failed." }

const failStep = createStep("recipe-refund", async () => {
  throw new Error(REFUND_FAILED.message)
})

const voidAndFail = createWorkflow("recipe-void", function (input: { document_id: string }) {
  voidRenewalWorkflow.runAsStep({ input })
  failStep()
})

const endAndFail = createWorkflow("recipe-end", function (input: { subscription_id: string }) {
  endExternalSubscriptionWorkflow.runAsStep({ input })
  failStep()
})
