import type { Shop } from "../../helpers/world"
export function credits(shop: Shop): void {
  it("boots", async () => {
    const { world } = shop
    const { gift_card } = await world.admin.ok<{gift_card: {id: string, code: string}}>("POST", "/admin/gift-cards", { currency_code: "eur", value: 50 })
    const { id } = await world.cart({ lines: ["Perfume", {product: "Perfume", quantity: 2, metadata: {n: 1}}] })
    const code = await world.percent(20)
    await world.store.ok("POST", `/store/carts/${id}/gift-cards`, { code: gift_card.code })
    let cart = await world.readCart(id)
    process.stderr.write(JSON.stringify([cart.total, cart.discount_total]) + "\n")
    cart = await world.enter(id, code)
    process.stderr.write(JSON.stringify([cart.total, cart.discount_total]) + "\n")
    const health = await world.admin.ok("GET", "/admin/coupons/health")
    process.stderr.write(JSON.stringify(health) + "\n")
    const carts = shop.container.resolve("cart") as any
    process.stderr.write(JSON.stringify([typeof carts.listCreditLines, typeof carts.updateCreditLines, await carts.listCreditLines({cart_id: id})]) + "\n")
    const query = shop.container.resolve("query")
    const { data } = await query.graph({ entity: "cart_gift_card", fields: ["*", "gift_card.code", "gift_card.*"], filters: { cart_id: id } })
    process.stderr.write(JSON.stringify(data) + "\n")
    const { data: d2 } = await query.graph({ entity: "cart", fields: ["gift_cards.*", "gift_cards.store_credit_account.*"], filters: { id } })
    process.stderr.write(JSON.stringify(d2) + "\n")
  })
}
