// Suite: completing a cart redeems once, gives everything back when it fails, and a killed completion is put in order.
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { COUPON_MODULE } from "../../../src/modules/coupon"
import { guardsPerson, termsOf } from "../../../src/engine"
import type CouponModuleService from "../../../src/modules/coupon/service"
import { finishStaleClaims } from "../../../src/operations/clean-up/finish-stale-claims"
import { testPayments } from "../../helpers/test-payment"
import { adjustments, assertAddsUp, first } from "../../helpers/world"
import type { Answer, Cart, ErrorBody, Shop } from "../../helpers/world"

const TEST_PROVIDER = "pp_test_test"
const none = { none: 0, redeemed: 0, undone: 0, released: 0, in_progress: 0 }

export function completion(shop: Shop): void {
  afterEach(() => testPayments.reset())

  const coupons = () => shop.container.resolve<CouponModuleService>(COUPON_MODULE)
  const taken = async (code: string) => (await shop.world.findCode(code)).times_redeemed
  const redemptionsOf = async (code: string) =>
    shop.world.redemptions({ promo_code_id: (await shop.world.findCode(code)).id })

  /** A cart of 20 EUR with a code for 20 % that one customer in all may use. */
  const lastPlace = () => placesLeft(1)

  /** A cart of 20 EUR with a code for 20 % that so many customers in all may use. */
  async function placesLeft(max_redemptions: number): Promise<{ cart: Cart; code: string }> {
    const { world } = shop
    const code = await world.percent(20, {}, { max_redemptions })
    const { id } = await world.cart({ lines: ["Perfume"] })
    return { cart: await world.enter(id, code), code }
  }

  it("redeems once when a cart is completed twice, one after the other", async () => {
    const { world } = shop
    const { cart, code } = await lastPlace()
    const order = await world.checkOut(cart.id)

    const again = await world.complete(cart.id)

    expect(again.status).toBe(200)
    expect(again.body.order?.id).toBe(order.id)
    expect(await taken(code)).toBe(1)
    expect(await redemptionsOf(code)).toHaveLength(1)
    expect(await world.orders()).toHaveLength(1)
  })

  it("redeems once when a cart is completed four times at once", async () => {
    const { world } = shop
    const { cart, code } = await lastPlace()
    await world.pay(cart.id)

    const answers = await Promise.all([1, 2, 3, 4].map(() => world.complete(cart.id)))

    expect(new Set(answers.map(({ body }) => body.order?.id)).size).toBe(1)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(await taken(code)).toBe(1)
    expect(await redemptionsOf(code)).toHaveLength(1)
    expect(await world.orders()).toHaveLength(1)
  })

  describe("two completions of one cart at servers that share no lock", () => {
    /** Lets the second one run whole while the first one stands still in `method`, after core has read that there is no order. */
    async function overtaken(method: "listEnteredCodes" | "claim"): Promise<{ code: string; late: Answer<ErrorBody> }> {
      const { world } = shop
      const { cart, code } = await placesLeft(2)
      await world.pay(cart.id)
      const locking = shop.container.resolve(Modules.LOCKING)
      jest.spyOn(locking, "acquire").mockResolvedValue(undefined)
      jest.spyOn(locking, "release").mockResolvedValue(true)
      const service = coupons()
      const really = service[method].bind(service) as (...args: unknown[]) => Promise<never>
      const stands = jest.spyOn(service, method)
      stands.mockImplementationOnce(async (...args: unknown[]) => {
        const winner = await world.complete(cart.id)
        expect(winner.status).toBe(200)
        return really(...args)
      })

      const late = await world.complete(cart.id)

      expect(stands).toHaveBeenCalled()
      return { code, late }
    }

    afterEach(() => jest.restoreAllMocks())

    it.each(["listEnteredCodes", "claim"] as const)("make one order, whoever is late in %s", async (method) => {
      const { world } = shop
      const { code, late } = await overtaken(method)

      expect({ status: late.status, code: late.body.code }).toEqual({ status: 400, code: "completion_in_progress" })
      const orders = await world.orders()
      expect(orders).toHaveLength(1)
      assertAddsUp(first(orders), { [code]: 4 })
      expect(first(orders).payment_collections).toHaveLength(1)
      expect(await taken(code)).toBe(1)
      expect(await redemptionsOf(code)).toHaveLength(1)
    })
  })

  it("writes the code on the order as the admin spelled it, and into the ledger", async () => {
    const { world } = shop
    const coupon = await world.coupon({ type: "percentage", percentage: 25, name: "Spring" })
    await world.promoCode(coupon.id, { code: "Spring-25" })
    const customer = await world.customer()
    const { id } = await world.cart({ customer, lines: ["Pen", "Perfume"] })
    await world.enter(id, "spring-25")

    const order = await world.checkOut(id)

    expect(
      adjustments(order)
        .map(({ code, amount }) => [code, amount])
        .sort(),
    ).toEqual([
      ["Spring-25", 2.5],
      ["Spring-25", 5],
    ])
    expect(await world.redemptions({ order_id: order.id })).toEqual([
      expect.objectContaining({
        kind: "redemption",
        coupon_id: coupon.id,
        name: "Spring",
        code: "Spring-25",
        customer_id: customer.id,
        order_id: order.id,
        amount: 7.5,
        currency_code: "eur",
      }),
    ])
    const { coupon: read } = await world.admin.ok<{ coupon: { times_redeemed: number } }>(
      "GET",
      `/admin/coupons/${coupon.id}`,
    )
    expect(read.times_redeemed).toBe(1)
  })

  it("rule 31: gives the place back when the payment is declined, leaves no order, and can be completed afterwards", async () => {
    const { world } = shop
    const { cart, code } = await lastPlace()
    await world.pay(cart.id, TEST_PROVIDER)
    testPayments.is_declining = true

    const declined = await world.complete(cart.id)

    expect(declined.status).toBe(400)
    expect(declined.body.message).toMatch(/not authorized/)
    expect(await taken(code)).toBe(0)
    expect(await redemptionsOf(code)).toEqual([])
    expect(await world.orders()).toEqual([])
    expect(testPayments.charges.size).toBe(0)
    expect(await coupons().listCouponClaims({ status: ["reserved", "redeemed"] })).toEqual([])
    assertAddsUp(await world.readCart(cart.id), { [code]: 4 })

    testPayments.is_declining = false
    await world.pay(cart.id, TEST_PROVIDER)
    const { status, body } = await world.complete(cart.id)

    expect(status).toBe(200)
    assertAddsUp(await world.readOrder(body.order?.id ?? ""), { [code]: 4 })
    expect([...testPayments.charges.values()].map(({ amount }) => amount)).toEqual([16])
    expect(await taken(code)).toBe(1)
  })

  it("lets somebody else have the place that a declined payment gave back", async () => {
    const { world } = shop
    const { cart, code } = await lastPlace()
    const other = await world.cart({ lines: ["Perfume"] })
    await world.enter(other.id, code)
    await world.pay(cart.id, TEST_PROVIDER)
    testPayments.is_declining = true
    await world.complete(cart.id)
    testPayments.is_declining = false

    expect((await world.checkOut(other.id)).total).toBe(16)

    await world.pay(cart.id, TEST_PROVIDER)
    const late = await world.complete(cart.id)
    expect(late.status).toBe(400)
    expect(late.body.message).toMatch(/has been used up/)
    expect((await world.readCart(cart.id)).total).toBe(20)
    expect(testPayments.charges.size).toBe(0)
  })

  it("holds the place while the payment is under way", async () => {
    const { world } = shop
    const { cart, code } = await lastPlace()
    const other = await world.cart({ lines: ["Perfume"] })
    await world.enter(other.id, code)
    await world.pay(other.id)
    await world.pay(cart.id, TEST_PROVIDER)
    let meanwhile: Promise<number> | undefined
    testPayments.onAuthorize = async () => {
      meanwhile = world.complete(other.id).then(({ status }) => status)
      expect(await meanwhile).toBe(400)
    }

    const { body } = await world.complete(cart.id)

    expect(await meanwhile).toBe(400)
    assertAddsUp(await world.readOrder(body.order?.id ?? ""), { [code]: 4 })
    expect((await world.readCart(other.id)).total).toBe(20)
  })

  it("takes cart and order from core's own completion, and reads neither a second time", async () => {
    const { world } = shop
    const { cart, code } = await lastPlace()
    await world.pay(cart.id)
    const query = jest.spyOn(shop.container.resolve(Modules.CART), "listCarts")
    const { body } = await world.complete(cart.id)
    const ours = query.mock.calls.filter(
      ([, config]) => config?.relations?.includes("items.tax_lines") && config.take === 1,
    )
    query.mockRestore()
    assertAddsUp(await world.readOrder(body.order?.id ?? ""), { [code]: 4 })
    expect(ours).toEqual([])
    expect((await redemptionsOf(code)).map(({ lines }) => lines.map(({ title, amount }) => [title, amount]))).toEqual([
      [["Perfume", 4]],
    ])
  })

  it("neither fails a paid order nor forgets it when settling does not work at once", async () => {
    const { world } = shop
    const { cart, code } = await lastPlace()
    const redeem = jest.spyOn(coupons(), "redeem").mockRejectedValue(new Error("the database went away"))

    const order = await world.checkOut(cart.id)

    assertAddsUp(order, { [code]: 4 })
    expect(redeem).toHaveBeenCalled()
    expect(await redemptionsOf(code)).toEqual([])
    redeem.mockRestore()
    expect(await finishStaleClaims(shop.container, 0)).toEqual({ ...none, redeemed: 1 })
    expect((await redemptionsOf(code)).map(({ order_id, amount }) => [order_id, amount])).toEqual([[order.id, 4]])
    expect(await finishStaleClaims(shop.container, 0)).toEqual(none)
  })

  describe("after a process was killed", () => {
    /** What a completion does first; the process then dies. */
    async function claim(cart: Cart, code: string): Promise<void> {
      const found = await coupons().findCode(code)
      if (!found) {
        throw new Error(`There is no code ${code}.`)
      }
      await coupons().claim([
        {
          coupon_id: found.coupon.id,
          promo_code_id: found.promo_code.id,
          terms: termsOf(found.coupon),
          cart_id: cart.id,
          customer_id: null,
          customer_key: "killed@example.com",
          customer_keys: ["killed@example.com"],
          sales_channel_id: null,
          currency_code: "eur",
          amount_minor: 400,
          now: await coupons().now(),
          guard_person: guardsPerson([found.coupon, found.promo_code]),
        },
      ])
    }

    /** What a completion does next: the order exists, is linked and the cart closed; nothing is paid. */
    async function makeUnpaidOrder(cart: Cart, email: string, is_linked = true): Promise<string> {
      const link = shop.container.resolve(ContainerRegistrationKeys.LINK)
      const [order] = await shop.container.resolve(Modules.ORDER).createOrders([
        {
          currency_code: "eur",
          email,
          items: cart.items.map(({ title, variant_id, quantity, unit_price, adjustments }) => ({
            title,
            variant_id,
            quantity,
            unit_price,
            adjustments: adjustments.map(({ code, amount }) => ({ code: code ?? "", amount })),
          })),
        },
      ] as never)
      if (!order) {
        throw new Error("Core made no order.")
      }
      if (!is_linked) {
        return order.id
      }
      await link.create([
        { [Modules.ORDER]: { order_id: order.id }, [Modules.CART]: { cart_id: cart.id } },
        {
          [Modules.ORDER]: { order_id: order.id },
          [Modules.PAYMENT]: { payment_collection_id: cart.payment_collection?.id },
        },
      ])
      await shop.container.resolve(Modules.CART).updateCarts([{ id: cart.id, completed_at: new Date() }])
      return order.id
    }

    /** As if all that had happened three minutes ago: no completion lives that long. */
    async function longAgo(): Promise<void> {
      const pg = shop.container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
      for (const table of ["coupon_claim", '"order"']) {
        await pg.raw(`update ${table} set created_at = created_at - interval '3 minutes'`)
      }
    }

    async function interrupted() {
      const { world } = shop
      const { cart, code } = await lastPlace()
      await world.pay(cart.id)
      const paying = await world.readCart(cart.id)
      await claim(paying, code)
      return { cart: paying, code, order_id: await makeUnpaidOrder(paying, "killed@example.com") }
    }

    it("leaves young claims alone, they may belong to a completion that lives", async () => {
      const { cart, code } = await lastPlace()
      await claim(cart, code)
      expect(await finishStaleClaims(shop.container)).toEqual(none)
      expect(await taken(code)).toBe(1)
    })

    it("gives a place back where no order was made", async () => {
      const { world } = shop
      const { cart, code } = await lastPlace()
      await claim(cart, code)

      expect(await finishStaleClaims(shop.container, 0)).toEqual({ ...none, released: 1 })

      expect(await taken(code)).toBe(0)
      expect((await world.checkOut(cart.id)).total).toBe(16)
      expect(await taken(code)).toBe(1)
    })

    it("lets the same cart complete without waiting for the clean-up", async () => {
      const { world } = shop
      const { cart, code } = await lastPlace()
      await claim(cart, code)
      await longAgo()
      expect((await world.checkOut(cart.id)).total).toBe(16)
      expect(await taken(code)).toBe(1)
      expect(await redemptionsOf(code)).toHaveLength(1)
      expect(await finishStaleClaims(shop.container, 0)).toEqual(none)
    })

    it("takes a young attempt for a living one: it says so, and touches neither its place nor its order", async () => {
      const { world } = shop
      const claimed = await lastPlace()
      await world.pay(claimed.cart.id)
      await claim(claimed.cart, claimed.code)
      const linked = await interrupted()
      for (const { cart, code } of [claimed, linked]) {
        const { status, body } = await world.complete(cart.id)
        expect({ status, code: body.code }).toEqual({ status: 400, code: "completion_in_progress" })
        expect(await taken(code)).toBe(1)
      }
      expect((await world.orders()).map(({ id }) => id)).toEqual([linked.order_id])
    })

    it("undoes an order that was never paid, and the cart completes again", async () => {
      const { world } = shop
      const { cart, code } = await interrupted()

      expect(await finishStaleClaims(shop.container, 0)).toEqual({ ...none, undone: 1 })

      expect(await world.orders()).toEqual([])
      expect(await taken(code)).toBe(0)
      expect(await world.readCart(cart.id)).toMatchObject({ completed_at: null, total: 16 })
      const order = await world.checkOut(cart.id)
      assertAddsUp(order, { [code]: 4 })
      expect(await world.orders()).toHaveLength(1)
      expect(await redemptionsOf(code)).toHaveLength(1)
    })

    it("undoes it when the customer tries again first, and the next attempt is paid", async () => {
      const { world } = shop
      const { cart, code, order_id } = await interrupted()
      await longAgo()

      const first_attempt = await world.complete(cart.id)

      expect(first_attempt.status).toBe(400)
      expect(first_attempt.body).toMatchObject({ code: "completion_interrupted" })
      expect(first_attempt.body.message).toMatch(/Please try again/)
      expect(await taken(code)).toBe(0)
      const order = await world.checkOut(cart.id)
      expect(order.id).not.toBe(order_id)
      expect(first(order.payment_collections).payments.map(({ amount }) => amount)).toEqual([16])
      expect(await world.orders()).toHaveLength(1)
      expect(await taken(code)).toBe(1)
    })

    describe("before its order was linked to the cart", () => {
      /** The order of a dead completion, and one of another customer that looks much the same. */
      async function unlinked() {
        const { world } = shop
        const code = await world.percent(20, {}, { max_redemptions: 1 })
        const email = "orphan@example.com"
        const { id } = await world.cart({ email, lines: ["Perfume"] })
        const cart = await world.enter(id, code)
        await claim(cart, code)
        const order_id = await makeUnpaidOrder(cart, email, false)
        const others_order = await makeUnpaidOrder(cart, "somebody.else@example.com", false)
        return { cart, code, order_id, others_order }
      }
      const ids = async () => (await shop.world.orders()).map(({ id }) => id)

      it("undoes the order in the clean-up, and nobody else's", async () => {
        const { world } = shop
        const { cart, code, order_id, others_order } = await unlinked()
        expect((await ids()).sort()).toEqual([order_id, others_order].sort())

        expect(await finishStaleClaims(shop.container, 0)).toEqual({ ...none, undone: 1 })

        expect(await ids()).toEqual([others_order])
        expect(await taken(code)).toBe(0)
        expect((await world.checkOut(cart.id)).total).toBe(16)
      })

      it("undoes it when the customer tries again first", async () => {
        const { world } = shop
        const { cart, code, others_order } = await unlinked()
        await longAgo()

        const order = await world.checkOut(cart.id)

        expect(order.total).toBe(16)
        expect((await ids()).sort()).toEqual([order.id, others_order].sort())
        expect(await taken(code)).toBe(1)
        expect(await redemptionsOf(code)).toHaveLength(1)
      })
    })

    it("keeps one order and one redemption when the clean-up meets the customer", async () => {
      const { world } = shop
      const { cart, code } = await interrupted()
      await Promise.all([
        finishStaleClaims(shop.container, 0),
        finishStaleClaims(shop.container, 0),
        world.complete(cart.id),
      ])
      if ((await world.orders()).length === 0) {
        await world.checkOut(cart.id)
      }
      expect(await world.orders()).toHaveLength(1)
      expect(await taken(code)).toBe(1)
      expect(await redemptionsOf(code)).toHaveLength(1)
    })
  })
}
