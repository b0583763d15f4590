// Suite: exact money in currencies of 0, 2 and 3 decimals, with prices before and after tax, of items and of shipping.
import { adjustments, assertAddsUp, cents, first, money as amountsOf, saving } from "../../helpers/world"
import type { Shop, WantedLine } from "../../helpers/world"

interface Case {
  name: string
  region: string
  lines: (string | WantedLine)[]
  coupon: Record<string, unknown>
  /** What the code takes off in the line's own tax basis, and what is left to pay. */
  off: number
  total: number
  /** Followed to its order: one of each region and of each way to count. */
  is_bought?: true
}

const percent = (percentage: number, more = {}) => ({ type: "percentage", percentage, ...more })
const fixed = (amounts: Record<string, number>, more = {}) => ({ type: "fixed", amounts: amountsOf(amounts), ...more })
const per_unit = { allocation: "per_unit" }

// Prices: Pen 10 EUR, 1000 JPY, 3.333 KWD; Perfume 20 EUR, 999 JPY, 12.345 KWD; Coffee Mug 14.99 EUR.
const cases: Case[] = [
  {
    name: "15 % of three mugs of 14.99 EUR: 6.7455, so 6.75",
    region: "eur",
    lines: [{ product: "Coffee Mug", quantity: 3 }],
    coupon: percent(15),
    off: 6.75,
    total: 38.22,
  },
  {
    name: "33.3333 % of 20 EUR: 6.66666, so 6.67",
    region: "eur",
    lines: ["Perfume"],
    coupon: percent(33.3333),
    off: 6.67,
    total: 13.33,
    is_bought: true,
  },
  {
    name: "15 % of 999 JPY: 149.85, so 150",
    region: "jpy",
    lines: ["Perfume"],
    coupon: percent(15),
    off: 150,
    total: 849,
    is_bought: true,
  },
  {
    name: "15 % of 12.345 KWD: 1.85175, so 1.852",
    region: "kwd",
    lines: ["Perfume"],
    coupon: percent(15),
    off: 1.852,
    total: 10.493,
  },
  {
    name: "50 % of the smallest price there is takes it all: halves go up",
    region: "kwd",
    lines: ["Sticker"],
    coupon: percent(50),
    off: 0.001,
    total: 0,
    is_bought: true,
  },
  {
    name: "5 EUR over 10 and 20 EUR",
    region: "eur",
    lines: ["Pen", "Perfume"],
    coupon: fixed({ eur: 5 }),
    off: 5,
    total: 25,
  },
  {
    name: "100 JPY over 1000 and 999 JPY",
    region: "jpy",
    lines: ["Pen", "Perfume"],
    coupon: fixed({ jpy: 100 }),
    off: 100,
    total: 1899,
  },
  {
    name: "5 EUR off each of three units of 10 EUR: 15 EUR in all",
    region: "eur",
    lines: [{ product: "Pen", quantity: 3 }],
    coupon: fixed({ eur: 5 }, per_unit),
    off: 15,
    total: 15,
  },
  {
    name: "0.501 KWD off each of two units of 12.345 KWD",
    region: "kwd",
    lines: [{ product: "Perfume", quantity: 2 }],
    coupon: fixed({ kwd: 0.501 }, per_unit),
    off: 1.002,
    total: 23.688,
    is_bought: true,
  },
  {
    name: "more off each unit than it costs takes what it costs",
    region: "eur",
    lines: [{ product: "Pen", quantity: 3 }],
    coupon: fixed({ eur: 15 }, per_unit),
    off: 30,
    total: 0,
  },
  {
    name: "50 % but at most 7 EUR",
    region: "eur",
    lines: ["Pen", "Perfume"],
    coupon: percent(50, { maximum_discount: amountsOf({ eur: 7 }) }),
    off: 7,
    total: 23,
  },
  {
    name: "20 % of prices before 20 % tax: 24 EUR and 4.80 EUR tax",
    region: "net",
    lines: ["Pen", "Perfume"],
    coupon: percent(20),
    off: 6,
    total: 28.8,
  },
  {
    name: "5 EUR off prices before 20 % tax: 25 EUR and 5 EUR tax",
    region: "net",
    lines: ["Pen", "Perfume"],
    coupon: fixed({ eur: 5 }),
    off: 5,
    total: 30,
    is_bought: true,
  },
  {
    name: "5 EUR off prices that include 20 % tax: 5 EUR less to pay",
    region: "gross",
    lines: ["Pen", "Perfume"],
    coupon: fixed({ eur: 5 }),
    off: 5,
    total: 25,
  },
  {
    name: "3 EUR off each unit of prices that include tax",
    region: "gross",
    lines: [{ product: "Perfume", quantity: 3 }],
    coupon: fixed({ eur: 3 }, per_unit),
    off: 9,
    total: 51,
    is_bought: true,
  },
]

export function moneyIsExact(shop: Shop): void {
  it.each(cases)("rules 1 and 2: $name ($region)", async ({ region, lines, coupon, off, total }) => {
    const { world } = shop
    const code = await world.offer(coupon)
    const { id } = await world.cart({ region, lines })

    const cart = await world.enter(id, code)

    assertAddsUp(cart, { [code]: off })
    expect(cart.total).toBeCloseTo(total, 6)
  })

  it("rules 1 and 2: the same amounts are on the orders and in the ledger", async () => {
    const { world } = shop
    for (const { region, lines, coupon, off } of cases.filter((one) => one.is_bought)) {
      const code = await world.offer(coupon)
      const { id } = await world.cart({ region, lines })
      await world.enter(id, code)
      const order = await world.checkOut(id)
      assertAddsUp(order, { [code]: off })
      const redeemed = (await world.redemptions({ order_id: order.id })).map(({ amount }) => amount)
      expect({ region, redeemed }).toEqual({ region, redeemed: [off] })
    }
  })

  const shares: { region: string; product: string; amount: Record<string, number>; parts: number[] }[] = [
    { region: "eur", product: "Pen", amount: { eur: 10 }, parts: [334, 333, 333] },
    { region: "jpy", product: "Pen", amount: { jpy: 1000 }, parts: [334, 333, 333] },
    { region: "kwd", product: "Pen", amount: { kwd: 0.002 }, parts: [1, 1] },
    { region: "eur", product: "Sticker", amount: { eur: 0.02 }, parts: [1, 1] },
    { region: "gross", product: "Pen", amount: { eur: 20 }, parts: [667, 667, 666] },
  ]
  it.each(shares)("rule 2: shares $amount over three equal lines to the last minor unit ($region)", async (one) => {
    const { world } = shop
    const code = await world.fixed(one.amount)
    const lines = [1, 2, 3].map((number) => ({ product: one.product, metadata: { number } }))
    const { id, items } = await world.cart({ region: one.region, lines })
    expect(items).toHaveLength(3)

    const cart = await world.enter(id, code)

    const parts = adjustments(cart, code).map(({ amount }) => cents(amount, cart.currency_code))
    expect(parts.sort((a, b) => b - a)).toEqual(one.parts)
    assertAddsUp(cart, { [code]: Object.values(one.amount)[0] ?? 0 })
  })

  it("shares a cap over the lines to the last minor unit", async () => {
    const { world } = shop
    const code = await world.percent(50, { maximum_discount: amountsOf({ eur: 7 }) })
    const cart = await world.enter((await world.cart({ lines: ["Pen", "Perfume"] })).id, code)
    const off = Object.fromEntries(
      cart.items.map(({ product_title, discount_total }) => [product_title, discount_total]),
    )
    expect(off).toEqual({ Pen: 2.33, Perfume: 4.67 })
    assertAddsUp(cart, { [code]: 7 })
  })

  it("taxes what is left, in regions with prices before tax and after tax", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const net = await world.enter((await world.cart({ region: "net", lines: ["Pen", "Perfume"] })).id, code)
    const gross = await world.enter((await world.cart({ region: "gross", lines: ["Pen", "Perfume"] })).id, code)
    expect(net.tax_total).toBeCloseTo(4.8, 6)
    expect(gross.tax_total).toBeCloseTo(4, 6)
    expect(gross.items.every(({ adjustments: [ours] }) => ours?.is_tax_inclusive === true)).toBe(true)
    expect(net.items.every(({ adjustments: [ours] }) => ours?.is_tax_inclusive === false)).toBe(true)
  })

  // Core takes a percentage off the price without tax: 50 % leaves 10 EUR of 20, and only within 15 digits.
  it.each([
    { core_off: 50, ours: { eur: 3 }, off: 3, total: 7 },
    { core_off: 50, ours: { eur: 15 }, off: 10, total: 0 },
    { core_off: 33, ours: { eur: 15 }, off: 13.4, total: 0 },
  ])("takes $ours off what core's $core_off % leave of a price with tax", async ({ core_off, ours, off, total }) => {
    const { world } = shop
    const core = await world.corePromotion({ type: "percentage", value: core_off })
    const code = await world.fixed(ours)
    const { id } = await world.cart({ region: "gross", lines: ["Perfume"] })
    await world.store.ok("POST", `/store/carts/${id}/promotions`, { promo_codes: [core] })

    const cart = await world.enter(id, code)

    assertAddsUp(cart, { [code]: off })
    expect(cart.total).toBeCloseTo(total, 6)
    if (core_off === 33) {
      await world.checkOut(id)
    }
  })

  it("fault B1: 14.99 less core's 15 %, then our 100 %, is an order of 0 without a payment; the ledger is whole", async () => {
    const { world } = shop
    const core = await world.corePromotion({ type: "percentage", value: 15 })
    const code = await world.percent(100)
    const { id } = await world.cart({ lines: ["Coffee Mug"] })
    await world.store.ok("POST", `/store/carts/${id}/promotions`, { promo_codes: [core] })

    expect((await world.enter(id, code)).total).toBe(0)
    const { status, body } = await world.complete(id)

    expect(status).toBe(200)
    const order = await world.readOrder(body.order?.id ?? "")
    expect(order.total).toBe(0)
    expect((await world.redemptions({ order_id: order.id })).map(({ amount }) => amount)).toEqual([12.74])
  })

  it("fault B5: a cart too large to be counted exactly refuses a code in a sentence; without one it goes on", async () => {
    const { world } = shop
    const code = await world.percent(10)
    const { id, items } = await world.cart({ lines: ["Yacht"] })
    const line = `/store/carts/${id}/line-items/${first(items).id}`
    await world.store.ok("POST", line, { quantity: 1_000_000_000 })

    const entered = await world.store.call("POST", `/store/carts/${id}/promo-codes`, { code })
    expect([entered.status, entered.body]).toMatchObject([400, { code: "amount_too_large" }])
    const typed = await world.store.call("POST", `/store/carts/${id}/promotions`, { promo_codes: [code] })
    expect([typed.status, typed.body]).toMatchObject([400, { code: "amount_too_large" }])
    expect(await world.codesOn(id)).toEqual({})

    await world.store.ok("POST", line, { quantity: 1 })
    await world.enter(id, code)
    const grown = await world.store.call("POST", line, { quantity: 1_000_000_000 })
    expect([grown.status, grown.body]).toMatchObject([400, { type: "invalid_data", code: "amount_too_large" }])
    const cart = await world.readCart(id)
    expect([first(cart.items).quantity, cart.total]).toEqual([1, 89_999.99])
  })

  describe("of shipping", () => {
    const shipping = { target: "shipping" }
    // 30 EUR of items and 6 EUR of shipping; in the net region 20 % tax comes on top of both.
    it.each([
      { name: "half", region: "eur", coupon: percent(50, shipping), shipping_total: 2.5, total: 32.5 },
      { name: "4 EUR off", region: "net", coupon: fixed({ eur: 4 }, shipping), shipping_total: 2.4, total: 38.4 },
      { name: "4 EUR off", region: "gross", coupon: fixed({ eur: 4 }, shipping), shipping_total: 2, total: 32 },
      {
        name: "more off than it costs",
        region: "gross",
        coupon: fixed({ eur: 9 }, shipping),
        shipping_total: 0,
        total: 30,
      },
    ])("rule 6: $name ($region)", async ({ region, coupon, shipping_total, total }) => {
      const { world } = shop
      const code = await world.offer(coupon)
      const { id } = await world.cart({ region, lines: ["Pen", "Perfume"] })
      await world.enter(id, code)
      const cart = await world.ship(id)
      assertAddsUp(cart)
      expect(cart.shipping_total).toBeCloseTo(shipping_total, 6)
      expect(cart.total).toBeCloseTo(total, 6)
      const order = await world.checkOut(id)
      expect(order.shipping_total).toBeCloseTo(shipping_total, 6)
      const method = first(order.shipping_methods)
      expect(method.adjustments.map((adjustment) => adjustment.code)).toEqual([code])
      expect(order.items.flatMap((line) => line.adjustments)).toEqual([])
    })

    it("fault B2: free shipping stays free when core reckons the taxes alone, on request", async () => {
      const { world } = shop
      const region_id = world.region("gross")
      await world.admin.ok("POST", `/admin/regions/${region_id}`, { automatic_taxes: false })
      const code = await world.offer(percent(100, shipping))
      const { id } = await world.cart({ region: "gross", lines: ["Pen", "Perfume"] })
      await world.enter(id, code)
      const untaxed = await world.ship(id)
      expect([untaxed.total, untaxed.shipping_total, untaxed.tax_total]).toEqual([30, 0, 0])
      await world.pay(id)

      await world.store.ok("POST", `/store/carts/${id}/taxes`)

      const taxed = await world.readCart(id)
      expect([taxed.total, taxed.shipping_total, taxed.tax_total]).toEqual([30, 0, 5])
      const order = await world.checkOut(id)
      expect([order.total, order.shipping_total]).toEqual([30, 0])
      expect((await world.redemptions({ order_id: order.id })).map(({ amount }) => amount)).toEqual([6])
    })

    it("waits for a shipping method, and gives it up when the method goes with the address", async () => {
      const { world } = shop
      const code = await world.offer(percent(100, shipping))
      const { id } = await world.cart({ lines: ["Pen"] })
      await world.enter(id, code)
      expect((await world.codesOn(id))[code]).toMatch(/^pending/)
      expect((await world.ship(id)).total).toBe(10)
      expect(await world.codesOn(id)).toEqual({ [code]: "applied" })

      const moved = await world.updateCart(id, {
        region_id: world.region("usd"),
        shipping_address: { country_code: "us" },
      })

      assertAddsUp(moved)
      expect(moved).toMatchObject({ shipping_methods: [], total: 10 })
      expect((await world.codesOn(id))[code]).toMatch(/^pending/)
    })

    it("does not touch shipping with a code for items, whatever it takes off", async () => {
      const { world } = shop
      const code = await world.percent(100)
      const { id } = await world.cart({ region: "gross", lines: ["Pen"] })
      await world.ship(id)
      const cart = await world.enter(id, code)
      assertAddsUp(cart, { [code]: 10 })
      expect(cart).toMatchObject({ total: 6, shipping_total: 6, item_total: 0 })
    })
  })

  it.each(["Liechtenstein", "Cyprus", "Belgium", "Monaco", "Sweden", "kwd"])(
    "sells from stock at odd prices, beside a promotion of core's that is on, and ships it, as the cart said (%s)",
    async (region) => {
      const { world } = shop
      const code = await world.percent(15, { stackable: true })
      const nails = { product: "Brass Nail", quantity: 7 }
      const { id } = await world.cart({ region, lines: ["Silk Ribbon", nails, "Breakfast Box"] })
      await world.ship(id)
      const cart = await world.enter(id, code)
      assertAddsUp(cart)
      expect(new Set(adjustments(cart).map((adjustment) => adjustment.code))).toEqual(
        // Core's promotion has a currency: euros.
        new Set(region === "kwd" ? [code] : ["RIBBONWEEK", code]),
      )
      const order = await world.checkOut(id)
      const [{ amount }] = [first(await world.redemptions({ order_id: order.id }))]
      expect(saving(order, code)).toBe(amount)
    },
  )

  it.each(["net", "gross", "kwd"])(
    "rule 4: sells for nothing, without a payment, at 100 %% off (%s)",
    async (region) => {
      const { world } = shop
      const code = await world.percent(100)
      const { id } = await world.cart({ region, lines: ["Pen", { product: "Perfume", quantity: 2 }] })
      expect((await world.enter(id, code)).total).toBe(0)

      const { status, body } = await world.complete(id)

      expect(status).toBe(200)
      const order = await world.readOrder(body.order?.id ?? "")
      assertAddsUp(order)
      expect(order.total).toBe(0)
      expect(await world.redemptions({ order_id: order.id })).toHaveLength(1)
      expect((await world.findCode(code)).times_redeemed).toBe(1)
    },
  )
}
