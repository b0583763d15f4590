// Suite: what a coupon is worth in several currencies, and discounts on shipping, once and on renewals (rules 1, 2 and 6).
import { addPlan, addShippedProduct, addShippingOption } from "../../helpers/catalogue"
import { adjustments, assertAddsUp, first, money } from "../../helpers/world"
import type { Shop } from "../../helpers/world"

interface Invoice {
  period_start: string
  subtotal: number
  discount_total: number
  total: number
  discounts: { code: string | null; amount: number; is_last: boolean }[]
}

const shipping = { target: "shipping" }

export function values(shop: Shop): void {
  it("rule 1: one coupon caps its percentage per currency, and in a currency without a cap not at all", async () => {
    const { world } = shop
    const code = await world.percent(33.3333, { maximum_discount: money({ jpy: 300, kwd: 1.001 }) })
    const off = { jpy: 300, kwd: 1.001, usd: 3.33 }
    for (const [region, amount] of Object.entries(off)) {
      const { id } = await world.cart({ region, lines: ["Pen"] })
      assertAddsUp(await world.enter(id, code), { [code]: amount })
    }
  })

  it("rule 2: one coupon has an amount for each currency, and waits with a reason where it has none", async () => {
    const { world } = shop
    const amounts = { eur: 5, usd: 6, jpy: 500, kwd: 0.5 }
    const code = await world.fixed(amounts, { allocation: "per_unit" })
    for (const [region, amount] of Object.entries(amounts)) {
      const { id } = await world.cart({ region, lines: [{ product: "Pen", quantity: 3 }] })
      assertAddsUp(await world.enter(id, code), { [code]: 3 * amount })
    }
    const only_eur = await world.fixed({ eur: 5 })
    const { id, total } = await world.cart({ region: "usd", lines: ["Pen"] })
    const cart = await world.enter(id, only_eur)
    expect(cart.total).toBe(total)
    expect(await world.codesOn(id)).toEqual({ [only_eur]: "pending: currency_mismatch" })
  })

  describe("of shipping", () => {
    it("rule 6: free shipping stands beside a code for items, and follows the method", async () => {
      const { world } = shop
      const express = await addShippingOption(world, "Europe", 12)
      const free = await world.percent(100, { ...shipping, stackable: true })
      const items = await world.percent(10, { stackable: true })
      const { id } = await world.cart({ lines: ["Pen"] })
      await world.enter(id, free, items)
      const shipped = await world.ship(id)
      assertAddsUp(shipped, { [free]: 5, [items]: 1 })

      await world.store.ok("POST", `/store/carts/${id}/shipping-methods`, { option_id: express })

      const changed = await world.readCart(id)
      expect(changed.shipping_methods).toMatchObject([{ amount: 12 }])
      assertAddsUp(changed, { [free]: 12, [items]: 1 })
      const order = await world.checkOut(id)
      const redeemed = await world.redemptions({ order_id: order.id })
      expect(redeemed.map(({ code, amount }) => [code, amount]).sort()).toEqual(
        [
          [free, 12],
          [items, 1],
        ].sort(),
      )
    })

    it("rule 28: leaves a method to core's free shipping, and the order is made", async () => {
      const { world } = shop
      const free = await world.percent(50, shipping)
      const core = await world.corePromotion({ type: "percentage", value: 100, target_type: "shipping_methods" })
      const { id } = await world.cart({ lines: ["Pen"] })
      await world.ship(id)
      await world.enter(id, free)
      await world.store.ok("POST", `/store/carts/${id}/promotions`, { promo_codes: [core] })
      const cart = await world.readCart(id)
      assertAddsUp(cart, { [free]: 0, [core]: 5 })
      expect(await world.codesOn(id)).toEqual({ [free]: "pending: nothing_to_discount" })
      const order = await world.checkOut(id)
      expect(adjustments(order).map(({ code }) => code)).toEqual([core])
      expect(await world.redemptions({ order_id: order.id })).toEqual([])
    })

    it("rule 25: a method gives to one code only, so that the order can be made", async () => {
      const { world } = shop
      const fixed = await world.fixed({ eur: 2 }, { ...shipping, stackable: true })
      const half = await world.percent(50, { ...shipping, stackable: true })
      const { id } = await world.cart({ lines: ["Pen"] })
      await world.enter(id, fixed, half)
      assertAddsUp(await world.ship(id), { [half]: 2.5, [fixed]: 0 })
      expect(await world.codesOn(id)).toEqual({ [fixed]: "pending: not_stackable", [half]: "applied" })
      assertAddsUp(await world.checkOut(id), { [half]: 2.5 })
    })

    it("rule 10: free shipping won at sign-up goes on with the subscription for as long as promised", async () => {
      const { world } = shop
      await world.setClock("2027-01-01T00:00:00.000Z")
      const box = await addShippedProduct(world)
      const plan_id = await addPlan(world, box.variant_id, "month")
      const code = await world.percent(100, { ...shipping, duration: "repeating", duration_in_cycles: 3 })
      const customer = await world.customer()
      const { id } = await world.cart({ customer, lines: [{ product: box.title, metadata: { plan_id } }] })
      await world.enter(id, code)
      await world.ship(id)
      const order = await world.checkOut(id)
      expect(order.total).toBe(10)

      await world.admin.ok("POST", "/admin/billing/renewals", { until: "2027-04-02T00:00:00.000Z" })

      const { invoices } = await world.admin.ok<{ invoices: Invoice[] }>(
        "GET",
        `/admin/billing/invoices?customer_id=${customer.id}&order=period_start`,
      )
      const renewals = invoices.slice(1).map(({ subtotal, discount_total, total, discounts }) => ({
        subtotal,
        discount_total,
        total,
        discounts: discounts.map(({ code, is_last }) => [code, is_last]),
      }))
      const free = { subtotal: 15, discount_total: 5, total: 10 }
      expect(renewals).toEqual([
        { ...free, discounts: [[code, false]] },
        { ...free, discounts: [[code, true]] },
        { subtotal: 15, discount_total: 0, total: 15, discounts: [] },
      ])
      const { id: promo_code_id, times_redeemed } = await world.findCode(code)
      expect(times_redeemed).toBe(1)
      const redeemed = await world.redemptions({ promo_code_id })
      expect(redeemed.map(({ amount }) => amount)).toEqual([5, 5, 5])
      expect(first(redeemed).lines).toMatchObject([{ amount: 5 }])
    })

    it("rule 6: free shipping of a cart without a subscription is booked on its order", async () => {
      const { world } = shop
      const code = await world.percent(100, { ...shipping, redeemable_for: ["one_time"] })
      const { id } = await world.cart({ lines: ["Pen"] })
      await world.enter(id, code)
      await world.ship(id)
      const order = await world.checkOut(id)
      expect(await world.redemptions({ order_id: order.id })).toMatchObject([{ amount: 5, lines: [{ amount: 5 }] }])
    })
  })
}
