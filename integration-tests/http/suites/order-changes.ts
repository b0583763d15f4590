// Suite: orders that change after they were bought with our code: edits, exchanges, claims, returns, refunds (rule 30).
import { COUPON_MODULE } from "../../../src/modules/coupon"
import type CouponModuleService from "../../../src/modules/coupon/service"
import { correctMissedLedgers } from "../../../src/operations/order/correct-ledger"
import { eventually } from "../../helpers/eventually"
import { warehouseId } from "../../helpers/warehouse"
import { adjustments, cents, first, saving } from "../../helpers/world"
import type { Order, Shop } from "../../helpers/world"

interface ChangedOrder extends Order {
  summary: { current_order_total: number; pending_difference: number }
  order_change?: { id: string }
  items: (Order["items"][number] & { refundable_total: number; refundable_total_per_unit: number })[]
}

interface Previewed {
  order_preview: ChangedOrder
}

export function orderChanges(shop: Shop): void {
  const ok = <T = unknown>(path: string, body: object = {}) => shop.world.admin.ok<T>("POST", path, body)

  /** Buys these with a code of this offer; answers the order. */
  async function buy(code: string, lines: { product: string; quantity: number }[], region = "eur"): Promise<Order> {
    const { world } = shop
    const { id } = await world.cart({ region, lines })
    await world.ship(id)
    await world.enter(id, code)
    return world.checkOut(id)
  }

  const preview = async (id: string) =>
    (await shop.world.admin.ok<{ order: ChangedOrder }>("GET", `/admin/orders/${id}/preview`)).order

  async function read(id: string): Promise<ChangedOrder> {
    const fields =
      "id,currency_code,total,item_total,shipping_total,discount_total,tax_total,summary.*," +
      "*items,*items.adjustments,*shipping_methods,*shipping_methods.adjustments,*payment_collections"
    return (await shop.world.admin.ok<{ order: ChangedOrder }>("GET", `/admin/orders/${id}?fields=${fields}`)).order
  }

  const lineOf = <T extends { title: string; product_title: string }>(order: { items: T[] }, product: string): T =>
    first(order.items.filter(({ product_title }) => product_title === product))

  const ledgerOf = async (order_id: string) =>
    (await shop.world.redemptions({ order_id })).map(({ amount }) => amount).sort((a, b) => a - b)

  const timesRedeemed = async (code: string) => (await shop.world.findCode(code)).times_redeemed

  async function fulfil(order: Order): Promise<void> {
    await ok(`/admin/orders/${order.id}/fulfillments`, {
      location_id: await warehouseId(shop.world.admin),
      items: order.items.map(({ id, quantity }) => ({ id, quantity })),
    })
  }

  it("rule 30: an edit leaves each unit its discount: cut lines are never negative, added ones cost their price", async () => {
    const { world } = shop
    const code = await world.fixed({ eur: 20 })
    const order = await buy(code, [{ product: "Pen", quantity: 10 }], "net")
    const [pen] = [lineOf(order, "Pen")]
    expect([order.total, order.shipping_total]).toEqual([103.2, 7.2])
    await ok("/admin/order-edits", { order_id: order.id })
    const path = `/admin/order-edits/${order.id}/items`
    const cut = await ok<Previewed>(`${path}/item/${pen.id}`, { quantity: 1, unit_price: 5 })
    // One unit of ten keeps a tenth of the discount; taxed at 20 %.
    expect(lineOf(cut.order_preview, "Pen").total).toBeCloseTo(3.6, 6)
    const lower = await ok<Previewed>(`${path}/item/${pen.id}`, { quantity: 3, unit_price: 1 })
    expect(lineOf(lower.order_preview, "Pen").total).toBeCloseTo(0, 6)
    await ok<Previewed>(`${path}/item/${pen.id}`, { quantity: 3, unit_price: 10 })
    await ok<Previewed>(path, { items: [{ variant_id: world.variant("Perfume"), quantity: 1 }] })
    const shown = await preview(order.id)
    expect(shown.total).toBeCloseTo(60, 6)
    await ok(`/admin/order-edits/${order.id}/request`)
    await ok(`/admin/order-edits/${order.id}/confirm`)

    const edited = await read(order.id)
    expect(edited).toMatchObject({ total: 60, summary: { current_order_total: 60 } })
    expect([saving(edited, code), adjustments({ ...edited, items: [lineOf(edited, "Perfume")] }).length]).toEqual([
      6, 0,
    ])
    await eventually(() => ledgerOf(order.id), [-20, 6, 20])
    expect(await timesRedeemed(code)).toBe(1)

    // More of the same is sold at its price, and a second edit goes by the first.
    await ok("/admin/order-edits", { order_id: order.id })
    await ok(`${path}/item/${pen.id}`, { quantity: 6 })
    await ok(`/admin/order-edits/${order.id}/confirm`)
    expect(saving(await read(order.id), code)).toBe(6)
    expect(await ledgerOf(order.id)).toEqual([-20, 6, 20])
    // An announcement that was lost costs no amount: the clean-up job looks again.
    const coupons = shop.container.resolve<CouponModuleService>(COUPON_MODULE)
    const now = await coupons.now()
    await coupons.reverse({ document_ids: [order.id], give_back: false, reason: "lost", now })
    await correctMissedLedgers(shop.container)
    await correctMissedLedgers(shop.container)
    expect(await ledgerOf(order.id)).toEqual([-20, -6, 6, 6, 20])

    await ok(`/admin/orders/${order.id}/cancel`)
    await eventually(async () => (await ledgerOf(order.id)).reduce((sum, amount) => sum + amount, 0), 0)
    await eventually(() => timesRedeemed(code), 0)
  })

  it("fault B4: free shipping with 22 % tax in it stays free when an edit adds an item, and the ledger is left alone", async () => {
    const { world } = shop
    const code = await world.percent(100, { target: "shipping" })
    const order = await buy(code, [{ product: "Perfume", quantity: 1 }], "odd")
    expect([order.total, order.shipping_total, await ledgerOf(order.id)]).toEqual([20, 0, [6]])

    await ok("/admin/order-edits", { order_id: order.id })
    await ok(`/admin/order-edits/${order.id}/items`, { items: [{ variant_id: world.variant("Perfume"), quantity: 1 }] })
    await ok(`/admin/order-edits/${order.id}/confirm`)
    await correctMissedLedgers(shop.container)

    const edited = await read(order.id)
    expect([edited.total, edited.shipping_total, edited.summary.current_order_total]).toEqual([40, 0, 40])
    expect(await ledgerOf(order.id)).toEqual([6])
  })

  it("rule 30: an edit that carries promotions over is priced anew by the terms, with scope, cap and core's own beside it", async () => {
    const { world } = shop
    const code = await world.percent(20, {
      maximum_discount: [{ currency_code: "eur", amount: 9 }],
      scope: { excluded: { variant_ids: [world.variant("Gift Card")] } },
    })
    const core = await world.corePromotion({ type: "percentage", value: 50 })
    const { id } = await world.cart({ lines: [{ product: "Pen", quantity: 2 }] })
    await world.ship(id)
    await world.store.ok("POST", `/store/carts/${id}/promotions`, { promo_codes: [core] })
    await world.enter(id, code)
    const order = await world.checkOut(id)
    expect([saving(order, core), saving(order, code)]).toEqual([10, 2])

    const begun = await ok<{ order_change: { id: string } }>("/admin/order-edits", { order_id: order.id })
    await ok(`/admin/order-changes/${begun.order_change.id}`, { carry_over_promotions: true })
    const path = `/admin/order-edits/${order.id}/items`
    await ok(path, {
      items: [
        { variant_id: world.variant("Perfume"), quantity: 1 },
        { variant_id: world.variant("Gift Card"), quantity: 1 },
      ],
    })
    const shown = await preview(order.id)
    expect([saving(shown, core), saving(shown, code)]).toEqual([20, 4])
    // The cap of the terms holds for what is added, too.
    await ok(`${path}/item/${lineOf(order, "Pen").id}`, { quantity: 20 })
    expect(saving(await preview(order.id), code)).toBe(9)
    await ok(`${path}/item/${lineOf(order, "Pen").id}`, { quantity: 2 })
    await ok(`/admin/order-edits/${order.id}/confirm`)
    const edited = await read(order.id)
    expect([saving(edited, core), saving(edited, code)]).toEqual([20, 4])
    expect(cents(edited.summary.current_order_total, "eur")).toBe(cents(edited.total, "eur"))
    await eventually(() => ledgerOf(order.id), [-2, 2, 4])

    // Taken back before it is confirmed, the flag changes nothing.
    const again = await ok<{ order_change: { id: string } }>("/admin/order-edits", { order_id: order.id })
    for (const carry_over_promotions of [true, false]) {
      await ok(`/admin/order-changes/${again.order_change.id}`, { carry_over_promotions })
    }
    expect(saving(await preview(order.id), code)).toBe(4)
  })

  it.each([
    ["without carrying over", false, 20],
    ["carrying over", true, 16],
  ])("rule 30: an exchange %s refunds what was paid and charges what is promised", async (_how, carry_over, price) => {
    const { world } = shop
    const code = await world.percent(20)
    const order = await buy(code, [{ product: "Pen", quantity: 2 }])
    await fulfil(order)
    const { exchange } = await ok<{ exchange: { id: string } }>("/admin/exchanges", { order_id: order.id })
    const path = `/admin/exchanges/${exchange.id}`
    await ok(`${path}/inbound/items`, { items: [{ id: lineOf(order, "Pen").id, quantity: 1 }] })
    const change = (await preview(order.id)).order_change
    if (carry_over) {
      await ok(`/admin/order-changes/${change?.id}`, { carry_over_promotions: true })
    }
    await ok(`${path}/outbound/items`, { items: [{ variant_id: world.variant("Perfume"), quantity: 1 }] })
    const shown = await preview(order.id)
    expect(lineOf(shown, "Perfume").total).toBeCloseTo(price, 6)
    await ok(`${path}/request`)
    const exchanged = await read(order.id)
    expect(lineOf(exchanged, "Perfume").total).toBeCloseTo(price, 6)
    expect(lineOf(exchanged, "Pen").refundable_total_per_unit).toBeCloseTo(8, 6)
    await eventually(() => ledgerOf(order.id), carry_over ? [-4, 4, 8] : [4])
    expect(await timesRedeemed(code)).toBe(1)
  })

  it("rule 30: a claim's replacement is charged by the terms of the claim, and the claimed units keep their discount", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const order = await buy(code, [{ product: "Pen", quantity: 2 }])
    await fulfil(order)
    const { claim } = await ok<{ claim: { id: string } }>("/admin/claims", { order_id: order.id, type: "replace" })
    const path = `/admin/claims/${claim.id}`
    const item = { id: lineOf(order, "Pen").id, quantity: 1, reason: "wrong_item" }
    await ok(`${path}/claim-items`, { items: [item] })
    await ok(`${path}/inbound/items`, { items: [{ id: item.id, quantity: 1 }] })
    await ok(`${path}/outbound/items`, { items: [{ variant_id: world.variant("Pen"), quantity: 1 }] })
    await ok(`${path}/request`)
    const claimed = await read(order.id)
    expect(saving(claimed, code)).toBe(4)
    expect(lineOf(claimed, "Pen").refundable_total_per_unit).toBeCloseTo(8, 6)
    expect(await ledgerOf(order.id)).toEqual([4])
  })

  it("rules 30 and 31: a return refunds what was paid for the units; only a full refund ends the order's redemption", async () => {
    const { world } = shop
    const code = await world.fixed({ eur: 20 }, { release_on_refund: true })
    const order = await buy(code, [{ product: "Pen", quantity: 10 }])
    await fulfil(order)
    const payment_id = first(
      (
        await world.admin.ok<{ order: { payment_collections: { payments: { id: string }[] }[] } }>(
          "GET",
          `/admin/orders/${order.id}?fields=*payment_collections.payments`,
        )
      ).order.payment_collections.flatMap(({ payments }) => payments),
    ).id
    await ok(`/admin/payments/${payment_id}/capture`)

    // What goes back on the shelf needs one.
    const location_id = await warehouseId(world.admin)
    const begun = await ok<{ return: { id: string } }>("/admin/returns", { order_id: order.id, location_id })
    const path = `/admin/returns/${begun.return.id}`
    const items = [{ id: lineOf(order, "Pen").id, quantity: 5 }]
    await ok(`${path}/request-items`, { items })
    await ok(`${path}/request`)
    expect(lineOf(await read(order.id), "Pen").refundable_total_per_unit).toBeCloseTo(8, 6)
    await ok(`${path}/receive`)
    await ok(`${path}/receive-items`, { items })
    await ok(`${path}/receive/confirm`)
    const returned = await read(order.id)
    // Five of ten units at eight each went back; the rest is as it was bought.
    expect(returned.item_total).toBeCloseTo(40, 6)
    expect(returned.summary.pending_difference).toBeCloseTo(-40, 6)
    expect(saving(returned, code)).toBe(20)

    await ok(`/admin/payments/${payment_id}/refund`, { amount: 40 })
    expect([await ledgerOf(order.id), await timesRedeemed(code)]).toEqual([[20], 1])

    const { order_change } = await ok<{ order_change: { id: string } }>("/admin/order-edits", { order_id: order.id })
    expect(order_change.id).toBeTruthy()
    expect(saving(await preview(order.id), code)).toBe(20)
    await world.admin.ok("DELETE", `/admin/order-edits/${order.id}`)

    const rest = cents(order.total, "eur") / 100 - 40
    await ok(`/admin/payments/${payment_id}/refund`, { amount: rest })
    await eventually(() => ledgerOf(order.id), [-20, 20])
    await eventually(() => timesRedeemed(code), 0)
  })
}
