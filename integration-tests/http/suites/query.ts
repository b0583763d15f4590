// Suite: what the coupon module keeps is read through Query from carts, orders and customers, and by storefronts only as allowed.
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { first } from "../../helpers/world"
import type { Caller, Customer, Shop } from "../../helpers/world"

interface Redemption {
  code: string
  amount_minor: number
  discount?: { name: string; target_type: string }
  customer_key?: string
}

export function queryAndLinks(shop: Shop): void {
  async function graph<T>(entity: string, id: string, fields: string[]): Promise<T> {
    const query = shop.container.resolve(ContainerRegistrationKeys.QUERY)
    const { data } = await query.graph({ entity, fields, filters: { id } } as never)
    return first(data as T[])
  }

  /** A customer who bought a bottle of 20 EUR with a code for 20 %, under the name "Autumn". */
  async function purchase(): Promise<{ customer: Customer; cart_id: string; order_id: string; code: string }> {
    const { world } = shop
    const code = await world.percent(20, { name: "Autumn" })
    const customer = await world.customer()
    const cart_id = await world.openCart({ customer, lines: ["Perfume"] })
    await world.enter(cart_id, code)
    return { customer, cart_id, order_id: (await world.checkOut(cart_id)).id, code }
  }

  it("rule 46: from an order to its redemptions and their discounts, and from a customer to theirs", async () => {
    const { customer, order_id, code } = await purchase()
    await purchase()

    const order = await graph<{ coupon_redemptions: Redemption[]; coupon_claims: object[] }>("order", order_id, [
      "id",
      "coupon_redemptions.*",
      "coupon_redemptions.discount.*",
      "coupon_redemptions.coupon.name",
      "coupon_claims.status",
      "coupon_claims.won_discounts.name",
    ])

    expect(order.coupon_redemptions).toMatchObject([
      { code, amount_minor: 400, order_id, discount: { name: "Autumn", target_type: "order" }, coupon: { name: "Autumn" } },
    ])
    expect(order.coupon_claims).toMatchObject([{ status: "redeemed", won_discounts: [{ name: "Autumn" }] }])
    const fields = ["id", "coupon_redemptions.code", "coupon_discounts.name", "coupon_discounts.code", "coupon_grants.id"]
    expect(await graph("customer", customer.id, fields)).toMatchObject({
      coupon_redemptions: [{ code }],
      coupon_discounts: [{ name: "Autumn", code }],
      coupon_grants: [],
    })
  })

  it("rule 23: from a cart to what was typed on it, and to the promo code and coupon behind it", async () => {
    const { world } = shop
    const coupon = await world.coupon({ type: "percentage", percentage: 20, name: "Winter" })
    const { code } = await world.promoCode(coupon.id)
    const cart_id = await world.openCart({ lines: ["Perfume"] })
    await world.enter(cart_id, code)

    const fields = ["id", "coupon_entered_codes.*", "coupon_entered_codes.promo_code.*", "coupon_claims.id"]
    expect(await graph("cart", cart_id, [...fields, "coupon_entered_codes.promo_code.coupon.name"])).toMatchObject({
      coupon_entered_codes: [{ cart_id, promo_code: { code, coupon: { name: "Winter" } } }],
      coupon_claims: [],
    })
    const bare = await world.openCart({ lines: ["Perfume"] })
    expect(await graph("cart", bare, fields)).toMatchObject({ coupon_entered_codes: [] })
  })

  it("rule 46: an admin reads them with core's own order and customer routes", async () => {
    const { customer, order_id, code } = await purchase()
    const { admin } = shop.world

    const { order } = await admin.ok<{ order: object }>(
      "GET",
      `/admin/orders/${order_id}?fields=+coupon_redemptions.*,+coupon_redemptions.discount.name`,
    )
    expect(order).toMatchObject({ coupon_redemptions: [{ code, amount_minor: 400, discount: { name: "Autumn" } }] })
    const { customer: read } = await admin.ok<{ customer: object }>(
      "GET",
      `/admin/customers/${customer.id}?fields=+coupon_discounts.*,+coupon_redemptions.*`,
    )
    expect(read).toMatchObject({ coupon_discounts: [{ name: "Autumn" }], coupon_redemptions: [{ order_id }] })
  })

  it("store routes show what they are allowed to of one's own, and nothing else, however it is asked for", async () => {
    const { customer, cart_id, order_id, code } = await purchase()
    const other = await purchase()
    const read = async <T>(caller: Caller, path: string) => (await caller.get<T>(path)).body

    const { order } = await read<{ order: { coupon_redemptions: Redemption[] } }>(
      customer.store,
      `/store/orders/${order_id}?fields=id,coupon_redemptions.code,coupon_redemptions.amount_minor`,
    )
    expect(order.coupon_redemptions).toEqual([{ code, amount_minor: 400 }])
    const me = await read<{ customer: { coupon_discounts: object[]; coupon_redemptions: object[] } }>(
      customer.store,
      "/store/customers/me?fields=id,coupon_discounts.code,coupon_redemptions.code",
    )
    expect(me.customer).toMatchObject({ coupon_discounts: [{ code }], coupon_redemptions: [{ code }] })

    const secrets = [
      "*coupon_redemptions",
      "coupon_redemptions.*",
      "coupon_redemptions.customer_key",
      "coupon_redemptions.discount.terms",
      "coupon_discounts.terms",
      "*coupon_claims",
      "coupon_claims.customer_key",
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
