// Suite: our codes through core's own cart routes, alone and beside core's promotions (rule 29).
import { Modules } from "@medusajs/framework/utils"
import { COUPON_MODULE } from "../../../src/modules/coupon"
import type CouponModuleService from "../../../src/modules/coupon/service"
import { adjustments, assertAddsUp, first, reasonsOf, unique } from "../../helpers/world"
import type { Answer, Cart, ErrorBody, Shop } from "../../helpers/world"

type CartAnswer = Answer<{ cart: Cart } & ErrorBody>

const PAST = "2020-01-31"
const TEN = { type: "percentage", value: 10 } as const

export function coreRoutes(shop: Shop): void {
  afterEach(() => jest.restoreAllMocks())

  const update = (id: string, promo_codes: string[], fields: object = {}): Promise<CartAnswer> =>
    shop.world.store.post(`/store/carts/${id}`, { promo_codes, ...fields })
  const add = (id: string, promo_codes: unknown): Promise<CartAnswer> =>
    shop.world.store.post(`/store/carts/${id}/promotions`, { promo_codes })
  const remove = (id: string, promo_codes: string[]): Promise<CartAnswer> =>
    shop.world.store.delete(`/store/carts/${id}/promotions`, { promo_codes })
  const shown = ({ body }: CartAnswer) => (body.cart.promotions ?? []).map(({ code }) => code).sort()
  const cartsInAll = async () => (await shop.container.resolve(Modules.CART).listAndCountCarts({}, { take: 1 }))[1]

  function expectRefused(answer: CartAnswer, reasons: string[]): void {
    // A code that nobody knows is core's to answer, in core's words (fault B10).
    const is_unknown = reasons.includes("code_not_found")
    const type = is_unknown ? "invalid_data" : "not_allowed"
    expect([answer.status, answer.body.code, answer.body.type]).toEqual([400, "promo_code_refused", type])
    expect(reasonsOf(answer)).toEqual(reasons)
    expect(answer.body.message).toMatch(is_unknown ? /^The promotion code \S+ is invalid$/ : /^[A-Z].*\.$/)
  }

  it("rule 29: the cart update takes the whole list, ours and core's, and removes what is missing in it", async () => {
    const { world } = shop
    const core = await world.corePromotion(TEN)
    const [one, two] = [
      await world.percent(20, { stackable: true }),
      await world.fixed({ eur: 3 }, { stackable: true }),
    ]
    const { id } = await world.cart({ lines: ["Pen", { product: "Perfume", quantity: 2 }] })
    await world.pay(id)

    const both = await update(id, [` ${one.toLowerCase()}`, core, two])
    expect([both.status, both.body.cart.total, shown(both)]).toEqual([200, 33, [core, one, two].sort()])
    assertAddsUp(await world.readCart(id), { [core]: 5, [one]: 9, [two]: 3 })

    const kept = await update(id, [core, two], { email: "somebody@example.com" })
    expect([kept.body.cart.total, shown(kept)]).toEqual([42, [core, two].sort()])
    const untouched = await world.updateCart(id, { email: "else@example.com" })
    assertAddsUp(untouched, { [core]: 5, [one]: 0, [two]: 3 })

    const only = await update(id, [one])
    expect([only.body.cart.total, shown(only)]).toEqual([40, [one]])
    const none = await update(id, [])
    expect([none.body.cart.total, shown(none)]).toEqual([50, []])
    assertAddsUp(await world.readCart(id))
    expect(await world.codesOn(id)).toEqual({})
    await update(id, [two, core])
    const order = await world.checkOut(id)
    assertAddsUp(order, { [core]: 5, [two]: 3 })
    expect((await world.redemptions({ order_id: order.id })).map(({ code, amount }) => [code, amount])).toEqual([
      [two, 3],
    ])
  })

  it("rule 29: core's promotion routes add and remove, and an empty list removes all", async () => {
    const { world } = shop
    const core = await world.corePromotion(TEN)
    const [one, two] = [
      await world.percent(20, { stackable: true }),
      await world.fixed({ eur: 3 }, { stackable: true }),
    ]
    const { id } = await world.cart({ lines: ["Pen", { product: "Perfume", quantity: 2 }] })
    await world.pay(id)

    const first_of_core = await add(id, [core])
    expect([first_of_core.body.cart.total, shown(first_of_core)]).toEqual([45, [core]])
    const ours_only = await add(id, [one])
    expect([ours_only.status, ours_only.body.cart.total, shown(ours_only)]).toEqual([200, 36, [core, one].sort()])
    const again = await add(id, [one.toLowerCase(), core, two])
    expect([again.body.cart.total, shown(again)]).toEqual([33, [core, one, two].sort()])
    assertAddsUp(await world.readCart(id), { [core]: 5, [one]: 9, [two]: 3 })

    const less = await remove(id, [`${one} `, core, "NEVERENTERED"])
    expect([less.status, less.body.cart.total, shown(less)]).toEqual([200, 47, [two]])
    assertAddsUp(await world.readCart(id), { [core]: 0, [one]: 0, [two]: 3 })

    await add(id, [core])
    const empty = await add(id, [])
    expect([empty.body.cart.total, shown(empty)]).toEqual([50, []])
    assertAddsUp(await world.readCart(id))
    expect(await world.codesOn(id)).toEqual({})
  })

  it("rule 29: a new cart takes codes too, and where one is refused no cart is left behind", async () => {
    const { world } = shop
    const core = await world.corePromotion(TEN)
    const code = await world.percent(20)
    const waiting = await world.percent(50, { restrictions: { minimum_quantity: 5 }, stackable: true })
    const open = (promo_codes: string[]): Promise<CartAnswer> =>
      world.store.post("/store/carts", {
        region_id: world.region("eur"),
        items: [{ variant_id: world.variant("Perfume"), quantity: 1 }],
        promo_codes,
      })

    const made = await open([core, code.toLowerCase(), waiting])

    expect([made.status, made.body.cart.total, shown(made)]).toEqual([200, 14.4, [core, code, waiting].sort()])
    assertAddsUp(await world.readCart(made.body.cart.id), { [core]: 2, [code]: 3.6, [waiting]: 0 })
    expect(await world.codesOn(made.body.cart.id)).toEqual({
      [code]: "applied",
      [waiting]: "pending: minimum_quantity_not_reached, not_stackable",
    })
    const before = await cartsInAll()
    expectRefused(await open([core, code, unique("NOSUCH")]), ["code_not_found"])
    expectRefused(await open([await world.percent(20, {}, { expires_at: PAST })]), ["expired"])
    expect(await cartsInAll()).toBe(before)
  })

  it("fault B10: a code that nobody knows is refused in core's words, with our code and reasons beside them", async () => {
    const { id } = await shop.world.cart({ lines: ["Pen"] })
    const code = unique("NoSuch")
    for (const answer of [await add(id, [code]), await update(id, [code])]) {
      expect([answer.status, answer.body]).toEqual([
        400,
        {
          type: "invalid_data",
          message: `The promotion code ${code} is invalid`,
          code: "promo_code_refused",
          reasons: [{ code: "code_not_found", message: "This code does not exist." }],
        },
      ])
    }
  })

  it("rule 29: a refused code changes nothing, neither the codes beside it nor anything else in the request", async () => {
    const { world } = shop
    const core = await world.corePromotion(TEN)
    const [kept, fits] = [await world.percent(20, { stackable: true }), await world.percent(10, { stackable: true })]
    const expired = await world.percent(20, { stackable: true }, { expires_at: PAST })
    const foreign = await world.percent(20, { restrictions: { customer_ids: ["cus_somebody_else"] } })
    const { id } = await world.cart({ lines: ["Perfume"] })
    await world.enter(id, kept)
    await world.pay(id)
    const before = await world.readCart(id)

    expectRefused(await update(id, [core, fits, expired], { email: "new@example.com" }), ["expired"])
    expectRefused(await add(id, [fits, core, expired]), ["expired"])
    expectRefused(await add(id, [expired]), ["expired"])
    const unknown = await add(id, [core, unique("NOSUCH")])
    expectRefused(unknown, ["code_not_found"])
    const masked = await add(id, [core, foreign])
    expectRefused(masked, ["code_not_found"])
    expect({ ...masked.body, message: "" }).toEqual({ ...unknown.body, message: "" })

    expect(await world.readCart(id)).toEqual(before)
    expect(await world.codesOn(id)).toEqual({ [kept]: "applied" })
  })

  it("rule 29: what core cannot finish is undone with our codes: entered, removed and made one's own", async () => {
    const { world } = shop
    const customer = await world.customer()
    const [kept, fits] = [await world.percent(20, { stackable: true }), await world.percent(10, { stackable: true })]
    const { id } = await world.cart({ customer, lines: ["Perfume"] })
    await world.tryCode(id, kept, world.store)
    await world.pay(id)
    const before = await world.readCart(id)
    const payment = shop.container.resolve(Modules.PAYMENT)
    const broken = jest.spyOn(payment, "updatePaymentCollections").mockRejectedValue(new Error("The bank is closed."))

    const answers = [
      await customer.store.post<ErrorBody>(`/store/carts/${id}`, { promo_codes: [fits] }),
      await customer.store.post<ErrorBody>(`/store/carts/${id}/promotions`, { promo_codes: [kept, fits] }),
      await customer.store.delete<ErrorBody>(`/store/carts/${id}/promotions`, { promo_codes: [kept] }),
    ]

    expect(broken.mock.calls.length).toBeGreaterThanOrEqual(3)
    broken.mockRestore()
    expect(answers.map(({ status }) => status >= 400)).toEqual([true, true, true])
    expect(await typedBy(shop, id)).toEqual([[kept, null]])
    expect(await world.codesOn(id)).toEqual({ [kept]: "applied" })
    const { items, total } = await world.readCart(id)
    expect([total, items.flatMap((line) => line.adjustments.map(({ code, amount }) => [code, amount]))]).toEqual([
      before.total,
      [[kept, 4]],
    ])
  })

  it("rule 29: a word that a core promotion is given later gives one discount, not two, and never an error", async () => {
    const { world } = shop
    const word = await world.percent(20)
    const { id } = await world.cart({ lines: ["Perfume"] })
    await world.enter(id, word)
    for (const code of [word, word.toLowerCase()]) {
      const application_method = { ...TEN, value: 50, target_type: "items", allocation: "across" }
      await world.admin.ok("POST", "/admin/promotions", {
        code,
        type: "standard",
        status: "active",
        is_automatic: false,
        application_method,
      })
    }
    const line = () => world.readCart(id).then(({ items }) => first(items).id)

    assertAddsUp(await world.setQuantity(id, await line(), 2), { [word]: 8 })
    const again = await add(id, [word])
    expect([again.status, again.body.cart.total, shown(again)]).toEqual([200, 32, [word]])
    assertAddsUp(await world.setQuantity(id, await line(), 1), { [word]: 4 })
    assertAddsUp(await world.removeCode(id, word), { [word]: 0 })
    expect((await world.setQuantity(id, await line(), 2)).total).toBe(40)

    const of_core = await add(id, [word])
    expect([of_core.status, of_core.body.cart.total, shown(of_core)]).toEqual([200, 20, [word]])
    const ours = await world.enter(id, word)
    expect([ours.total, saved(ours)]).toEqual([32, [[word, 8]]])
    const gone = await remove(id, [word])
    expect([gone.status, gone.body.cart.total, shown(gone)]).toEqual([200, 40, []])
    await world.enter(id, word)
    expect((await world.checkOut(id)).total).toBe(32)
  })

  it("rule 29: free shipping of core's and of ours in one request give one saving, and the order is made", async () => {
    const { world } = shop
    const core = await world.corePromotion({ type: "percentage", value: 100, target_type: "shipping_methods" })
    const free = await world.percent(100, { target: "shipping" })
    const { id } = await world.cart({ lines: ["Pen"] })
    await world.ship(id)

    const answer = await add(id, [free, core])

    expect([answer.status, answer.body.cart.total, shown(answer)]).toEqual([200, 10, [core, free].sort()])
    assertAddsUp(await world.readCart(id), { [core]: 5, [free]: 0 })
    assertAddsUp(await remove(id, [core]).then(() => world.readCart(id)), { [core]: 0, [free]: 5 })
    await add(id, [core])
    const order = await world.checkOut(id)
    expect(adjustments(order).map(({ code }) => code)).toEqual([core])
    expect(await world.redemptions({ order_id: order.id })).toEqual([])
  })

  it("rules 29 and 47: guesses are counted on core's routes too, one for each request; removing is never stopped", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const { id } = await world.cart({ lines: ["Perfume"] })
    await update(id, [code])
    for (let n = 0; n < 10; n++) {
      const tried = [unique("NOSUCH"), unique("NOSUCH")]
      expectRefused(n % 2 === 0 ? await add(id, tried) : await update(id, [code, ...tried]), ["code_not_found"])
    }

    const shut = await add(id, [await world.percent(10)])
    expect([shut.status, shut.body.code]).toEqual([429, "too_many_attempts"])
    expect((await world.tryCode(id, code)).status).toBe(429)

    expect((await update(id, [code])).body.cart.total).toBe(16)
    expect((await remove(id, [code])).body.cart.total).toBe(20)
  })

  it("rule 29: holds a place, and refuses when somebody else was faster", async () => {
    const { world } = shop
    const code = await world.percent(20, { hold_minutes: 10, max_redemptions: 1 })
    const [one, two] = [await world.openCart({ lines: ["Pen"] }), await world.openCart({ lines: ["Pen"] })]

    const answers = await Promise.all([update(one, [code]), add(two, [code])])

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    expectRefused(first(answers.filter(({ status }) => status === 400)), ["redemption_limit_reached"])
    const winner = answers[0].status === 200 ? one : two
    await update(winner, [])
    expect((await add(winner === one ? two : one, [code])).status).toBe(200)
  })

  it("answers bad input with a sentence", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const { id } = await world.cart({ lines: ["Pen"] })
    const before = await world.readCart(id)
    const many = Array.from({ length: 51 }, () => unique("NOSUCH"))
    for (const promo_codes of ["X", [20], [""], ["  "], ["A\u0000B"], ["A\ud800B"], ["X".repeat(10_000)], many]) {
      const answer = await add(id, promo_codes)
      expect([answer.status, answer.body.message]).toEqual([400, expect.stringMatching(/\w{3,}/)])
    }
    for (const answer of [
      await update("cart_nobody", [code]),
      await add("cart_nobody", [code]),
      await remove("cart_nobody", [code]),
    ]) {
      expect([answer.status, answer.body.message]).toEqual([404, "Cart with id 'cart_nobody' not found"])
    }
    expect(await world.readCart(id)).toEqual(before)
    await update(id, [code])
    await world.checkOut(id)
    for (const answer of [await update(id, []), await add(id, [code]), await remove(id, [code])]) {
      expect(answer.status).toBe(400)
    }
    expect(await world.codesOn(id)).toMatchObject({ [code]: expect.any(String) as string })
  })
}

/** Every code on the cart with the customer who typed it. */
export async function typedBy({ container }: Shop, cart_id: string): Promise<[string, string | null][]> {
  const rows = await container.resolve<CouponModuleService>(COUPON_MODULE).listEnteredCodes(cart_id)
  return rows.map(({ promo_code, customer_id }) => [promo_code.code, customer_id])
}

const saved = (cart: Cart) => adjustments(cart).map(({ code, amount }) => [code, amount])
