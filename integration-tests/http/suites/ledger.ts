// The ledger over HTTP: the list and the statistics of a coupon (rules 45 and 46).
import { adminDesk, NOW, percentage } from "../../helpers/admin-desk"
import type { RedemptionJson } from "../../helpers/admin-desk"
import { first, unique } from "../../helpers/world"
import type { Shop } from "../../helpers/world"

interface Figures {
  redemptions: number
  amounts: { currency_code: string; redemptions: number; amount: number }[]
}

interface Statistics {
  coupon_id: string
  time_zone: string
  from: string
  to: string
  totals: Figures
  by_day: (Figures & { date: string })[]
  by_channel: (Figures & { channel: string | null })[]
  by_sales_channel: (Figures & { sales_channel_id: string | null; name: string | null })[]
}

const DAY_MS = 24 * 60 * 60 * 1000
const none = { redemptions: 0, amounts: [] }
const one = (currency_code: string, redemptions: number, amount: number) => ({
  redemptions,
  amounts: [{ currency_code, redemptions, amount }],
})

export function ledger(shop: Shop): void {
  const { coupons, ok, refused, createCoupon, readCoupon, redeem, createCustomer } = adminDesk(shop)

  const list = async (query: string) =>
    (await ok("get", `/admin/redemptions?order=redeemed_at&${query}`)).redemptions as RedemptionJson[]
  const orders = async (query: string) => (await list(query)).map(({ order_id }) => order_id)
  const setClock = (instant: string | number) => coupons().setTestClock(new Date(instant))

  describe("redemptions", () => {
    it("rule 46: say who, what, which order, when and how much; a reversal takes it back", async () => {
      const customer = await createCustomer("buyer@example.com")
      const { id } = await createCoupon({ ...percentage, status: "active" })
      await redeem(id, customer.id, "order_1", { amount_minor: 605 })
      await setClock("2027-01-16T23:59:59.999Z")
      await redeem(id, "cus_gone", "order_2", { amount_minor: 700 })
      const [first] = await list(`coupon_id=${id}`)
      expect(first).toMatchObject({
        id: expect.stringMatching(/^redm_/) as string,
        kind: "redemption",
        coupon_id: id,
        name: "Summer sale",
        customer_id: customer.id,
        email: "buyer@example.com",
        customer: { id: customer.id, email: "buyer@example.com", first_name: null, last_name: null },
        order_id: "order_1",
        currency_code: "eur",
        amount: 6.05,
        lines: [{ line_id: "line_1", product_id: "prod_1", variant_id: "variant_1", title: "Tea", amount: 6.05 }],
        redeemed_at: NOW.toISOString(),
      })
      expect(await orders("order_id=order_2")).toEqual(["order_2"])
      expect(await orders(`customer_id=${customer.id}`)).toEqual(["order_1"])
      expect(await orders("from=2027-01-16&to=2027-01-16")).toEqual(["order_2"])
      expect(await orders("to=2027-01-15")).toEqual(["order_1"])
      expect(await orders("from=2027-01-17")).toEqual([])
      await refused("get", "/admin/redemptions?from=yesterday", undefined, 400, /date/i)
      await refused("get", "/admin/redemptions?from=0000-01-01", undefined, 400, /years 1970 to 2199/)

      await coupons().reverse({ document_ids: ["order_1"], give_back: true, reason: "order_canceled", now: NOW })
      const [back] = await list("kind=reversal")
      expect(back).toMatchObject({
        amount: -6.05,
        reverses_id: first?.id,
        reason: "order_canceled",
        order_id: "order_1",
      })
      expect((await readCoupon(id)).times_redeemed).toBe(1)
    })

    it("rule 46: are found by name, code, e-mail address and order number, and sorted", async () => {
      const { world } = shop
      const code = await world.percent(20, { name: "Tea_time 100%" })
      const customer = await world.customer()
      const sold = async (quantity: number, buyer: object) => {
        const cart = await world.cart({ ...buyer, lines: [{ product: "Pen", quantity }] })
        await world.enter(cart.id, code)
        return world.checkOut(cart.id)
      }
      const small = await sold(1, { customer })
      const big = await sold(3, { email: `${unique("guest")}@example.com` })
      const { email } = first(await world.redemptions({ order_id: big.id })) as unknown as { email: string }
      expect(email).toMatch(/^guest\d+@example.com$/)
      const found = (q: string) => orders(`q=${encodeURIComponent(q)}`)
      const both = [small.id, big.id]
      expect(await found(code.toLowerCase())).toEqual(both)
      expect(await found("tea_time 100%")).toEqual(both)
      expect(await found("teaXtime")).toEqual([])
      expect(await found(customer.email.toUpperCase())).toEqual([small.id])
      expect(await found(email)).toEqual([big.id])
      expect(await found(`#${big.display_id}`)).toEqual([big.id])
      expect(await found(`#${small.display_id}`)).toEqual([small.id])
      expect(await found(big.id)).toEqual([big.id])
      expect(await found("99999999999")).toEqual([])
      const amounts = async (query: string) =>
        ((await ok("get", `/admin/redemptions?${query}`)).redemptions as RedemptionJson[]).map(({ amount }) => amount)
      expect(await amounts("order=amount")).toEqual([2, 6])
      expect(await amounts("order=-amount&limit=1")).toEqual([6])
      expect(await amounts("order=amount&limit=1&offset=1")).toEqual([6])
      expect(await list(`order_id=${big.id}`)).toMatchObject([
        { order_display_id: big.display_id, invoice_number: null, lines: [{ title: "Pen", amount: 6 }] },
      ])
      for (const query of ["order=lines", "currency_code=euro", "kind=gift", "q[a]=1", "colour=red", "limit=-1"]) {
        await refused("get", `/admin/redemptions?${query}`, undefined, 400, /./)
      }
    })
  })

  describe("the statistics of a coupon", () => {
    const statistics = async (id: string, query = "") =>
      (await ok("get", `/admin/coupons/${id}/statistics?${query}`)).statistics as Statistics

    it("rule 46: count redemptions and money by day, channel and sales channel, currencies apart", async () => {
      const { world } = shop
      const coupon = await world.coupon({ type: "percentage", percentage: 10 })
      const letter = await world.promoCode(coupon.id, { channel: "newsletter" })
      const silent = await world.promoCode(coupon.id)
      const other = await createCoupon({ ...percentage, status: "active" })
      await redeem(other.id, "cus_0", "order_0")
      const { sales_channel_id } = first(await soldFor(letter.code))
      await redeem(coupon.id, "cus_1", "order_1", { promo_code_id: silent.id, currency_code: "jpy", amount_minor: 700 })
      await setClock(NOW.getTime() + 2 * DAY_MS)
      await redeem(coupon.id, "cus_2", "order_2", { promo_code_id: letter.id, amount_minor: 605 })

      const got = await statistics(coupon.id)

      expect(got).toMatchObject({ coupon_id: coupon.id, time_zone: "UTC", from: "2027-01-15", to: "2027-01-17" })
      const mixed = {
        redemptions: 2,
        amounts: [
          { currency_code: "eur", redemptions: 1, amount: 1 },
          { currency_code: "jpy", redemptions: 1, amount: 700 },
        ],
      }
      expect(got.by_day).toEqual([
        { date: "2027-01-15", ...mixed },
        { date: "2027-01-16", ...none },
        { date: "2027-01-17", ...one("eur", 1, 6.05) },
      ])
      expect(got.by_channel).toEqual([
        { channel: "newsletter", ...one("eur", 2, 7.05) },
        { channel: null, ...one("jpy", 1, 700) },
      ])
      expect(got.totals).toEqual({
        redemptions: 3,
        amounts: [
          { currency_code: "eur", redemptions: 2, amount: 7.05 },
          { currency_code: "jpy", redemptions: 1, amount: 700 },
        ],
      })
      const here = got.by_sales_channel.find((row) => row.sales_channel_id === sales_channel_id)
      expect(here).toEqual({ sales_channel_id, name: expect.stringMatching(/\w+/) as string, ...one("eur", 1, 1) })
      const gone = got.by_sales_channel.find((row) => row.sales_channel_id === "sc_1")
      expect(gone).toMatchObject({ name: null, redemptions: 2 })
      expect((await statistics(coupon.id, "currency_code=jpy")).totals).toEqual(one("jpy", 1, 700))
    })

    /** Sells a pen with the code; answers the ledger's rows. */
    async function soldFor(code: string): Promise<{ sales_channel_id: string }[]> {
      const cart = await shop.world.cart({ lines: ["Pen"] })
      await shop.world.enter(cart.id, code)
      const { id } = await shop.world.checkOut(cart.id)
      return (await shop.world.redemptions({ order_id: id })) as unknown as { sales_channel_id: string }[]
    }

    it("rule 46: take back what was reversed, on the day that happened", async () => {
      const { id } = await createCoupon({ ...percentage, status: "active" })
      await redeem(id, "cus_1", "order_1")
      const next = new Date(NOW.getTime() + DAY_MS)
      await setClock(next.getTime())
      await coupons().reverse({ document_ids: ["order_1"], give_back: true, reason: "canceled", now: next })
      const got = await statistics(id)
      expect(got.by_day).toEqual([
        { date: "2027-01-15", ...one("eur", 1, 6) },
        { date: "2027-01-16", ...one("eur", -1, -6) },
      ])
      expect(got.totals).toEqual(one("eur", 0, 0))
    })

    it("rule 46: cover the days asked for, also those without redemptions, and refuse what cannot be", async () => {
      const { id } = await createCoupon({ ...percentage, status: "active" })
      expect(await statistics(id)).toMatchObject({
        totals: none,
        by_day: [{ date: "2027-01-15", ...none }],
        by_channel: [],
      })
      await redeem(id, "cus_1", "order_1")
      const range = await statistics(id, "from=2027-01-14&to=2027-02-03")
      expect(range.by_day).toHaveLength(21)
      expect(range.by_day.filter(({ redemptions }) => redemptions > 0)).toEqual([
        { date: "2027-01-15", ...one("eur", 1, 6) },
      ])
      expect((await statistics(id, "from=2027-01-15T12:00:00.001Z")).totals).toEqual(none)
      expect((await statistics(id, "to=2027-01-15T12:00:00.000Z")).totals).toEqual(one("eur", 1, 6))
      const url = `/admin/coupons/${id}/statistics`
      await refused("get", `${url}?from=2027-02-01&to=2027-01-31`, undefined, 400, /must not be before/)
      await refused("get", `${url}?from=2000-01-01&to=2027-01-31`, undefined, 400, /at most 3660/)
      await refused("get", `${url}?from=soon`, undefined, 400, /date/i)
      await refused("get", `${url}?limit=5`, undefined, 400, /limit/)
      await refused("get", "/admin/coupons/coup_none/statistics", undefined, 404, /not found/)
    })
  })
}
