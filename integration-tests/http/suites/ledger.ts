// The ledger over HTTP: list, export and statistics (rules 45 and 46).
import { parse } from "csv-parse/sync"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
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
  const { coupons, send, ok, refused, createCoupon, readCoupon, redeem, createCustomer } = adminDesk(shop)

  const list = async (query: string) =>
    (await ok("get", `/admin/redemptions?order=redeemed_at&${query}`)).redemptions as RedemptionJson[]
  const orders = async (query: string) => (await list(query)).map(({ order_id }) => order_id)
  const setClock = (instant: string | number) => coupons().setTestClock(new Date(instant))

  /** The export as a spreadsheet reads it: one object per line. */
  async function exported(query = ""): Promise<Record<string, string>[]> {
    const answer = await send("get", `/admin/redemptions.csv?${query}`)
    expect(answer.status).toBe(200)
    return parse(String(answer.data.text), { columns: true })
  }

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
      await refused("get", "/admin/redemptions?from=0000-01-01", undefined, 400, /years 0001 to 9999/)

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

  describe("the export", () => {
    it("rule 46: has a row for every discounted line, with names and numbers, in the currency's own decimals", async () => {
      const { world } = shop
      const coupon = await world.coupon({
        type: "percentage",
        percentage: 10,
        redeemable_for: ["one_time", "subscription"],
      })
      const { code, id: promo_code_id } = await world.promoCode(coupon.id, { channel: "newsletter" })
      const customer = await world.customer()
      const cart = await world.cart({
        customer,
        lines: ["Pen", { product: "Perfume", quantity: 2 }, { product: "Desk Membership", plan: "Monthly" }],
      })
      await world.enter(cart.id, code)
      const order = await world.checkOut(cart.id)

      const rows = await exported(`coupon_id=${coupon.id}`)

      const listed = await world.redemptions({ coupon_id: coupon.id })
      expect(rows.map(({ line_id, amount }) => [line_id, Number(amount)]).sort()).toEqual(
        listed.flatMap(({ lines }) => lines.map(({ line_id, amount }) => [line_id, amount])).sort(),
      )
      const row = rows.find(({ product }) => product === "Perfume")
      expect(row).toEqual({
        date: NOW.toISOString(),
        kind: "redemption",
        coupon: coupon.name,
        code,
        email: customer.email,
        customer_id: customer.id,
        order_display_id: String(order.display_id),
        invoice_number: "",
        product: "Perfume",
        amount: "4.00",
        currency_code: "eur",
        channel: "newsletter",
        sales_channel: expect.stringMatching(/\w+/) as string,
        coupon_id: coupon.id,
        promo_code_id,
        order_id: order.id,
        invoice_id: "",
        subscription_id: "",
        line_id: expect.stringMatching(/^ordli_/) as string,
        product_id: expect.stringMatching(/^prod_/) as string,
        variant_id: world.variant("Perfume"),
        sales_channel_id: expect.stringMatching(/^sc_/) as string,
        redemption_id: expect.stringMatching(/^redm_/) as string,
      })
      const subscribed = rows.find(({ subscription_id }) => subscription_id !== "")
      expect(subscribed?.invoice_number).toMatch(/^INV-\d+/)
    })

    it("rule 46: keeps yen whole, dinars in thousandths and reversals below zero, with the same filters as the list", async () => {
      const { id } = await createCoupon({ ...percentage, status: "active" })
      await redeem(id, "cus_1", "order_1", { currency_code: "jpy", amount_minor: 700 })
      await redeem(id, "cus_2", "order_2", { currency_code: "kwd", amount_minor: 1125 })
      await coupons().reverse({
        document_ids: ["order_2"],
        give_back: true,
        reason: "canceled",
        now: new Date(NOW.getTime() + 1),
      })
      const amounts = async (query: string) => (await exported(query)).map(({ kind, amount }) => [kind, amount])
      expect(await amounts("")).toEqual([
        ["redemption", "700"],
        ["redemption", "1.125"],
        ["reversal", "-1.125"],
      ])
      expect(await amounts("kind=reversal")).toEqual([["reversal", "-1.125"]])
      expect(await amounts("currency_code=JPY")).toEqual([["redemption", "700"]])
      expect(await amounts("customer_id=cus_3")).toEqual([])
      for (const query of ["from=yesterday", "limit=5", "colour=red", "q=%00"]) {
        await refused("get", `/admin/redemptions.csv?${query}`, undefined, 400, /./)
      }
      expect((await send("get", "/admin/redemptions.csv", undefined, { authorization: "" })).status).toBe(401)
    })

    it("rule 46: is a file for spreadsheets that runs no formula, with quotes, line breaks and umlauts as they are", async () => {
      const nasty = ["=1+1", "+1", "@SUM(A1)", "-1+2", "\t=1", "\uff1d1+1"]
      const plain = ['He said "5 € off", Jörg;\nand 茶', "-5", "a=b"]
      const { id } = await createCoupon({ ...percentage, name: "=cmd|'/c calc'!A0", status: "active" })
      for (const [index, title] of [...nasty, ...plain].entries())
        await redeem(id, `cus_${index}`, `order_${index}`, { title })
      const { base_url, headers } = shop.world.admin

      const answer = await fetch(`${base_url}/admin/redemptions.csv?order_id=order_6`, { headers })

      expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8")
      expect(answer.headers.get("content-disposition")).toBe('attachment; filename="redemptions.csv"')
      expect((await answer.text()).split("\n")[0]).toMatch(/^date,kind,coupon,code,email,/)
      const rows = await exported(`coupon_id=${id}`)
      expect(rows.map(({ product }) => product)).toEqual([...nasty.map((title) => `'${title}`), ...plain])
      expect(new Set(rows.map(({ coupon }) => coupon))).toEqual(new Set(["'=cmd|'/c calc'!A0"]))
      expect(await exported("customer_id=cus_none")).toEqual([])
    })

    describe("of 20,000 rows", () => {
      const ROWS = 20_000

      /** Rows of more than a kilobyte, so that no buffer on the way holds them all. */
      async function fill(coupon_id: string): Promise<void> {
        const database = shop.container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)
        await database.raw(
          `insert into coupon_redemption (id, kind, attempt, discount_id, claim_id, coupon_id, coupon_name, document_type,
             document_id, currency_code, amount_minor, lines, redeemed_at)
           select 'redm_' || n, 'redemption', 0, 'disc_' || n, 'claim_' || n, ?, repeat('x', 2000), 'order', 'order_' || n, 'eur',
             100, '[{"line_id": "line_1", "product_id": null, "variant_id": null, "title": "Tea", "amount_minor": 100}]',
             timestamptz '2027-01-01' + n * interval '1 second'
           from generate_series(1, ${ROWS}) as n`,
          [coupon_id],
        )
      }

      /** Begins a download and reads its first piece. */
      async function begin(coupon_id: string) {
        const pages = jest.spyOn(coupons(), "exportLedger")
        const { base_url, headers } = shop.world.admin
        const abort = new AbortController()
        const url = `${base_url}/admin/redemptions.csv?coupon_id=${coupon_id}`
        const answer = await fetch(url, { headers, signal: abort.signal })
        const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
        const piece = await reader.read()
        expect(piece.value!.length).toBeGreaterThan(0)
        return { pages, reader, abort, first: piece.value! }
      }

      /** How many pages were fetched once no more are. */
      async function settled(pages: jest.SpyInstance): Promise<number> {
        let before = -1
        while (pages.mock.calls.length !== before) {
          before = pages.mock.calls.length
          await new Promise((resolve) => setTimeout(resolve, 300))
        }
        return before
      }

      it("rule 46: streams as fast as the client reads, and holds two pages of it at most", async () => {
        const { id } = await createCoupon(percentage)
        await fill(id)
        const { pages, reader, first } = await begin(id)
        const total = ROWS / 500
        expect(await settled(pages)).toBeLessThan(total / 2)

        const decoder = new TextDecoder()
        let text = decoder.decode(first, { stream: true })
        for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
          text += decoder.decode(piece.value, { stream: true })
        }
        const rows: Record<string, string>[] = parse(text, { columns: true })
        expect(rows).toHaveLength(ROWS)
        expect(rows[ROWS - 1]).toMatchObject({ redemption_id: `redm_${ROWS}`, product: "Tea", amount: "1.00" })
        pages.mockRestore()
      })

      it("rule 46: asks the database for nothing more once the client has gone away", async () => {
        const { id } = await createCoupon(percentage)
        await fill(id)
        const { pages, abort } = await begin(id)
        abort.abort()
        const fetched = await settled(pages)
        expect(fetched).toBeLessThan(ROWS / 500)
        expect((await ok("get", `/admin/redemptions?coupon_id=${id}&limit=1`)).count).toBe(ROWS)
        expect(pages.mock.calls).toHaveLength(fetched)
        pages.mockRestore()
      })

      it("rule 46: is cut off when the database fails half way, so that half a file is not taken for a whole one", async () => {
        const { id } = await createCoupon(percentage)
        await fill(id)
        const { pages, reader } = await begin(id)
        pages.mockRejectedValue(new Error("the database is gone"))
        const rest = async () => {
          for (let piece = await reader.read(); !piece.done; piece = await reader.read());
        }
        await expect(rest()).rejects.toThrow(/terminated/)
        pages.mockRestore()
        expect((await send("get", "/admin/redemptions?limit=1")).status).toBe(200)
      })
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
