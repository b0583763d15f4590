// Suite: limits under fire in one process: exactly as many discounts as there are places, and nothing left behind.
import { Modules } from "@medusajs/framework/utils"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { adjustments, assertAddsUp, inParallel, reasonsOf } from "../../helpers/world"
import type { Answer, Cart, ErrorBody, Shop } from "../../helpers/world"

const CUSTOMERS = 12
const PLACES = 3
const AT_ONCE = 12

export function limits(shop: Shop): void {
  /** Carts that are linked to an order, by cart id. */
  async function orderedCarts(): Promise<string[]> {
    const query = shop.container.resolve(ContainerRegistrationKeys.QUERY)
    const { data } = await query.graph({ entity: "order_cart", fields: ["cart_id"] })
    return (data as { cart_id: string }[]).map(({ cart_id }) => cart_id)
  }

  async function completeAll(carts: Cart[], width: number) {
    const answers = await inParallel(carts, width, ({ id }) => shop.world.complete(id))
    return carts.map(({ id }, index) => ({ id, answer: answers[index] as Answer<ErrorBody> }))
  }

  it(`gives ${CUSTOMERS} customers who race for ${PLACES} places exactly ${PLACES} discounts`, async () => {
    const { world } = shop
    const code = await world.percent(20, {}, { max_redemptions: PLACES })
    const carts = await inParallel(Array.from({ length: CUSTOMERS }), 4, async () => {
      const { id } = await world.cart({ lines: ["Perfume"] })
      const cart = await world.enter(id, code)
      await world.pay(id)
      return cart
    })
    expect(carts.map(({ total }) => total)).toEqual(carts.map(() => 16))

    const results = await completeAll(carts, AT_ONCE)

    const refused = results.filter(({ answer }) => answer.status !== 200)
    expect(refused).toHaveLength(CUSTOMERS - PLACES)
    for (const { answer } of refused) {
      expect(answer.status).toBe(400)
      expect(answer.body).toMatchObject({ type: "not_allowed", code: "promo_code_refused" })
      expect(answer.body.message).toMatch(/has been used up/)
      expect(reasonsOf(answer)).toEqual(["redemption_limit_reached"])
    }
    const orders = await world.orders()
    expect(orders).toHaveLength(PLACES)
    for (const order of orders) {
      assertAddsUp(order, { [code]: 4 })
      expect(order.payment_collections.map(({ payments }) => payments.map(({ amount }) => amount))).toEqual([[16]])
    }
    expect((await orderedCarts()).sort()).toEqual(
      results
        .filter(({ answer }) => answer.status === 200)
        .map(({ id }) => id)
        .sort(),
    )
    const promo_code = await world.findCode(code)
    expect(promo_code).toMatchObject({ times_redeemed: PLACES, state: "depleted" })
    expect(await world.redemptions({ promo_code_id: promo_code.id })).toHaveLength(PLACES)
    const { data: payments } = await shop.container
      .resolve(ContainerRegistrationKeys.QUERY)
      .graph({ entity: "payment", fields: ["id"] })
    expect(payments).toHaveLength(PLACES)

    for (const { id } of refused) {
      const cart = await world.readCart(id)
      expect(cart).toMatchObject({ total: 20, completed_at: null })
      assertAddsUp(cart, { [code]: 0 })
    }
    for (const { id } of refused.slice(0, 3)) {
      const order = await world.checkOut(id)
      expect([order.total, adjustments(order)]).toEqual([20, []])
    }
    expect(await world.orders()).toHaveLength(PLACES + 3)
    expect((await world.findCode(code)).times_redeemed).toBe(PLACES)
  })

  it("counts the coupon's limit over all of its codes", async () => {
    const { world } = shop
    const coupon = await world.coupon({
      type: "fixed",
      amounts: [{ currency_code: "eur", amount: 5 }],
      max_redemptions: 2,
    })
    const codes = await Promise.all([1, 2, 3, 4, 5, 6].map(() => world.promoCode(coupon.id, { max_redemptions: 2 })))
    const carts = await inParallel(codes, 3, async ({ code }) => {
      const { id } = await world.cart({ lines: ["Perfume"] })
      const cart = await world.enter(id, code)
      await world.pay(id)
      return cart
    })

    const results = await completeAll(carts, carts.length)

    expect(results.map(({ answer }) => answer.status).sort()).toEqual([200, 200, 400, 400, 400, 400])
    const totals = (await world.orders()).map(({ total }) => total)
    expect(totals).toEqual([15, 15])
  })

  it("lets one customer who races with many carts have a discount once", async () => {
    const { world } = shop
    const customer = await world.customer()
    const code = await world.percent(20, {}, { max_redemptions_per_customer: 1 })
    const carts = await inParallel(Array.from({ length: 6 }), 3, async () => {
      const { id } = await world.cart({ customer, lines: ["Perfume"] })
      const cart = await world.enter(id, code)
      await world.pay(id)
      return cart
    })

    const results = await completeAll(carts, carts.length)

    expect(results.map(({ answer }) => answer.status).sort()).toEqual([200, 400, 400, 400, 400, 400])
    for (const { answer } of results.filter(({ answer }) => answer.status === 400)) {
      expect(answer.body.message).toMatch(/already used this offer/)
      expect(reasonsOf(answer)).toEqual(["customer_limit_reached"])
    }
    const orders = await world.orders()
    expect(orders.map(({ total }) => total)).toEqual([16])
    const late = await world.cart({ customer, lines: ["Pen"] })
    expect(reasonsOf(await world.tryCode(late.id, code))).toEqual(["customer_limit_reached"])
    const other = await world.cart({ customer: await world.customer(), lines: ["Pen"] })
    assertAddsUp(await world.enter(other.id, code), { [code]: 2 })
  })

  it("knows a guest by the e-mail address, however it is written", async () => {
    const { world } = shop
    const code = await world.percent(20, {}, { max_redemptions_per_customer: 1 })
    const one = await world.cart({ email: "greta@example.com", lines: ["Perfume"] })
    await world.enter(one.id, code)
    await world.checkOut(one.id)

    const again = await world.cart({ email: "Greta@Example.com", lines: ["Perfume"] })

    const answer = await world.tryCode(again.id, code)
    expect([answer.status, reasonsOf(answer)]).toEqual([400, ["customer_limit_reached"]])
    const other = await world.cart({ email: "gregor@example.com", lines: ["Perfume"] })
    expect((await world.enter(other.id, code)).total).toBe(16)
  })

  it("faults B3 and B8: a person is known by the e-mail of the time, deleted or with another address since", async () => {
    const { world } = shop
    const code = await world.percent(20, {}, { max_redemptions_per_customer: 1 })
    const welcome = await world.percent(30, { restrictions: { first_purchase: "any" } })
    const redeem = async () => {
      const customer = await world.customer()
      const { id } = await world.cart({ customer, lines: ["Perfume"] })
      await world.enter(id, code)
      return { customer, order: await world.checkOut(id) }
    }
    const [gone, moved] = [await redeem(), await redeem()]
    const customers = shop.container.resolve(Modules.CUSTOMER)
    await world.admin.ok("DELETE", `/admin/customers/${gone.customer.id}`)
    await customers.updateCustomers(moved.customer.id, { email: "moved@example.com" })

    for (const { customer, order } of [gone, moved]) {
      const guest = await world.cart({ email: customer.email.toUpperCase(), lines: ["Perfume"] })
      const answer = await world.tryCode(guest.id, code)
      expect([answer.status, reasonsOf(answer)]).toEqual([400, ["customer_limit_reached"]])
      expect(reasonsOf(await world.tryCode(guest.id, welcome))).toEqual(["first_purchase_only"])
      const found = await world.redemptions({ q: ` ${customer.email.toUpperCase()}` })
      expect(found.map(({ order_id }) => order_id)).toEqual([order.id])
    }
    const [left] = await world.redemptions({ order_id: gone.order.id })
    expect(left).toMatchObject({ email: gone.customer.email, customer: null })
    const mine = await world.cart({ customer: moved.customer, lines: ["Perfume"] })
    expect(reasonsOf(await world.tryCode(mine.id, code))).toEqual(["customer_limit_reached"])
  })

  it("refuses a used up code at entry", async () => {
    const { world } = shop
    const code = await world.percent(20, {}, { max_redemptions: 1 })
    const one = await world.cart({ lines: ["Pen"] })
    await world.enter(one.id, code)
    await world.checkOut(one.id)
    const late = await world.cart({ lines: ["Pen"] })
    const answer = await world.tryCode(late.id, code)
    expect([answer.status, reasonsOf(answer)]).toEqual([400, ["redemption_limit_reached"]])
    expect(answer.body.message).toBe("This offer has been used up.")
  })

  it("rule 17: counts a transaction once, however many units and lines it has", async () => {
    const { world } = shop
    const code = await world.percent(20, {}, { max_redemptions: 2 })
    for (const lines of [["Pen", "Perfume"], [{ product: "Pen", quantity: 7 }]]) {
      const { id } = await world.cart({ lines })
      await world.enter(id, code)
      await world.checkOut(id)
    }
    expect((await world.findCode(code)).times_redeemed).toBe(2)
  })
}
