// Suite: the receipt of every order, for the customer who owns it and for admins (rule 62).
import { textOf } from "../../../src/queries/documents/__tests__/pdf-text"
import { first } from "../../helpers/world"
import type { Caller, Customer, Order, Shop } from "../../helpers/world"

export function receipts(shop: Shop): void {
  const ok = <T = Record<string, unknown>>(path: string, body: object = {}) =>
    shop.world.admin.ok<T>("POST", path, body)

  async function fetched(caller: Caller, path: string) {
    const answer = await fetch(`${caller.base_url}${path}`, { headers: caller.headers })
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) }
  }

  /** What an admin reads on the order's receipt. */
  async function receiptOf(order_id: string): Promise<string> {
    const { answer, bytes } = await fetched(shop.world.admin, `/admin/orders/${order_id}/receipt.pdf`)
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/pdf"])
    return textOf(bytes).replace(/\u00a0/g, " ")
  }

  async function bought(wish: {
    region: string
    customer?: Customer
    lines: string[]
    codes?: string[]
  }): Promise<Order> {
    const { world } = shop
    const { id } = await world.cart(wish)
    await world.ship(id)
    if (wish.codes) {
      await world.store.ok("POST", `/store/carts/${id}/promotions`, { promo_codes: wish.codes })
    }
    return world.checkOut(id)
  }

  it("rule 62: a customer downloads the receipt of her own order, and nobody else's", async () => {
    const { world } = shop
    const [own, foreign] = [await world.customer(), await world.customer()]
    const [order, other] = [
      await bought({ region: "eur", customer: own, lines: ["Pen"] }),
      await bought({ region: "eur", customer: foreign, lines: ["Pen"] }),
    ]
    const path = (id: string) => `/store/orders/${id}/receipt.pdf`
    const { answer, bytes } = await fetched(own.store, path(order.id))
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("content-disposition")]).toEqual([
      200,
      "application/pdf",
      `inline; filename="receipt-${order.display_id}.pdf"`,
    ])
    expect(bytes.subarray(0, 5).toString()).toBe("%PDF-")
    expect(textOf(bytes)).toContain(own.email)
    const admins = await fetched(world.admin, `/admin/orders/${order.id}/receipt.pdf`)
    expect(admins.bytes.equals(bytes)).toBe(true)

    for (const id of [other.id, "order_none", "%00"]) {
      expect([id, (await own.store.get(path(id))).status]).toEqual([id, id === "%00" ? 400 : 404])
    }
    expect((await world.store.get(path(order.id))).status).toBe(401)
    expect((await world.admin.get("/admin/orders/order_none/receipt.pdf")).status).toBe(404)
    expect((await world.store.get(`/admin/orders/${order.id}/receipt.pdf`)).status).toBe(401)
    // Core's own route is what it was.
    expect((await own.store.get<{ order: { id: string } }>(`/store/orders/${order.id}`)).body.order.id).toBe(order.id)
  })

  it("rule 62: discounts by name and code beside core's, tax added to net prices, and the total of core", async () => {
    const { world } = shop
    const ours = await world.percent(10, { name: "Summer sale" })
    const core = await world.corePromotion({ type: "percentage", value: 50 })
    const order = await bought({ region: "net", lines: ["Pen", "Perfume"], codes: [ours, core] })
    const text = await receiptOf(order.id)
    // 30 and 6 for shipping; core takes 15 off the lines, we take a tenth of the rest; 20 % tax.
    expect(order.total).toBe(23.4)
    for (const part of [
      "Pen",
      "Perfume",
      "Shipping: ",
      "€36.00",
      `Summer sale (${ours})`,
      "-€1.50",
      core,
      "-€15.00",
      "Tax 20 %",
      "€3.90",
      "Total €23.40",
    ]) {
      expect([part, text.includes(part)]).toEqual([part, true])
    }
    expect(text).not.toContain("contained")
  })

  it("rule 62: tax in gross prices, payments and refunds with their days, and what is kept", async () => {
    const code = await shop.world.percent(10)
    const order = await bought({ region: "gross", lines: ["Perfume"], codes: [code] })
    const path = `/admin/orders/${order.id}?fields=id,total,*payment_collections.payments`
    type Paid = { order: { payment_collections: { payments: { id: string }[] }[] } }
    const { order: read } = await shop.world.admin.ok<Paid>("GET", path)
    const payment = first(first(read.payment_collections).payments)
    expect(await receiptOf(order.id)).toContain("Payment authorized")
    await ok(`/admin/payments/${payment.id}/capture`)
    const paid = await receiptOf(order.id)
    expect(paid).toContain("Total €24.00")
    expect(paid).toMatch(/Tax 20 % .*contained €4\.00 Paid, [A-Z][a-z]{2} \d+, \d{4} €24\.00/)
    await ok(`/admin/payments/${payment.id}/refund`, { amount: 5 })
    const refunded = await receiptOf(order.id)
    expect(refunded).toMatch(/Refunded, [A-Z][a-z]{2} \d+, \d{4} -€5\.00 Paid, less refunds €19\.00/)
    expect(refunded).toContain("Partly refunded")
  })

  it("rule 62: an edited order and a canceled one say so", async () => {
    const order = await bought({ region: "eur", lines: ["Pen", "Perfume"] })
    await ok("/admin/order-edits", { order_id: order.id })
    const line = order.items.find(({ product_title }) => product_title === "Perfume")
    await ok(`/admin/order-edits/${order.id}/items/item/${line?.id}`, { quantity: 0 })
    await ok(`/admin/order-edits/${order.id}/request`)
    await ok(`/admin/order-edits/${order.id}/confirm`)
    const edited = await receiptOf(order.id)
    expect(edited).toMatch(/Changed [A-Z][a-z]{2} \d+, \d{4}, edited/)
    expect(edited).not.toContain("Perfume")
    await ok(`/admin/orders/${order.id}/cancel`)
    expect(await receiptOf(order.id)).toMatch(/Canceled, [A-Z][a-z]{2} \d+, \d{4}/)
  })

  it("rule 62: of an order in yen too, which has no decimals", async () => {
    const order = await bought({ region: "jpy", lines: ["Perfume"] })
    expect(await receiptOf(order.id)).toContain(`Total ¥${order.total.toLocaleString("en")}`)
  })
}
