// Suite: entering, removing and asking about promo codes as a storefront does (rules 23 and 25).
import { Modules } from "@medusajs/framework/utils"
import { COUPON_MODULE } from "../../../src/modules/coupon"
import type CouponModuleService from "../../../src/modules/coupon/service"
import { assertAddsUp, first, reasonsOf, unique } from "../../helpers/world"
import type { Cart, ErrorBody, Reason, Shop } from "../../helpers/world"

interface Validation {
  valid: boolean
  reasons: Reason[]
  coupon?: { name: string; type: string; percentage: number | null }
}

const PAST = "2020-01-31"
const NOON = "2027-01-15T12:00:00.000Z"

/** What a refusal must leave as it was. */
const priceOf = ({ total, discount_total, items }: Cart) => ({ total, discount_total, lines: items.length })

export function storeCodes(shop: Shop): void {
  it.each([" summer20 ", "ＳＵＭＭＥＲ２０", "Summer 20"])("rule 23: takes SUMMER20 typed as '%s'", async (typed) => {
    const { world } = shop
    await world.percent(20, {}, { code: "SUMMER20" })
    const before = await world.cart({ lines: ["Pen", { product: "Perfume", quantity: 2 }] })
    expect(priceOf(before)).toEqual({ total: 50, discount_total: 0, lines: 2 })

    const { status, body } = await world.tryCode(before.id, typed)

    expect(status).toBe(200)
    expect(body.promo_code).toMatchObject({ code: "SUMMER20", status: "applied", reasons: [], amount: 10 })
    const after = await world.readCart(before.id)
    expect(priceOf(after)).toEqual({ total: 40, discount_total: 10, lines: 2 })
    assertAddsUp(after, { SUMMER20: 10 })
  })

  it("carries the saving into a paid order, its redemption and the code's count", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const cart = await world.cart({ lines: ["Pen", { product: "Perfume", quantity: 2 }] })
    await world.enter(cart.id, code)

    const order = await world.checkOut(cart.id)

    expect(order).toMatchObject({ total: 40, discount_total: 10 })
    assertAddsUp(order, { [code]: 10 })
    expect(first(order.payment_collections).payments.map(({ amount }) => amount)).toEqual([40])
    const redemption = first(await world.redemptions({ order_id: order.id }))
    expect(redemption).toMatchObject({ kind: "redemption", code, amount: 10, currency_code: "eur" })
    expect(redemption.lines.map(({ title, amount }) => [title, amount]).sort()).toEqual([
      ["Pen", 2],
      ["Perfume", 8],
    ])
    expect((await world.findCode(code)).times_redeemed).toBe(1)
  })

  it("refuses an unknown code with its reason and changes nothing", async () => {
    const { world } = shop
    const cart = await world.cart({ lines: ["Pen"] })

    const answer = await world.tryCode(cart.id, "NOSUCHCODE")

    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ type: "not_allowed", code: "promo_code_refused" })
    expect(answer.body.message).toBe("This code does not exist.")
    expect(answer.body.reasons).toEqual([{ code: "code_not_found", message: "This code does not exist." }])
    expect(await world.readCart(cart.id)).toEqual(cart)
    expect(await world.codesOn(cart.id)).toEqual({})
  })

  it("fault D13: a cart that is being changed all the while is busy, whatever one wants to do with its codes", async () => {
    const { world } = shop
    const [code, other] = [await world.percent(10), await world.percent(20)]
    const { id } = await world.cart({ lines: ["Pen"] })
    await world.enter(id, code)
    const before = await world.readCart(id)
    const locking = shop.container.resolve(Modules.LOCKING)
    await locking.acquire(id, { ownerId: "another request", expire: 60 })

    const answers = await Promise.all([
      world.tryCode(id, other),
      world.store.delete<ErrorBody>(`/store/carts/${id}/promo-codes/${code}`),
      world.store.post<ErrorBody>(`/store/carts/${id}/coupon`, { coupon_id: null }),
    ])

    for (const { status, body } of answers) {
      expect({ status, body }).toMatchObject({ status: 400, body: { type: "not_allowed", code: "busy" } })
      expect(body.message).toBe("Too many people are doing this at the same moment. Please try again.")
    }
    await locking.release(id, { ownerId: "another request" })
    expect(await world.readCart(id)).toEqual(before)
    expect(await world.codesOn(id)).toEqual({ [code]: "applied" })
  })

  it("keeps a code whose minimum is not reached as pending, and lets it come and go with the cart", async () => {
    const { world } = shop
    const minimum_amount = [{ currency_code: "eur", amount: 30 }]
    const code = await world.percent(10, { restrictions: { minimum_amount } })
    const { id, items } = await world.cart({ lines: ["Pen"] })

    const entered = await world.tryCode(id, code)
    expect(entered.status).toBe(200)
    expect(entered.body.promo_code).toMatchObject({ code, status: "pending", amount: 0 })
    assertAddsUp(await world.readCart(id), { [code]: 0 })
    expect(await world.codesOn(id)).toEqual({ [code]: "pending: minimum_amount_not_reached" })

    const more = await world.setQuantity(id, first(items).id, 3)
    assertAddsUp(more, { [code]: 3 })
    expect(more.total).toBe(27)
    expect(await world.codesOn(id)).toEqual({ [code]: "applied" })

    const less = await world.setQuantity(id, first(items).id, 2)
    assertAddsUp(less, { [code]: 0 })
    expect(less.total).toBe(20)
    expect(await world.codesOn(id)).toEqual({ [code]: "pending: minimum_amount_not_reached" })
    expect((await world.checkOut(id)).total).toBe(20)
    expect((await world.findCode(code)).times_redeemed).toBe(0)
  })

  it("rule 23: waits for an item that is missing, and takes effect when it is added", async () => {
    const { world } = shop
    const code = await world.percent(50, { scope: { variant_ids: [world.variant("Perfume")] } })
    const { id } = await world.cart({ lines: ["Pen"] })

    await world.enter(id, code)
    expect(await world.codesOn(id)).toEqual({ [code]: "pending: item_not_eligible" })

    const cart = await world.addLine(id, "Perfume")
    assertAddsUp(cart, { [code]: 10 })
    expect(cart.total).toBe(20)
  })

  it("waits for a code to start, and takes effect at the next change of the cart after that", async () => {
    const { world } = shop
    await world.setClock(NOON)
    const code = await world.percent(50, {}, { starts_at: "2027-01-16" })
    const { id, items } = await world.cart({ lines: ["Pen"] })
    await world.enter(id, code)
    expect(await world.codesOn(id)).toEqual({ [code]: "pending: not_started" })

    await world.setClock("2027-01-16T00:00:00.000Z")

    assertAddsUp(await world.setQuantity(id, first(items).id, 2), { [code]: 10 })
  })

  it("gives the price back when a code is removed, however it is typed, and says when there is none", async () => {
    const { world } = shop
    await world.percent(20, {}, { code: "GOODBYE" })
    const { id } = await world.cart({ lines: ["Perfume"] })
    expect((await world.enter(id, "GOODBYE")).total).toBe(16)

    const cart = await world.removeCode(id, " goodbye")

    expect(priceOf(cart)).toEqual({ total: 20, discount_total: 0, lines: 1 })
    assertAddsUp(cart, { GOODBYE: 0 })
    expect(await world.codesOn(id)).toEqual({})
    const again = await world.store.delete<ErrorBody>(`/store/carts/${id}/promo-codes/GOODBYE`)
    expect(again.status).toBe(404)
    expect(again.body.message).toMatch(/has no promo code GOODBYE/)
  })

  it("enters a code once, however often it is typed", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const { id } = await world.cart({ lines: ["Pen"] })

    await Promise.all([world.enter(id, code), world.enter(id, code.toLowerCase())])

    assertAddsUp(await world.readCart(id), { [code]: 2 })
    expect(await world.codesOn(id)).toEqual({ [code]: "applied" })
  })

  it("shows what takes effect and why the rest does not", async () => {
    const { world } = shop
    const coupon = await world.coupon({ type: "percentage", percentage: 10, stackable: true })
    const { code } = await world.promoCode(coupon.id)
    const waiting = await world.fixed({ usd: 5 }, { stackable: true })
    const cart = await world.cart({ lines: ["Pen", "Perfume"] })
    await world.enter(cart.id, code, waiting)

    const line = (title: string) => cart.items.find(({ product_title }) => product_title === title)?.id
    expect(await world.discounts(cart.id)).toEqual({
      entered: [
        { code, status: "applied", reasons: [], held_until: null },
        {
          code: waiting,
          status: "pending",
          held_until: null,
          reasons: [{ code: "currency_mismatch", message: "This offer is not available in this currency." }],
        },
      ],
      granted: [],
      discounts: [
        {
          code,
          name: coupon.name,
          amount: 3,
          lines: expect.arrayContaining([
            { line_id: line("Pen"), amount: 1 },
            { line_id: line("Perfume"), amount: 2 },
          ]) as unknown,
        },
      ],
      total_saving: 3,
    })
  })

  it("keeps a second code pending unless both stack, and gives it its turn when the first goes", async () => {
    const { world } = shop
    const one = await world.percent(10)
    const two = await world.percent(50, { stackable: true })
    const { id } = await world.cart({ lines: ["Pen"] })
    assertAddsUp(await world.enter(id, one, two), { [one]: 1, [two]: 0 })
    expect(await world.codesOn(id)).toEqual({ [one]: "applied", [two]: "pending: not_stackable" })

    assertAddsUp(await world.removeCode(id, one), { [two]: 5 })
    expect(await world.codesOn(id)).toEqual({ [two]: "applied" })
  })

  it.each(["percentage first", "fixed amount first"])(
    "rule 25: stacks percentages before fixed amounts, entered %s",
    async (entered) => {
      const { world } = shop
      const percent = await world.percent(20, { stackable: true })
      const fixed = await world.fixed({ eur: 5 }, { stackable: true })
      const { id } = await world.cart({ lines: ["Pen", { product: "Perfume", quantity: 2 }] })

      const cart = await world.enter(id, ...(entered === "percentage first" ? [percent, fixed] : [fixed, percent]))

      assertAddsUp(cart, { [percent]: 10, [fixed]: 5 })
      expect(cart.total).toBe(35)
      const order = await world.checkOut(id)
      const amounts = (await world.redemptions({ order_id: order.id })).map(({ code, amount }) => [code, amount])
      expect(Object.fromEntries(amounts)).toEqual({ [percent]: 10, [fixed]: 5 })
    },
  )

  describe("asked before a code is entered", () => {
    const validate = (body: object, customer_store = shop.world.store) =>
      customer_store.post<Validation & ErrorBody>("/store/promo-codes/validate", body)

    it("answers without a cart whether somebody could use it", async () => {
      const { world } = shop
      const code = await world.percent(20, { name: "Summer sale" })
      const expired = await world.percent(20, {}, { expires_at: PAST })

      expect((await validate({ code: ` ${code.toLowerCase()}` })).body).toMatchObject({
        valid: true,
        reasons: [],
        coupon: { name: "Summer sale", type: "percentage", percentage: 20 },
      })
      const answer = await validate({ code: expired })
      expect([answer.status, answer.body.valid, reasonsOf(answer)]).toEqual([200, false, ["expired"]])
      expect(answer.body.coupon).toBeUndefined()
      const unknown = await validate({ code: "NOSUCHCODE" })
      expect([unknown.status, unknown.body.valid, reasonsOf(unknown)]).toEqual([200, false, ["code_not_found"]])
    })

    it("answers with a cart whether it would take effect there, and enters nothing", async () => {
      const { world } = shop
      const code = await world.percent(20, { scope: { variant_ids: [world.variant("Perfume")] } })
      const { id } = await world.cart({ lines: ["Pen"] })

      const before = await validate({ code, cart_id: id })
      expect([before.body.valid, reasonsOf(before)]).toEqual([false, ["item_not_eligible"]])
      const with_perfume = await world.addLine(id, "Perfume")
      expect((await validate({ code, cart_id: id })).body).toMatchObject({ valid: true, reasons: [] })

      expect(await world.codesOn(id)).toEqual({})
      expect(await world.readCart(id)).toEqual(with_perfume)
    })

    it.each([
      ["no code", {}],
      ["an empty code", { code: "" }],
      ["a number", { code: 20 }],
      ["a field nobody knows", { code: "X", discount: 100 }],
      ["10 kB of code", { code: "X".repeat(10_000) }],
    ])("refuses %s with a sentence", async (_name, body) => {
      const answer = await validate(body)
      expect(answer.status).toBe(400)
      expect(answer.body.message).toMatch(/\w{3,}/)
    })

    it("answers 404 for a cart that does not exist", async () => {
      const code = await shop.world.percent(20)
      const answer = await validate({ code, cart_id: "cart_nobody" })
      expect([answer.status, answer.body.message]).toEqual([404, "Cart with id 'cart_nobody' not found"])
    })
  })

  describe("a code that cannot be used", () => {
    async function unusable() {
      const { world } = shop
      const draft = await world.offer({ type: "percentage", percentage: 20, status: "draft" })
      const archived = await world.percent(20)
      const foreign = await world.percent(20, { restrictions: { customer_ids: ["cus_somebody_else"] } })
      const expired = await world.percent(20, {}, { expires_at: PAST })
      const { id: archived_id } = await world.findCode(archived)
      await world.admin.ok("POST", `/admin/promo-codes/${archived_id}/archive`)
      return { draft, archived, foreign, expired }
    }

    it("rule 47: is as good as unknown for strangers, who may be guessing, where it is archived or for somebody else", async () => {
      const { world } = shop
      const { draft, archived, foreign, expired } = await unusable()
      const { id } = await world.cart({ lines: ["Pen"] })
      const answers: [string, string[]][] = []
      for (const code of [unique("UNKNOWN"), draft, archived, foreign, expired]) {
        const answer = await world.tryCode(id, code)
        expect(answer.status).toBe(400)
        answers.push([answer.body.message, reasonsOf(answer)])
      }
      const [unknown, ...others] = answers
      expect(others.slice(0, 3)).toEqual([unknown, unknown, unknown])
      expect(others[3]?.[1]).toEqual(["expired"])
      expect(await world.codesOn(id)).toEqual({})
    })

    it("tells a customer who is logged in why", async () => {
      const { world } = shop
      const { draft, archived, foreign, expired } = await unusable()
      const customer = await world.customer()
      const { id } = await world.cart({ customer, lines: ["Pen"] })
      const reasons = async (code: string) => reasonsOf(await world.tryCode(id, code))

      expect(await reasons(draft)).toEqual(["coupon_not_active"])
      expect(await reasons(archived)).toEqual(["code_archived"])
      expect(await reasons(foreign)).toEqual(["customer_not_eligible"])
      expect(await reasons(expired)).toEqual(["expired"])
      assertAddsUp(await world.readCart(id))
    })

    it("works for the customer it is meant for", async () => {
      const { world } = shop
      const customer = await world.customer()
      const code = await world.percent(20, { restrictions: { customer_ids: [customer.id] } })
      const { id } = await world.cart({ customer, lines: ["Pen"] })
      assertAddsUp(await world.enter(id, code), { [code]: 2 })
    })

    it("is refused with all its reasons, not only the first", async () => {
      const { world } = shop
      const customer = await world.customer()
      const code = await world.percent(
        20,
        { restrictions: { customer_ids: ["cus_somebody_else"], minimum_quantity: 5 } },
        { expires_at: PAST },
      )
      const { id } = await world.cart({ customer, lines: ["Pen"] })
      const answer = await world.tryCode(id, code)
      expect(reasonsOf(answer).sort()).toEqual(["customer_not_eligible", "expired", "minimum_quantity_not_reached"])
    })
  })

  describe("a stranger who knows a customer's e-mail address", () => {
    const group = async (customer_id: string) => {
      const { customer_group } = await shop.world.admin.ok<{ customer_group: { id: string } }>(
        "POST",
        "/admin/customer-groups",
        { name: unique("Friends ") },
      )
      const path = `/admin/customer-groups/${customer_group.id}/customers`
      await shop.world.admin.ok("POST", path, { add: [customer_id] })
      return customer_group.id
    }

    it("does not learn of the codes that are for this customer or the customer's group", async () => {
      const { world } = shop
      const customer = await world.customer()
      const named = await world.percent(20, { restrictions: { customer_ids: [customer.id] } })
      const grouped = await world.percent(20, { restrictions: { customer_group_ids: [await group(customer.id)] } })
      const foreign = await world.cart({ email: customer.email, lines: ["Pen"] })

      for (const code of [named, grouped]) {
        const answer = await world.tryCode(foreign.id, code)
        expect([answer.status, reasonsOf(answer)]).toEqual([400, ["code_not_found"]])
        const asked = await world.store.post<ErrorBody>("/store/promo-codes/validate", { code, cart_id: foreign.id })
        expect(reasonsOf(asked)).toEqual(["code_not_found"])
        const own = await world.cart({ customer, lines: ["Pen"] })
        assertAddsUp(await world.enter(own.id, code), { [code]: 2 })
      }
      expect(await world.readCart(foreign.id)).toEqual(foreign)
    })

    it("does not take over a code by entering it again on the customer's cart", async () => {
      const { world } = shop
      const customer = await world.customer()
      const code = await world.percent(20)
      const { id, items } = await world.cart({ customer, lines: ["Pen"] })
      await world.tryCode(id, code, world.store)
      const { coupon_id } = await world.findCode(code)
      const restrictions = { customer_ids: [customer.id] }
      await world.admin.ok("POST", `/admin/coupons/${coupon_id}`, { restrictions })

      assertAddsUp(await world.setQuantity(id, first(items).id, 2), { [code]: 0 })
      expect(await world.codesOn(id)).toEqual({ [code]: "pending: login_required" })
      assertAddsUp(await world.enter(id, code), { [code]: 4 })
      expect(await world.codesOn(id)).toEqual({ [code]: "applied" })
    })

    it("uses up the customer's places, and is refused where there is none left", async () => {
      const { world } = shop
      const customer = await world.customer()
      const code = await world.percent(20, {}, { max_redemptions_per_customer: 1 })
      const own = await world.cart({ customer, lines: ["Pen"] })
      await world.enter(own.id, code)
      await world.checkOut(own.id)

      const { id } = await world.cart({ email: customer.email, lines: ["Pen"] })
      const answer = await world.tryCode(id, code)

      expect([answer.status, reasonsOf(answer)]).toEqual([400, ["customer_limit_reached"]])
    })

    it("gets no first purchase, and nothing that asks about the customer's subscriptions", async () => {
      const { world } = shop
      const customer = await world.customer()
      const bought = await world.cart({ customer, lines: [{ product: "Desk Membership", plan: "Monthly" }] })
      await world.checkOut(bought.id)
      const only = (audience: string) => world.percent(20, { restrictions: { audience } })
      const [newcomers, regulars] = [await only("new_subscribers"), await only("existing_subscribers")]
      const first_purchase = await world.percent(20, { restrictions: { first_purchase: "any" } })

      const own = await world.cart({ customer, lines: ["Pen"] })
      expect(reasonsOf(await world.tryCode(own.id, newcomers))).toEqual(["new_subscribers_only"])
      assertAddsUp(await world.enter(own.id, regulars), { [regulars]: 2 })

      const { id } = await world.cart({ email: customer.email, lines: ["Pen"] })
      const refused = await world.tryCode(id, first_purchase)
      expect([refused.status, reasonsOf(refused)]).toEqual([400, ["first_purchase_only"]])
      assertAddsUp(await world.enter(id, newcomers), { [newcomers]: 0 })
      assertAddsUp(await world.enter(id, regulars), { [regulars]: 0 })
      expect(await world.codesOn(id)).toEqual({
        [newcomers]: "pending: new_subscribers_only",
        [regulars]: "pending: existing_subscribers_only",
      })
    })
  })

  it.each(["deleted with its coupon", "deleted alone"])(
    "refuses a code at completion that was %s meanwhile, and sells at the full price",
    async (how) => {
      const { world } = shop
      const code = await world.percent(50)
      const { id } = await world.cart({ lines: ["Perfume"] })
      await world.enter(id, code)
      await world.pay(id)
      const { id: promo_code_id, coupon_id } = await world.findCode(code)
      if (how === "deleted alone") {
        await shop.container.resolve<CouponModuleService>(COUPON_MODULE).softDeletePromoCodes([promo_code_id])
      } else {
        await world.admin.ok("DELETE", `/admin/coupons/${coupon_id}`)
      }

      const refused = await world.complete(id)

      expect(refused.status).toBe(400)
      expect(refused.body).toMatchObject({ type: "not_allowed", code: "promo_code_refused" })
      expect(await world.orders()).toEqual([])
      const cart = await world.readCart(id)
      expect(cart).toMatchObject({ total: 20, discount_total: 0, payment_collection: { amount: 20 } })
      assertAddsUp(cart, { [code]: 0 })
      expect((await world.codesOn(id))[code]).toMatch(/^refused: (coupon_archived, )?code_archived$/)
      expect((await world.checkOut(id)).total).toBe(20)
    },
  )

  describe("bad input", () => {
    it.each([
      ["an empty code", ""],
      ["spaces only", "   "],
      ["10 kB", "X".repeat(10_000)],
      ["a number", 20],
      ["nothing", null],
      ["a list", ["SUMMER20"]],
      ["an object", { code: "SUMMER20" }],
      ["a NUL byte", "SUM\u0000MER"],
      ["a lone surrogate", "SUM\ud800MER"],
      ["SQL", "'; drop table cart; --"],
    ])("is refused with a sentence: %s", async (_name, code) => {
      const { world } = shop
      const cart = await world.cart({ lines: ["Pen"] })
      const answer = await world.tryCode(cart.id, code)
      expect(answer.status).toBe(400)
      expect(answer.body.message).toMatch(/\w{3,}.*\.?$/)
      expect(await world.readCart(cart.id)).toEqual(cart)
    })

    it("is refused with a sentence: fields nobody knows", async () => {
      const { world } = shop
      const { id } = await world.cart({ lines: ["Pen"] })
      const answer = await world.store.post<ErrorBody>(`/store/carts/${id}/promo-codes`, { code: "X", amount: 100 })
      expect(answer.status).toBe(400)
      expect(answer.body.message).toMatch(/amount/)
    })

    it("is refused with a sentence: a path that cannot be stored", async () => {
      const { id } = await shop.world.cart({ lines: ["Pen"] })
      for (const path of ["%00/promo-codes/X", `${id}/promo-codes/%00`]) {
        const answer = await shop.world.store.delete<ErrorBody>(`/store/carts/${path}`)
        expect([answer.status, answer.body.message]).toEqual([
          400,
          "The address contains a character that cannot be stored.",
        ])
      }
    })

    it("answers 404 for a cart that does not exist, on every route", async () => {
      const { world } = shop
      const code = await world.percent(20)
      const path = "/store/carts/cart_nobody"
      const answers = [
        await world.store.post<ErrorBody>(`${path}/promo-codes`, { code }),
        await world.store.delete<ErrorBody>(`${path}/promo-codes/${code}`),
        await world.store.get<ErrorBody>(`${path}/discounts`),
      ]
      for (const { status, body } of answers) {
        expect([status, body.message]).toEqual([404, "Cart with id 'cart_nobody' not found"])
      }
    })

    it("cannot enter or remove codes on a cart that is an order already", async () => {
      const { world } = shop
      const [used, late] = [await world.percent(20), await world.percent(50)]
      const { id } = await world.cart({ lines: ["Pen"] })
      await world.enter(id, used)
      const order = await world.checkOut(id)

      const entered = await world.tryCode(id, late)
      const removed = await world.store.delete<ErrorBody>(`/store/carts/${id}/promo-codes/${used}`)

      for (const { status, body } of [entered, removed]) {
        expect([status, body.message]).toEqual([400, `Cart ${id} is already completed.`])
      }
      expect((await world.readOrder(order.id)).total).toBe(8)
    })
  })
}
