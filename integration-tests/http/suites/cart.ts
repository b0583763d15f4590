// Suite: whatever happens to a cart after a code was entered, no discount goes stale and the payment follows the total.
import { assertAddsUp, first, saving } from "../../helpers/world"
import type { Cart, ErrorBody, Shop } from "../../helpers/world"

const NEW_YEAR = "2027-01-01T12:00:00.000Z"

const lineOf = ({ items }: Cart, product: string) => {
  const line = items.find(({ product_title }) => product_title === product)
  if (!line) {
    throw new Error(`The cart has no ${product}.`)
  }
  return line
}

export function cartChanges(shop: Shop): void {
  it("follows the quantity of a line up and down", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const { id, items } = await world.cart({ lines: ["Perfume"] })
    await world.enter(id, code)
    for (const [quantity, total] of [
      [3, 48],
      [1, 16],
      [10, 160],
    ] as const) {
      const cart = await world.setQuantity(id, first(items).id, quantity)
      assertAddsUp(cart, { [code]: quantity * 4 })
      expect(cart.total).toBe(total)
    }
  })

  it("never keeps more of a fixed amount than the line costs when its quantity shrinks", async () => {
    const { world } = shop
    const code = await world.fixed({ eur: 35 })
    const { id, items } = await world.cart({ lines: [{ product: "Perfume", quantity: 2 }] })
    assertAddsUp(await world.enter(id, code), { [code]: 35 })

    const cart = await world.setQuantity(id, first(items).id, 1)

    assertAddsUp(cart, { [code]: 20 })
    expect(cart.total).toBe(0)
  })

  it("shares a fixed amount anew when a line is removed", async () => {
    const { world } = shop
    const code = await world.fixed({ eur: 15 })
    const { id } = await world.cart({ lines: ["Pen", "Perfume"] })
    const both = await world.enter(id, code)
    expect([lineOf(both, "Pen").discount_total, lineOf(both, "Perfume").discount_total]).toEqual([5, 10])

    const cart = await world.removeLine(id, lineOf(both, "Perfume").id)

    assertAddsUp(cart, { [code]: 10 })
    expect(cart.total).toBe(0)
  })

  it("has nothing to discount in an empty cart, and discounts again when something is put in", async () => {
    const { world } = shop
    const code = await world.fixed({ eur: 5 })
    const { id, items } = await world.cart({ lines: ["Pen"] })
    await world.enter(id, code)

    const empty = await world.removeLine(id, first(items).id)
    assertAddsUp(empty, { [code]: 0 })
    expect(empty.total).toBe(0)
    expect(await world.codesOn(id)).toEqual({ [code]: "pending: item_not_eligible" })

    assertAddsUp(await world.addLine(id, "Perfume"), { [code]: 5 })
  })

  it("can be given a code while it is empty", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const { id } = await world.cart()
    await world.enter(id, code)
    expect(await world.codesOn(id)).toEqual({ [code]: "pending: item_not_eligible" })
    const cart = await world.addLine(id, "Pen")
    assertAddsUp(cart, { [code]: 2 })
    expect(cart.total).toBe(8)
  })

  it("reckons a percentage in the new currency after a change of region", async () => {
    const { world } = shop
    const code = await world.percent(15)
    const { id } = await world.cart({ lines: ["Perfume"] })
    assertAddsUp(await world.enter(id, code), { [code]: 3 })

    const cart = await world.updateCart(id, {
      region_id: world.region("jpy"),
      shipping_address: { country_code: "jp" },
    })

    expect(cart).toMatchObject({ currency_code: "jpy", total: 849 })
    assertAddsUp(cart, { [code]: 150 })
  })

  it("takes a fixed amount off in its own currencies only, and waits in the others", async () => {
    const { world } = shop
    const code = await world.fixed({ eur: 5, usd: 6 })
    const { id } = await world.cart({ lines: ["Perfume"] })
    assertAddsUp(await world.enter(id, code), { [code]: 5 })
    const move = (region: string, country_code: string) =>
      world.updateCart(id, { region_id: world.region(region), shipping_address: { country_code } })

    const yen = await move("jpy", "jp")
    assertAddsUp(yen, { [code]: 0 })
    expect(yen.total).toBe(999)
    expect(await world.codesOn(id)).toEqual({ [code]: "pending: currency_mismatch" })

    const dollars = await move("usd", "us")
    assertAddsUp(dollars, { [code]: 6 })
    expect(dollars.total).toBe(16)
  })

  it("drops and takes up a code for one region as the cart leaves and enters it", async () => {
    const { world } = shop
    const code = await world.percent(10, { restrictions: { region_ids: [world.region("net")] } })
    const { id } = await world.cart({ region: "eur", lines: ["Pen"] })
    await world.enter(id, code)
    expect(await world.codesOn(id)).toEqual({ [code]: "pending: region_not_eligible" })

    const cart = await world.updateCart(id, {
      region_id: world.region("net"),
      shipping_address: { country_code: "at" },
    })

    assertAddsUp(cart, { [code]: 1 })
    expect(cart.total).toBeCloseTo(10.8, 6)
  })

  it("makes the payment anew when a code changes what there is to pay", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const { id } = await world.cart({ lines: ["Perfume"] })
    await world.pay(id)
    expect((await world.readCart(id)).payment_collection).toMatchObject({ amount: 20 })

    const cheaper = await world.enter(id, code)
    expect(cheaper.payment_collection).toMatchObject({ amount: 16, payment_sessions: [] })
    await world.pay(id)
    assertAddsUp(await world.readCart(id), { [code]: 4 })

    const dearer = await world.removeCode(id, code)
    expect(dearer.payment_collection).toMatchObject({ amount: 20, payment_sessions: [] })
    await world.enter(id, code)
    const order = await world.checkOut(id)
    expect(first(order.payment_collections).payments.map(({ amount }) => amount)).toEqual([16])
  })

  it("leaves the payment alone when a code takes nothing off yet", async () => {
    const { world } = shop
    const code = await world.percent(20, { restrictions: { minimum_quantity: 5 } })
    const { id } = await world.cart({ lines: ["Perfume"] })
    await world.pay(id)
    const session = first((await world.readCart(id)).payment_collection?.payment_sessions ?? [])

    const cart = await world.enter(id, code)

    expect(cart.payment_collection).toMatchObject({ amount: 20, payment_sessions: [{ id: session.id }] })
  })

  describe("between entering and completing", () => {
    /** Completion must refuse with that reason, leave no order, and show the true price, which can then be paid. */
    async function refusesThenSellsAtFullPrice(id: string, code: string, reason: string, sentence: RegExp) {
      const { world } = shop
      await world.pay(id)
      await shop_changes.pop()?.()

      const refused = await world.complete(id)

      expect(refused.status).toBe(400)
      expect(refused.body).toMatchObject({ type: "not_allowed", code: "promo_code_refused" })
      expect(refused.body.message).toMatch(sentence)
      expect(refused.body.reasons).toEqual([{ code: reason, message: expect.stringMatching(sentence) as string }])
      expect(await world.orders()).toEqual([])
      const cart = await world.readCart(id)
      expect(cart).toMatchObject({ total: 20, discount_total: 0, completed_at: null })
      assertAddsUp(cart, { [code]: 0 })
      expect(cart.payment_collection).toMatchObject({ amount: 20 })
      expect((await world.codesOn(id))[code]).toContain(reason)
      const order = await world.checkOut(id)
      expect(order.total).toBe(20)
      expect(await world.redemptions({ order_id: order.id })).toEqual([])
      expect((await world.findCode(code)).times_redeemed).toBe(0)
    }

    /** What happens in the shop after the customer opened the payment and before they confirm it. */
    const shop_changes: (() => Promise<unknown>)[] = []

    it("refuses a code that has expired, without an order, and sells at the full price", async () => {
      const { world } = shop
      await world.setClock(NEW_YEAR)
      const code = await world.percent(20, {}, { expires_at: "2027-01-01" })
      const { id } = await world.cart({ lines: ["Perfume"] })
      await world.enter(id, code)
      shop_changes.push(() => world.setClock("2027-01-02T00:00:00.000Z"))
      await refusesThenSellsAtFullPrice(id, code, "expired", /has expired/)
    })

    it("still takes a code in the last second of its last day", async () => {
      const { world } = shop
      await world.setClock(NEW_YEAR)
      const code = await world.percent(20, {}, { expires_at: "2027-01-01" })
      const { id } = await world.cart({ lines: ["Perfume"] })
      await world.enter(id, code)
      await world.setClock("2027-01-01T23:59:59.000Z")
      expect((await world.checkOut(id)).total).toBe(16)
    })

    it("refuses a code that was archived", async () => {
      const { world } = shop
      const code = await world.percent(20)
      const { id } = await world.cart({ lines: ["Perfume"] })
      await world.enter(id, code)
      const promo_code = await world.findCode(code)
      shop_changes.push(() => world.admin.ok("POST", `/admin/promo-codes/${promo_code.id}/archive`))
      await refusesThenSellsAtFullPrice(id, code, "code_archived", /no longer in use/)
    })

    it("refuses a code whose coupon was archived", async () => {
      const { world } = shop
      const code = await world.percent(20)
      const { id } = await world.cart({ lines: ["Perfume"] })
      await world.enter(id, code)
      const { coupon_id } = await world.findCode(code)
      shop_changes.push(() =>
        world.admin.ok("POST", `/admin/coupons/${coupon_id}/archive`, { existing_discounts: "keep" }),
      )
      await refusesThenSellsAtFullPrice(id, code, "coupon_archived", /no longer available/)
    })

    it("asks the customer to look again when the admin changed what the coupon takes off", async () => {
      const { world } = shop
      const code = await world.percent(20)
      const { id } = await world.cart({ lines: ["Perfume"] })
      await world.enter(id, code)
      await world.pay(id)
      const { coupon_id } = await world.findCode(code)
      await world.admin.ok("POST", `/admin/coupons/${coupon_id}`, { percentage: 10 })

      const refused = await world.complete(id)

      expect(refused.status).toBe(400)
      expect(refused.body.message).toMatch(/have changed.*check the new total/)
      expect(refused.body).toMatchObject({ code: "promo_code_refused", reasons: [] })
      expect(await world.orders()).toEqual([])
      const cart = await world.readCart(id)
      assertAddsUp(cart, { [code]: 2 })
      expect(cart.total).toBe(18)
      expect((await world.checkOut(id)).total).toBe(18)
    })
  })

  describe("beside core's promotions", () => {
    const promotions = (id: string) => `/store/carts/${id}/promotions`
    const addCore = (id: string, ...promo_codes: string[]) =>
      shop.world.store.ok("POST", promotions(id), { promo_codes })

    it.each(["core first", "ours first"])("both count, ours on what core's leaves (%s)", async (which) => {
      const { world } = shop
      const core = await world.corePromotion({ type: "percentage", value: 20 })
      const ours = await world.percent(10)
      const { id } = await world.cart({ lines: ["Pen", { product: "Perfume", quantity: 2 }] })
      if (which === "core first") {
        await addCore(id, core)
        await world.enter(id, ours)
      } else {
        await world.enter(id, ours)
        await addCore(id, core)
      }
      const cart = await world.readCart(id)
      assertAddsUp(cart, { [core]: 10, [ours]: 4 })
      expect(cart.total).toBe(36)
      const order = await world.checkOut(id)
      assertAddsUp(order, { [core]: 10, [ours]: 4 })
    })

    it("leaves nothing for ours where core takes everything off, and redeems nothing", async () => {
      const { world } = shop
      const core = await world.corePromotion({ type: "percentage", value: 100 })
      const ours = await world.percent(10)
      const { id } = await world.cart({ lines: ["Pen", "Perfume"] })
      await world.enter(id, ours)
      await addCore(id, core)

      const cart = await world.readCart(id)

      assertAddsUp(cart, { [core]: 30, [ours]: 0 })
      expect(cart.total).toBe(0)
      expect(await world.codesOn(id)).toEqual({ [ours]: "pending: nothing_to_discount" })
      await world.checkOut(id)
      expect((await world.findCode(ours)).times_redeemed).toBe(0)
    })

    it("rule 28: never takes two fixed amounts beyond the line", async () => {
      const { world } = shop
      const core = await world.corePromotion({ type: "fixed", value: 15 })
      const ours = await world.fixed({ eur: 15 })
      const { id } = await world.cart({ lines: ["Perfume"] })
      await addCore(id, core)
      await world.enter(id, ours)
      const cart = await world.readCart(id)
      assertAddsUp(cart, { [core]: 15, [ours]: 5 })
      expect(cart.total).toBe(0)
      await world.checkOut(id)
    })

    it("rule 29: keeps ours when core's are removed or left out of the list, and drops it with an empty list", async () => {
      const { world } = shop
      const [one, two] = [
        await world.corePromotion({ type: "percentage", value: 50 }),
        await world.corePromotion({ type: "percentage", value: 10 }),
      ]
      const ours = await world.percent(10)
      const { id } = await world.cart({ lines: ["Perfume"] })
      await world.enter(id, ours)
      await addCore(id, one)
      assertAddsUp(await world.readCart(id), { [one]: 10, [ours]: 1 })

      await world.store.ok("DELETE", promotions(id), { promo_codes: [one] })
      assertAddsUp(await world.readCart(id), { [one]: 0, [ours]: 2 })

      await addCore(id, two)
      assertAddsUp(await world.readCart(id), { [two]: 2, [ours]: 1.8 })

      const cart = await world.updateCart(id, { promo_codes: [ours] })
      assertAddsUp(cart, { [two]: 0, [ours]: 2 })
      expect(cart.total).toBe(18)
      const empty = await world.updateCart(id, { promo_codes: [] })
      assertAddsUp(empty, { [ours]: 0 })
      expect([empty.total, await world.codesOn(id)]).toEqual([20, {}])
    })

    it("keeps both through a change of quantity", async () => {
      const { world } = shop
      const core = await world.corePromotion({ type: "percentage", value: 50 })
      const ours = await world.fixed({ eur: 3 })
      const { id, items } = await world.cart({ lines: ["Pen"] })
      await world.enter(id, ours)
      await addCore(id, core)
      const cart = await world.setQuantity(id, first(items).id, 2)
      assertAddsUp(cart, { [core]: 10, [ours]: 3 })
      expect(cart.total).toBe(7)
    })
  })

  it("never discounts a product that must not be discounted", async () => {
    const { world } = shop
    const code = await world.percent(50)
    const { id } = await world.cart({ lines: ["Gift Card", "Pen"] })

    const cart = await world.enter(id, code)

    assertAddsUp(cart, { [code]: 5 })
    expect(lineOf(cart, "Gift Card").discount_total).toBe(0)
    expect(cart.total).toBe(55)
    const alone = await world.cart({ lines: ["Gift Card"] })
    expect(saving(await world.enter(alone.id, code))).toBe(0)
    expect(await world.codesOn(alone.id)).toEqual({ [code]: "pending: item_not_eligible" })
  })

  it("touches nothing in a cart without codes", async () => {
    const { world } = shop
    const { id } = await world.cart({ lines: ["Pen", "Perfume"] })
    expect((await world.discounts(id)).discounts).toEqual([])
    const order = await world.checkOut(id)
    expect(order).toMatchObject({ total: 30, discount_total: 0 })
    const { status } = await world.store.get<ErrorBody>(`/store/carts/${id}/discounts`)
    expect(status).toBe(200)
  })
}
