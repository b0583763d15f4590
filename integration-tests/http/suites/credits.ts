// Suite: gift cards and store credit of the official loyalty plugin beside coupons, in either order (rules 4 and 5).
import { assertAddsUp, first, money, saving, unique } from "../../helpers/world"
import type { Cart, Customer, Shop } from "../../helpers/world"

/** What is promised of a cart of 60 EUR (three bottles of 20 EUR; in the net region 72 EUR with tax). */
interface Case {
  name: string
  region?: string
  coupon: Record<string, unknown>
  /** What the gift card or the account holds. */
  holds: number
  /** What the code takes off, in the tax basis of the prices; what credit pays; what is left to pay in money. */
  off: number
  credit: number
  total: number
  /** Followed through another refresh to its order: one of each kind. */
  is_bought?: true
}

const percent = (percentage: number, more = {}) => ({ type: "percentage", percentage, ...more })
const money_only = { applicable_to_credits: false }

const cases: Case[] = [
  { name: "20 % of all", coupon: percent(20), holds: 30, off: 12, credit: 30, total: 18, is_bought: true },
  { name: "20 % of all, more credit than left", coupon: percent(20), holds: 50, off: 12, credit: 48, total: 0 },
  { name: "20 % of the money", coupon: percent(20, money_only), holds: 30, off: 6, credit: 30, total: 24 },
  {
    name: "20 % of the money, where credit pays nearly all",
    coupon: percent(20, money_only),
    holds: 50,
    off: 2,
    credit: 50,
    total: 8,
    is_bought: true,
  },
  {
    name: "20 % of no money at all",
    coupon: percent(20, money_only),
    holds: 100,
    off: 0,
    credit: 60,
    total: 0,
  },
  { name: "90 % of the money", coupon: percent(90, money_only), holds: 20, off: 36, credit: 20, total: 4 },
  {
    name: "20 % of the money, capped",
    coupon: percent(20, { ...money_only, maximum_discount: money({ eur: 5 }) }),
    holds: 30,
    off: 5,
    credit: 30,
    total: 25,
  },
  {
    name: "20 % of the money before tax: half of 72 is paid by credit",
    region: "net",
    coupon: percent(20, money_only),
    holds: 36,
    off: 6,
    credit: 36,
    total: 28.8,
    is_bought: true,
  },
  {
    name: "20 % of the money with tax",
    region: "gross",
    coupon: percent(20, money_only),
    holds: 30,
    off: 6,
    credit: 30,
    total: 24,
    is_bought: true,
  },
  {
    name: "a fixed amount off a cart that credit pays whole",
    coupon: { type: "fixed", amounts: money({ eur: 15 }) },
    holds: 60,
    off: 15,
    credit: 45,
    total: 0,
    is_bought: true,
  },
]

export function credits(shop: Shop): void {
  async function giftCard(value: number): Promise<string> {
    const body = { currency_code: "eur", value }
    return (await shop.world.admin.ok<{ gift_card: { code: string } }>("POST", "/admin/gift-cards", body)).gift_card
      .code
  }

  /** Uses a gift card and answers the cart as stored. */
  async function useGiftCard(cart_id: string, code: string): Promise<Cart> {
    await shop.world.store.ok("POST", `/store/carts/${cart_id}/gift-cards`, { code })
    return shop.world.readCart(cart_id)
  }

  async function giftCardBalance(code: string): Promise<number> {
    const { gift_cards } = await shop.world.admin.ok<{ gift_cards: { id: string }[] }>(
      "GET",
      `/admin/gift-cards?q=${code}`,
    )
    const path = `/admin/gift-cards/${first(gift_cards).id}?fields=*store_credit_account`
    const { gift_card } = await shop.world.admin.ok<{ gift_card: { store_credit_account: { balance: number } } }>(
      "GET",
      path,
    )
    return gift_card.store_credit_account.balance
  }

  async function bottles(region = "eur", customer?: Customer): Promise<string> {
    return shop.world.openCart({ region, customer, lines: [{ product: "Perfume", quantity: 3 }] })
  }

  /** Any change of the cart: core prices it anew, and the loyalty plugin writes its gift card lines anew. */
  async function refresh(cart_id: string): Promise<Cart> {
    return shop.world.updateCart(cart_id, { metadata: { refreshed: unique("time ") } })
  }

  function expectPromised(cart: Cart, code: string, { off, credit, total }: Case): void {
    assertAddsUp(cart)
    expect({ off: saving(cart, code), credit: cart.credit_line_total, total: cart.total }).toEqual({
      off,
      credit: expect.closeTo(credit, 6) as number,
      total: expect.closeTo(total, 6) as number,
    })
  }

  it.each(cases)("rule 5: $name, with a gift card before and after the code", async (one) => {
    const { world } = shop
    const code = await world.offer(one.coupon)
    const [before, after] = [await bottles(one.region), await bottles(one.region)]
    const card = await giftCard(one.holds)
    await useGiftCard(before, await giftCard(one.holds))
    expectPromised(await world.enter(before, code), code, one)
    await world.enter(after, code)
    expectPromised(await useGiftCard(after, card), code, one)

    if (!one.is_bought) {
      return
    }
    for (const id of [before, after]) {
      expectPromised(await refresh(id), code, one)
    }

    const order = await world.checkOut(after)
    expect(saving(order, code)).toBe(one.off)
    expect(await giftCardBalance(card)).toBeCloseTo(one.holds - one.credit, 6)
    const redeemed = (await world.redemptions({ order_id: order.id })).map(({ amount }) => amount)
    expect(redeemed).toEqual(one.off > 0 ? [one.off] : [])
  })

  it("rule 5: follows credit and contents as they come and go", async () => {
    const { world } = shop
    const code = await world.percent(20, money_only)
    const card = await giftCard(50)
    const id = await bottles()
    await world.enter(id, code)
    expect((await useGiftCard(id, card)).total).toBeCloseTo(8, 6)

    const line = first((await world.readCart(id)).items)
    const less = await world.setQuantity(id, line.id, 2)
    assertAddsUp(less, { [code]: 0 })
    expect(less).toMatchObject({ total: 0, credit_line_total: 40 })
    expect(await world.codesOn(id)).toEqual({ [code]: "pending: nothing_to_discount" })
    const more = await world.setQuantity(id, line.id, 4)
    assertAddsUp(more, { [code]: 6 })
    expect(more).toMatchObject({ total: 24, credit_line_total: 50 })

    await world.store.ok("DELETE", `/store/carts/${id}/gift-cards`, { code: card })
    const without = await world.readCart(id)
    assertAddsUp(without, { [code]: 16 })
    await useGiftCard(id, card)
    const removed = await world.removeCode(id, code)
    assertAddsUp(removed, { [code]: 0 })
    expect(removed).toMatchObject({ total: 30, credit_line_total: 50 })
  })

  it("rule 5: shipping is paid by credit as well, and a code for shipping leaves that part alone", async () => {
    const { world } = shop
    const code = await world.percent(100, { target: "shipping", ...money_only })
    const id = await bottles("gross")
    await world.ship(id)
    await useGiftCard(id, await giftCard(33))
    const cart = await world.enter(id, code)
    assertAddsUp(cart)
    // Half of 66 EUR is paid by credit, so half of the 6 EUR of shipping is in money.
    expect(cart).toMatchObject({
      shipping_total: expect.closeTo(3, 6) as number,
      total: expect.closeTo(30, 6) as number,
    })
    expect((await refresh(id)).total).toBeCloseTo(30, 6)
    await world.checkOut(id)
  })

  it("rule 23: a code that could not be entered leaves nothing behind", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const card = await giftCard(60)
    const [id, other] = [await bottles(), await bottles()]
    await useGiftCard(id, card)
    await useGiftCard(other, card)
    await world.checkOut(other)
    const before = await world.readCart(id)

    // The loyalty plugin cannot refresh a cart whose gift card is empty.
    expect((await world.tryCode(id, code)).status).toBe(400)

    const after = await world.readCart(id)
    assertAddsUp(after, { [code]: 0 })
    expect(after.items).toEqual(before.items)
    expect(await world.codesOn(id)).toEqual({})
  })

  describe("store credit", () => {
    async function account(balance: number): Promise<{ customer: Customer; account_id: string }> {
      const { world } = shop
      const customer = await world.customer()
      const { store_credit_account } = await world.admin.ok<{ store_credit_account: { id: string } }>(
        "POST",
        "/admin/store-credit-accounts",
        { currency_code: "eur", customer_id: customer.id },
      )
      const path = `/admin/store-credit-accounts/${store_credit_account.id}`
      await world.admin.ok("POST", `${path}/credit`, { amount: balance })
      return { customer, account_id: store_credit_account.id }
    }

    async function balanceOf(account_id: string): Promise<number> {
      const path = `/admin/store-credit-accounts/${account_id}`
      return (await shop.world.admin.ok<{ store_credit_account: { balance: number } }>("GET", path))
        .store_credit_account.balance
    }

    const use = async (cart_id: string, { store }: Customer, amount?: number): Promise<Cart> => {
      await store.ok("POST", `/store/carts/${cart_id}/store-credits`, amount === undefined ? {} : { amount })
      return shop.world.readCart(cart_id)
    }

    it.each([
      { name: "of the money", coupon: percent(20, money_only), off: 6, total: 24 },
      { name: "of all", coupon: percent(20), off: 12, total: 18 },
    ])("rule 5: 20 % $name beside 30 EUR of store credit", async ({ coupon, off, total }) => {
      const { world } = shop
      const { customer, account_id } = await account(100)
      const code = await world.offer(coupon)
      const [before, after] = [await bottles("eur", customer), await bottles("eur", customer)]
      await use(before, customer, 30)
      const wanted = { name: "", coupon, holds: 30, off, credit: 30, total }
      expectPromised(await world.enter(before, code), code, wanted)
      await world.enter(after, code)
      expectPromised(await use(after, customer, 30), code, wanted)
      expectPromised(await refresh(before), code, wanted)
      expectPromised(await refresh(after), code, wanted)

      const order = await world.checkOut(before)

      expect(saving(order, code)).toBe(off)
      expect(await balanceOf(account_id)).toBe(70)
    })

    it("rule 4: gives back the credit that a later code makes superfluous", async () => {
      const { world } = shop
      const { customer, account_id } = await account(100)
      const code = await world.percent(20)
      const id = await bottles("eur", customer)
      expect(await use(id, customer)).toMatchObject({ total: 0, credit_line_total: 60 })

      const cart = await world.enter(id, code)

      assertAddsUp(cart, { [code]: 12 })
      expect(cart).toMatchObject({ total: 0, credit_line_total: 48 })
      const line = first(cart.items)
      expect(await world.setQuantity(id, line.id, 1)).toMatchObject({ total: 0, credit_line_total: 16 })
      await world.checkOut(id)
      expect(await balanceOf(account_id)).toBe(84)
    })

    it("rule 5: a gift card, store credit and two codes share one cart", async () => {
      const { world } = shop
      const { customer, account_id } = await account(10)
      const stackable = { stackable: true }
      const first_code = await world.percent(50, { ...money_only, ...stackable })
      const second_code = await world.percent(50, { ...money_only, ...stackable })
      const card = await giftCard(20)
      const id = await bottles("eur", customer)
      await use(id, customer)
      await useGiftCard(id, card)
      await world.enter(id, first_code, second_code)
      // 30 EUR are paid in money: 15 off, then half of what is left of them.
      const cart = await refresh(id)
      assertAddsUp(cart, { [first_code]: 15, [second_code]: 7.5 })
      expect(cart).toMatchObject({ credit_line_total: 30, total: 7.5 })
      await world.checkOut(id)
      expect([await balanceOf(account_id), await giftCardBalance(card)]).toEqual([0, 0])
    })
  })

  it("rule 31: every seam is in place beside the loyalty plugin's own handlers", async () => {
    const { healthy, seams } = await shop.world.admin.ok<{
      healthy: boolean
      seams: { name: string; detail: string }[]
    }>("GET", "/admin/coupons/health")
    expect(healthy).toBe(true)
    expect(seams.find(({ name }) => name === "complete-cart.orderCreated")?.detail).toBe("chained")
  })
}
