// Suite: a guest types codes, logs in and takes the cart along: rules about customers are asked again (rules 17 to 19 and 23).
import { Modules } from "@medusajs/framework/utils"
import { assertAddsUp } from "../../helpers/world"
import type { Cart, Customer, ErrorBody, Shop } from "../../helpers/world"
import { typedBy } from "./core-routes"

export function transfer(shop: Shop): void {
  afterEach(() => jest.restoreAllMocks())

  async function logIn(cart_id: string, customer: Customer): Promise<Cart> {
    await customer.store.ok("POST", `/store/carts/${cart_id}/customer`)
    return shop.world.readCart(cart_id)
  }

  async function buyer(code?: string): Promise<Customer> {
    const customer = await shop.world.customer()
    const { id } = await shop.world.cart({ customer, lines: ["Pen"] })
    if (code) {
      await shop.world.enter(id, code)
    }
    await shop.world.checkOut(id)
    return customer
  }

  it("rules 17 and 18: a newcomer's code and a used-up one stop working, and the payment follows", async () => {
    const { world } = shop
    const first_purchase = await world.percent(50, { stackable: true, restrictions: { first_purchase: "any" } })
    const once = await world.percent(20, { stackable: true, max_redemptions_per_customer: 1 })
    const free = await world.percent(10, { stackable: true })
    const customer = await buyer(once)
    const { id } = await world.cart({ lines: ["Perfume"] })
    await world.enter(id, first_purchase, once, free)
    await world.pay(id)
    assertAddsUp(await world.readCart(id), { [first_purchase]: 10, [once]: 2, [free]: 0.8 })

    const cart = await logIn(id, customer)

    assertAddsUp(cart, { [first_purchase]: 0, [once]: 0, [free]: 2 })
    expect(cart).toMatchObject({ total: 18, payment_collection: { amount: 18, payment_sessions: [] } })
    expect(await world.codesOn(id)).toEqual({
      [first_purchase]: "refused: first_purchase_only",
      [once]: "refused: customer_limit_reached",
      [free]: "applied",
    })
    const order = await world.checkOut(id)
    assertAddsUp(order, { [free]: 2 })
    expect(
      (await world.redemptions({ order_id: order.id })).map(({ code, customer_id }) => [code, customer_id]),
    ).toEqual([[free, customer.id]])
  })

  it.each(["a stranger's", "their own e-mail address'"])(
    "rules 18 and 19: what waits for somebody to log in takes effect on %s cart, and goes to the next customer with it",
    async (whose) => {
      const { world } = shop
      const member = await world.customer()
      const bought = await world.cart({ customer: member, lines: [{ product: "Desk Membership", plan: "Monthly" }] })
      await world.checkOut(bought.id)
      const regulars = await world.percent(20, {
        stackable: true,
        restrictions: { audience: "existing_subscribers" },
      })
      const named = await world.percent(10, { stackable: true })
      const { id } = await world.cart({
        lines: ["Perfume"],
        ...(whose === "a stranger's" ? {} : { email: member.email }),
      })
      await world.enter(id, regulars, named)
      await world.pay(id)
      const { coupon_id } = await world.findCode(named)
      await world.admin.ok("POST", `/admin/coupons/${coupon_id}`, { restrictions: { customer_ids: [member.id] } })
      expect(Object.values(await world.codesOn(id)).every((status) => status.startsWith("pending"))).toBe(true)

      const cart = await logIn(id, member)

      assertAddsUp(cart, { [regulars]: 4, [named]: 1.6 })
      expect(cart).toMatchObject({ total: 14.4, payment_collection: { amount: 14.4 } })
      expect(await world.codesOn(id)).toEqual({ [regulars]: "applied", [named]: "applied" })

      const other = await logIn(id, await world.customer())

      assertAddsUp(other, { [regulars]: 0, [named]: 0 })
      expect(other).toMatchObject({ total: 20, payment_collection: { amount: 20 } })
      expect(Object.values(await world.codesOn(id)).join()).not.toMatch(/applied/)
    },
  )

  it("rule 47: nobody who is not logged in makes codes a customer's own, whatever e-mail address they write", async () => {
    const { world } = shop
    const customer = await world.customer()
    const code = await world.percent(20)
    const { id } = await world.cart({ email: customer.email, lines: ["Perfume"] })
    await world.enter(id, code)
    const { coupon_id } = await world.findCode(code)
    await world.admin.ok("POST", `/admin/coupons/${coupon_id}`, { restrictions: { customer_ids: [customer.id] } })

    expect((await world.store.post(`/store/carts/${id}/customer`)).status).toBe(401)
    const update = await world.store.post<{ cart: Cart }>(`/store/carts/${id}`, { promo_codes: [code] })
    expect([update.status, update.body.cart.total]).toEqual([200, 20])
    expect(await world.codesOn(id)).toEqual({ [code]: "pending: login_required" })

    const own = await customer.store.post<{ cart: Cart }>(`/store/carts/${id}`, { promo_codes: [code] })
    expect([own.status, own.body.cart.total]).toEqual([200, 16])
  })

  it("a transfer that fails leaves the codes to whoever typed them", async () => {
    const { world } = shop
    const customer = await world.customer()
    const code = await world.percent(20)
    const { id } = await world.cart({ lines: ["Perfume"] })
    await world.enter(id, code)
    await world.pay(id)
    const { coupon_id } = await world.findCode(code)
    await world.admin.ok("POST", `/admin/coupons/${coupon_id}`, { restrictions: { customer_ids: ["cus_else"] } })
    const payment = shop.container.resolve(Modules.PAYMENT)
    jest.spyOn(payment, "updatePaymentCollections").mockRejectedValue(new Error("The bank is closed."))

    const failed = await customer.store.post<ErrorBody>(`/store/carts/${id}/customer`)

    expect(failed.status).toBeGreaterThanOrEqual(400)
    expect(await typedBy(shop, id)).toEqual([[code, null]])
  })
}
