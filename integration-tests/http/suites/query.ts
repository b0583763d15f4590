// Suite: what the coupon module keeps is read through Query from carts, orders and customers, and by storefronts only as allowed.
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { first } from "../../helpers/world"
import type { Caller, Customer, Shop } from "../../helpers/world"

interface Redemption {
  code: string
  amount_minor: number
  order_id: string
  discount_id: string
}

export function queryAndLinks(shop: Shop): void {
  async function rows(entity: string, id: string, fields: string[]): Promise<unknown[]> {
    const query = shop.container.resolve(ContainerRegistrationKeys.QUERY)
    return (await query.graph({ entity, fields, filters: { id } })).data as unknown[]
  }

  const graph = async <T>(entity: string, id: string, fields: string[]) =>
    first((await rows(entity, id, fields)) as T[])

  /** A customer who bought a bottle of 20 EUR with a code for 20 %, under the name "Autumn". */
  async function purchase(): Promise<{ customer: Customer; cart_id: string; order_id: string; code: string }> {
    const { world } = shop
    const code = await world.percent(20, { name: "Autumn" })
    const customer = await world.customer()
    const cart_id = await world.openCart({ customer, lines: ["Perfume"] })
    await world.enter(cart_id, code)
    return { customer, cart_id, order_id: (await world.checkOut(cart_id)).id, code }
  }

  it("rule 46: from an order to what was taken off it, from a customer to their discounts and their orders' ledger", async () => {
    const { customer, order_id, code } = await purchase()
    await purchase()
    const row = { code, coupon_name: "Autumn", amount_minor: 400, currency_code: "eur", order_id }

    const order = await graph<{ coupon_redemptions: Redemption[] }>("order", order_id, ["id", "coupon_redemptions.*"])

    expect(order.coupon_redemptions).toEqual([expect.objectContaining(row)])
    const [discount] = await rows("coupon_discount", order.coupon_redemptions[0]?.discount_id ?? "", ["name", "code"])
    expect(discount).toMatchObject({ name: "Autumn", code })
    const fields = ["id", "coupon_discounts.*", "orders.id", "orders.coupon_redemptions.*"]
    expect(await graph("customer", customer.id, fields)).toMatchObject({
      coupon_discounts: [{ name: "Autumn", code, target_type: "order", target_id: order_id }],
      orders: [{ id: order_id, coupon_redemptions: [row] }],
    })
  })

  it("rule 23: from a cart to what was typed on it, together with its customer's discounts, and on to code and coupon", async () => {
    const { world } = shop
    const { customer } = await purchase()
    const coupon = await world.coupon({ type: "percentage", percentage: 20, name: "Winter" })
    const { id: promo_code_id, code } = await world.promoCode(coupon.id)
    const cart_id = await world.openCart({ customer, lines: ["Perfume"] })
    await world.enter(cart_id, code)

    const fields = ["id", "coupon_entered_codes.*", "customer.id", "customer.coupon_discounts.name"]
    expect(await graph("cart", cart_id, fields)).toMatchObject({
      coupon_entered_codes: [{ cart_id, promo_code_id }],
      customer: { coupon_discounts: [{ name: "Autumn" }] },
    })
    expect(await graph("promo_code", promo_code_id, ["code", "coupon.name"])).toMatchObject({
      code,
      coupon: { name: "Winter" },
    })
    const bare = await world.openCart({ lines: ["Perfume"] })
    expect(await graph("cart", bare, fields)).toMatchObject({ coupon_entered_codes: [] })
  })

  it("rule 46: an admin reads them with core's own order and customer routes", async () => {
    const { customer, order_id, code } = await purchase()
    const { admin } = shop.world

    const path = `/admin/orders/${order_id}?fields=+coupon_redemptions.*,+customer.coupon_discounts.name`
    expect((await admin.ok<{ order: object }>("GET", path)).order).toMatchObject({
      coupon_redemptions: [{ code, amount_minor: 400 }],
      customer: { coupon_discounts: [{ name: "Autumn" }] },
    })
    const { customer: read } = await admin.ok<{ customer: object }>(
      "GET",
      `/admin/customers/${customer.id}?fields=+coupon_discounts.*`,
    )
    expect(read).toMatchObject({ coupon_discounts: [{ name: "Autumn", code }] })
  })

  it("store routes show what they are allowed to of one's own, and nothing else, however it is asked for", async () => {
    const { customer, cart_id, order_id, code } = await purchase()
    const other = await purchase()
    const read = async <T>(caller: Caller, path: string) => (await caller.get<T>(path)).body

    const { order } = await read<{ order: { coupon_redemptions: Redemption[] } }>(
      customer.store,
      `/store/orders/${order_id}?fields=id,coupon_redemptions.code,coupon_redemptions.amount_minor`,
    )
    // Query adds the column it joins by.
    expect(order.coupon_redemptions).toEqual([{ code, amount_minor: 400, order_id }])
    const me = await read<{ customer: { coupon_discounts: object[] } }>(
      customer.store,
      "/store/customers/me?fields=id,coupon_discounts.code,coupon_discounts.name",
    )
    expect(me.customer.coupon_discounts).toEqual([{ code, name: "Autumn", customer_id: customer.id }])

    const secrets = [
      "*coupon_redemptions",
      "coupon_redemptions.*",
      "coupon_redemptions.customer_key",
      "coupon_discounts.terms",
      "*coupon_discounts",
      "orders.coupon_redemptions.customer_key",
      "*coupon_entered_codes",
      "coupon_entered_codes.promo_code.restrictions",
      "customer.coupon_redemptions.code",
      "coupon_redemptions.order.customer.email",
    ].join(",")
    for (const path of [
      `/store/orders/${order_id}`,
      `/store/orders/${other.order_id}`,
      "/store/orders",
      "/store/customers/me",
      "/store/customers/me/addresses",
      `/store/carts/${cart_id}`,
    ]) {
      const text = JSON.stringify(await read(customer.store, `${path}?fields=id,${secrets}`))
      expect({ path, leak: /coupon_|customer_key|terms|restrictions|example\.com/.exec(text)?.[0] }).toEqual({ path })
    }
  })
}
