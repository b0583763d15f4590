// The ledger as a file over HTTP: what is in it, and that it streams (rule 46).
import { parse } from "csv-parse/sync"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { adminDesk, NOW, percentage } from "../../helpers/admin-desk"
import type { Shop } from "../../helpers/world"

export function ledgerExport(shop: Shop): void {
  const { coupons, send, ok, refused, createCoupon, redeem } = adminDesk(shop)

  /** The export as a spreadsheet reads it: one object per line. */
  async function exported(query = ""): Promise<Record<string, string>[]> {
    const answer = await send("get", `/admin/redemptions.csv?${query}`)
    expect(answer.status).toBe(200)
    return parse(String(answer.data.text), { columns: true })
  }

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
      for (const [index, title] of [...nasty, ...plain].entries()) {
        await redeem(id, `cus_${index}`, `order_${index}`, { title })
      }
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
          for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {}
        }
        await expect(rest()).rejects.toThrow(/terminated/)
        pages.mockRestore()
        expect((await send("get", "/admin/redemptions?limit=1")).status).toBe(200)
      })
    })
  })
}
