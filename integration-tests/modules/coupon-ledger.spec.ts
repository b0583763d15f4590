// Reports over the ledger, events of what was written, and edits at the same moment, on a real PostgreSQL.
import path from "node:path"
import type { IEventBusModuleService } from "@medusajs/framework/types"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"
import fc from "fast-check"
import { DateTime } from "luxon"
import { checkKeptNumbers } from "../helpers/kept-numbers"
import { COUPON_MODULE } from "../../src/modules/coupon"
import type { LedgerFilter } from "../../src/modules/coupon/ledger/filter"
import type { LedgerCursor, RedemptionRow } from "../../src/modules/coupon/ledger/reports"
import type { Tally } from "../../src/modules/coupon/ledger/sums"
import type CouponModuleService from "../../src/modules/coupon/service"
import { claimOf, createCode, createCoupon, entryOf, invoiceRedemption, NOW, outcomes, unique } from "./coupon-builders"

const room = path.resolve(__dirname, "../../src/modules/coupon")
// Clocks change there on 14 March and 7 November 2027.
const ZONE = "America/New_York"
const LATER = new Date(NOW.getTime() + 60_000)
const ALL = { limit: 1000, offset: 0, order: "redeemed_at" }

moduleIntegrationTestRunner<CouponModuleService>({
  moduleName: COUPON_MODULE,
  resolve: room,
  pathToMigrations: path.join(room, "migrations"),
  moduleOptions: { testClock: true, timeZone: ZONE },
  testSuite: ({ service, MikroOrmWrapper }) => {
    checkKeptNumbers(MikroOrmWrapper)

    const sql = <T>(text: string): Promise<T[]> => MikroOrmWrapper.forkManager().execute<T[]>(text)

    interface Sale {
      at: Date
      currency_code: string
      amount_minor: number
      channel: string | null
      sales_channel_id: string | null
      is_reversed: boolean
    }

    /** Sells one order with the coupon, as the ledger sees it. */
    async function sell(coupon: Awaited<ReturnType<typeof createCoupon>>, sale: Sale): Promise<string> {
      const { at, currency_code, amount_minor, sales_channel_id } = sale
      const code = await createCode(service, coupon, { channel: sale.channel })
      const [claim] = await service.claim([claimOf(coupon, code, { currency_code, sales_channel_id, now: at })])
      const order_id = unique("order")
      const redemption = entryOf(order_id, { document_type: "order", order_id, currency_code, amount_minor })
      const target = { target_type: "order" as const, target_id: order_id, starts_at: null }
      await service.redeem({
        order_id,
        claim_ids: [claim!.id],
        discounts: [{ claim_id: claim!.id, ...target, redemption }],
        now: at,
      })
      if (sale.is_reversed) {
        const now = new Date(at.getTime() + 36 * 60 * 60 * 1000)
        await service.reverse({ document_ids: [order_id], give_back: true, reason: "canceled", now })
      }
      return order_id
    }

    /** Fills the ledger with `count` orders of one coupon, a millisecond apart in pairs, without the verbs' round trips. */
    async function fill(coupon_id: string, count: number): Promise<void> {
      await sql(
        `insert into coupon_redemption (id, kind, attempt, discount_id, claim_id, coupon_id, coupon_name, document_type,
           document_id, currency_code, amount_minor, lines, redeemed_at)
         select 'redm_' || lpad(n::text, 8, '0'), 'redemption', 0, 'disc_' || n, 'claim_' || n, '${coupon_id}', 'Bulk', 'order',
           'order_' || n, 'eur', 100, '[]', timestamptz '2027-01-01' + (n / 2) * interval '1 millisecond'
         from generate_series(1, ${count}) as n`,
      )
    }

    async function exported(filter: LedgerFilter, limit: number, between: (page: number) => Promise<void>) {
      const written_before = new Date()
      const pages: RedemptionRow[][] = []
      let after: LedgerCursor | null = null
      do {
        const page: Awaited<ReturnType<typeof service.exportLedger>> = await service.exportLedger({
          filter,
          written_before,
          after,
          limit,
        })
        pages.push(page.rows)
        after = page.next
        await between(pages.length)
      } while (after)
      return pages
    }

    describe("reports", () => {
      it("rule 46: the statistics are the sums of the list, per day of the store's time zone, whatever was sold", async () => {
        const sale: fc.Arbitrary<Sale> = fc.record({
          // Around both changes of the clock, where a day has 23 or 25 hours.
          at: fc
            .tuple(fc.constantFrom("2027-03-13T22:00:00Z", "2027-11-06T22:00:00Z"), fc.nat(72 * 60))
            .map(([start, minutes]) => new Date(Date.parse(start) + minutes * 60_000)),
          currency_code: fc.constantFrom("eur", "jpy", "kwd"),
          amount_minor: fc.integer({ min: 1, max: 1_000_000 }),
          channel: fc.constantFrom(null, "newsletter", "radio"),
          sales_channel_id: fc.constantFrom(null, "sc_1", "sc_2"),
          is_reversed: fc.boolean(),
        })
        await fc.assert(
          fc.asyncProperty(fc.array(sale, { maxLength: 8 }), async (sales) => {
            const coupon = await createCoupon(service)
            for (const one of sales) {
              await sell(coupon, one)
            }
            const filter = { coupon_id: [coupon.id] }
            const [rows, count] = await service.listLedger(filter, ALL)
            expect(count).toBe(rows.length)
            expect(rows).toHaveLength(sales.length + sales.filter(({ is_reversed }) => is_reversed).length)

            const tallies = await service.tallyLedger(filter)

            const day = (row: RedemptionRow) => DateTime.fromJSDate(row.redeemed_at, { zone: ZONE }).toISODate()!
            expect(asText(tallies.totals, () => "")).toEqual(summed(rows, () => ""))
            expect(asText(tallies.by_day, ({ date }) => date)).toEqual(summed(rows, day))
            expect(asText(tallies.by_channel, ({ channel }) => String(channel))).toEqual(
              summed(rows, ({ channel }) => String(channel)),
            )
            expect(asText(tallies.by_sales_channel, (row) => String(row.sales_channel_id))).toEqual(
              summed(rows, (row) => String(row.sales_channel_id)),
            )
          }),
          { numRuns: 15 },
        )
      })

      it("rule 45: statistics of any range are the sums of its rows, wherever it cuts a day or a quarter of an hour", async () => {
        const coupon = await createCoupon(service)
        const start = Date.parse("2027-03-12T00:00:00Z")
        const minutes = [0, 14, 15, 29, 1439, 1440, 1500, 2879, 2880, 4000, 4320, 5759]
        for (const [index, at] of minutes.entries()) {
          await sell(coupon, {
            at: new Date(start + at * 60_000),
            currency_code: index % 3 === 0 ? "usd" : "eur",
            amount_minor: 100 + index,
            channel: index % 2 === 0 ? "radio" : null,
            sales_channel_id: "sc_1",
            is_reversed: index % 4 === 0,
          })
        }
        const [all] = await service.listLedger({ coupon_id: [coupon.id] }, ALL)
        const instant = fc.integer({ min: -10, max: 8000 }).map((at) => new Date(start + at * 60_000))
        const day = (row: RedemptionRow) => DateTime.fromJSDate(row.redeemed_at, { zone: ZONE }).toISODate()!
        await fc.assert(
          fc.asyncProperty(
            fc.option(instant, { nil: undefined }),
            fc.option(instant, { nil: undefined }),
            fc.boolean(),
            async (from, end, is_whole) => {
              // As plain dates are read: to the last millisecond of something.
              const to = end && is_whole ? new Date(end.getTime() - 1) : end
              const rows = all.filter(({ redeemed_at }) => (!from || redeemed_at >= from) && (!to || redeemed_at <= to))
              const tallies = await service.tallyLedger({ coupon_id: [coupon.id], from, to })
              expect(asText(tallies.totals, () => "")).toEqual(summed(rows, () => ""))
              expect(asText(tallies.by_day, ({ date }) => date)).toEqual(summed(rows, day))
              expect(asText(tallies.by_channel, ({ channel }) => String(channel))).toEqual(
                summed(rows, ({ channel }) => String(channel)),
              )
            },
          ),
          { numRuns: 60 },
        )
      })

      it("rule 46: a far page is the same page, and its count is exact", async () => {
        const coupon = await createCoupon(service)
        // 3,000 rows over five days, two of each instant.
        await sql(
          `insert into coupon_redemption (id, kind, attempt, discount_id, claim_id, coupon_id, coupon_name, document_type,
             document_id, currency_code, amount_minor, lines, redeemed_at, channel)
           select 'far_' || lpad(n::text, 8, '0'), 'redemption', 0, 'disc_' || n, 'claim_' || n, '${coupon.id}', 'Far', 'order',
             'order_' || n, 'eur', 100, '[]', timestamptz '2027-02-01' + (n / 2) * interval '5 minutes',
             case when n % 3 = 0 then 'radio' end
           from generate_series(1, 3000) as n`,
        )
        for (const order of ["redeemed_at", "-redeemed_at"]) {
          for (const filter of [{ coupon_id: [coupon.id] }, { coupon_id: [coupon.id], channel: ["radio"] }]) {
            const [all, count] = await service.listLedger(filter, { limit: 10_000, offset: 0, order })
            expect(count).toBe(filter.channel ? 1000 : 3000)
            for (const offset of [999, 1000, 1001, 1700, 2990, 2999, 3000, 5000]) {
              const page = await service.listLedger(filter, { limit: 7, offset, order })
              expect(page[0].map(({ id }) => id)).toEqual(all.slice(offset, offset + 7).map(({ id }) => id))
              expect(page.slice(1)).toEqual([count, false])
            }
          }
        }
      })

      it("rule 32: sums make nobody wait: a redemption is booked while another one of the coupon is not committed", async () => {
        const coupon = await createCoupon(service)
        const sale = {
          at: NOW,
          currency_code: "eur",
          amount_minor: 500,
          channel: null,
          sales_channel_id: null,
          is_reversed: false,
        }
        await sell(coupon, sale)
        const row = (id: string) =>
          `insert into coupon_redemption (id, kind, attempt, discount_id, claim_id, coupon_id, coupon_name, document_type,
             document_id, currency_code, amount_minor, lines, redeemed_at)
           values ('${id}', 'redemption', 0, '${id}', '${id}', '${coupon.id}', 'Open', 'order', '${id}', 'eur', 70, '[]', '${NOW.toISOString()}')`
        const kept = async () =>
          (
            await sql<{ amount: number }>(
              `select sum(amount_minor) as amount from coupon_ledger_day where coupon_id = '${coupon.id}'`,
            )
          )[0]!.amount
        for (const [outcome, more] of [
          ["commit", 70],
          ["rollback", 0],
        ] as const) {
          const before = await kept()
          const open = MikroOrmWrapper.forkManager()
          await open.begin()
          await open.execute(row(unique("open")))
          // Waits for nothing: the other transaction goes on only afterwards.
          await sell(coupon, sale)
          await open[outcome]()
          expect(await kept()).toBe(before + 500 + more)
        }
      })

      it("rule 46: each filter finds its rows, and a batch's rows are those of its codes", async () => {
        const coupon = await createCoupon(service)
        const made = { at: NOW, currency_code: "eur", amount_minor: 500, channel: "radio", is_reversed: false }
        const first = await sell(coupon, { ...made, sales_channel_id: "sc_1" })
        const second = await sell(coupon, { ...made, sales_channel_id: "sc_2", is_reversed: true })
        await sql(
          "update coupon_promo_code set code_batch_id = 'batch_1' where id in (select promo_code_id from coupon_redemption where order_id = '" +
            first +
            "')",
        )
        const orders = async (filter: LedgerFilter) =>
          (await service.listLedger(filter, ALL))[0].map(({ order_id }) => order_id)
        expect(await orders({ code_batch_id: ["batch_1"] })).toEqual([first])
        expect(await orders({ sales_channel_id: ["sc_2"] })).toEqual([second, second])
        expect(await orders({ kind: ["reversal"], coupon_id: [coupon.id] })).toEqual([second])
        expect(await orders({ currency_code: ["usd"] })).toEqual([])
        expect(await orders({ order_id: [] })).toEqual([])
        expect(await orders({ from: new Date(NOW.getTime() + 1), coupon_id: [coupon.id] })).toEqual([second])
        expect(await orders({ to: NOW, coupon_id: [coupon.id] })).toEqual([first, second])
      })

      it("rule 46: an export of 20,000 rows has bounded pages, and each row once, also of one instant", async () => {
        const { id } = await createCoupon(service)
        await fill(id, 20_000)
        const pages = await exported({ coupon_id: [id] }, 999, async () => undefined)
        expect(pages).toHaveLength(21)
        expect(Math.max(...pages.map((rows) => rows.length))).toBe(999)
        const ids = pages.flat().map((row) => row.id)
        expect(new Set(ids).size).toBe(20_000)
        expect(ids).toEqual([...ids].sort())
      })

      it("rule 46: an export has what was there when it began, and ends although rows are added all the time", async () => {
        const coupon = await createCoupon(service)
        await fill(coupon.id, 50)
        const sale = {
          currency_code: "eur",
          amount_minor: 500,
          channel: null,
          sales_channel_id: null,
          is_reversed: false,
        }
        const pages = await exported({ coupon_id: [coupon.id] }, 10, async (page) => {
          // Behind and before the place the export has reached.
          await sell(coupon, { ...sale, at: new Date(`2028-01-01T00:00:${10 + page}Z`) })
          await sell(coupon, { ...sale, at: new Date(`2026-01-01T00:00:${10 + page}Z`) })
        })
        expect(pages.flat()).toHaveLength(50)
        expect((await service.listLedger({ coupon_id: [coupon.id] }, ALL))[1]).toBe(50 + 2 * pages.length)
      })
    })

    describe("events", () => {
      type Message = { name: string; data: Record<string, unknown>; metadata?: Record<string, unknown> }

      /** Hears what the module tells while `work` runs. */
      async function heardWhile(work: () => Promise<unknown>, emit?: () => Promise<void>): Promise<Message[]> {
        const { eventBusModuleService_: bus } = service as unknown as { eventBusModuleService_: IEventBusModuleService }
        const heard: Message[] = []
        const emitted = jest.spyOn(bus, "emit").mockImplementation(async (messages) => {
          const ours = ([messages].flat() as Message[]).filter(({ name }) => /^(discount|redemption)\./.test(name))
          heard.push(...ours)
          if (ours.length > 0) {
            await emit?.()
          }
        })
        try {
          await work()
        } finally {
          emitted.mockRestore()
        }
        return heard
      }

      const told = (messages: Message[]) => messages.map(({ name, data }) => [name, data.id])

      async function claimed() {
        const [claim] = await service.claim([claimOf(await createCoupon(service), null)])
        const order_id = unique("order")
        const redemption = entryOf(order_id, { document_type: "order", order_id, invoice_id: null })
        const target = { target_type: "subscription" as const, target_id: unique("bsub"), starts_at: NOW }
        const input = {
          order_id,
          claim_ids: [claim!.id],
          discounts: [{ claim_id: claim!.id, ...target, redemption }],
          now: NOW,
        }
        return { claim: claim!, order_id, input, target }
      }

      it("rule 48: tell each discount and redemption once, with the ids to filter by, however often they are asked for", async () => {
        const { claim, order_id, input, target } = await claimed()
        const heard = await heardWhile(() => Promise.all([service.redeem(input), service.redeem(input)]))
        const [discount] = await service.listCouponDiscounts({ claim_id: claim.id })
        const [redemption] = await service.listCouponRedemptions({ order_id })
        const who = { coupon_id: claim.coupon_id, promo_code_id: null, customer_id: claim.customer_id }
        expect(heard.map(({ name, data }) => [name, data])).toEqual([
          ["discount.created", { id: discount!.id, ...who, target_type: "subscription", target_id: target.target_id }],
          [
            "redemption.created",
            {
              id: redemption!.id,
              discount_id: discount!.id,
              ...who,
              document_type: "order",
              document_id: order_id,
              order_id,
              invoice_id: null,
              subscription_id: "bsub_1",
            },
          ],
        ])
      })

      it("rule 48: tell renewals, reversals and ends, once each", async () => {
        const { input, order_id } = await claimed()
        const [discount] = await service.redeem(input)
        const bill = { redemptions: [invoiceRedemption(discount!.id, "inv_9")], now: LATER }
        const undo = { document_ids: ["inv_9"], give_back: false, reason: "voided", now: LATER }
        const heard = await heardWhile(async () => {
          await service.redeemInvoice(bill)
          await service.redeemInvoice(bill)
          await service.reverse(undo)
          await service.reverse(undo)
          await service.endDiscounts({ ids: [discount!.id] }, LATER, "enough")
          await service.endDiscounts({ ids: [discount!.id] }, LATER, "again")
        })
        const [booked, back] = await service.listCouponRedemptions({ document_id: "inv_9" }, { order: { kind: "ASC" } })
        expect(told(heard)).toEqual([
          ["redemption.created", booked!.id],
          ["redemption.reversed", back!.id],
          ["discount.ended", discount!.id],
        ])
        expect(heard[1]!.data).toMatchObject({ reverses_id: booked!.id, reason: "voided", order_id: null })
        expect(heard[2]!.data).toMatchObject({ ended_reason: "enough", target_type: "subscription" })
        expect(order_id).not.toBe("inv_9")
      })

      it("rule 48: tell nothing of a transaction that failed", async () => {
        const { input } = await claimed()
        const other = await claimed()
        await service.release([other.claim.id], LATER)
        const claim_ids = [input.claim_ids[0]!, other.claim.id]
        const heard = await heardWhile(() =>
          expect(service.redeem({ ...input, claim_ids })).rejects.toMatchObject({ code: "claim_released" }),
        )
        expect(heard).toEqual([])
        expect((await heardWhile(() => service.redeem(input))).map(({ name }) => name)).toEqual([
          "discount.created",
          "redemption.created",
        ])
      })

      it("rule 48: wait for a workflow's success where the workflow asks for it", async () => {
        const { input } = await claimed()
        const [discount] = await service.redeem(input)
        const heard = await heardWhile(() =>
          service.endDiscounts({ ids: [discount!.id] }, LATER, "archived", { eventGroupId: "group_1" }),
        )
        expect(heard.map(({ metadata }) => metadata?.eventGroupId)).toEqual(["group_1"])
      })

      it("rule 48: are lost with the bus, and the money is booked all the same", async () => {
        const { input, order_id } = await claimed()
        const lost = jest.spyOn(service.announcementLogger, "error").mockImplementation(() => undefined)
        const down = () => Promise.reject(new Error("the bus is down"))
        await heardWhile(() => expect(service.redeem(input)).resolves.toHaveLength(1), down)
        expect(lost).toHaveBeenCalledWith(expect.stringMatching(/2 events .* were lost: Error: the bus is down/))
        lost.mockRestore()
        expect(await service.listCouponRedemptions({ order_id })).toHaveLength(1)
      })
    })

    describe("edits at the same moment", () => {
      it("rule 34: of two admins who read the same coupon, one is told to read it again", async () => {
        const coupon = await createCoupon(service)
        const edits = ["Spring", "Autumn", "Winter"].map((name) =>
          service.updateUnchangedCoupon({ id: coupon.id, name }, coupon.updated_at),
        )
        expect(await outcomes(edits)).toEqual({ kept: 1, refusals: ["changed_meanwhile", "changed_meanwhile"] })
        const { updated_at } = await service.retrieveCoupon(coupon.id)
        await service.updateUnchangedCoupon({ id: coupon.id, max_redemptions: 5 }, updated_at)
        expect((await service.retrieveCoupon(coupon.id)).max_redemptions).toBe(5)
      })

      it("rule 34: redeeming a limited coupon is no edit, and is not held up by one", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 50 })
        const { kept } = await outcomes([
          ...Array.from({ length: 20 }, () => service.claim([claimOf(coupon, null)])),
          service.updateUnchangedCoupon({ id: coupon.id, max_redemptions: 60 }, coupon.updated_at),
        ])
        expect(kept).toBe(21)
        expect(await service.retrieveCoupon(coupon.id)).toMatchObject({ max_redemptions: 60, redemptions_taken: 20 })
      })
    })
  },
})

const line = (key: string, { currency_code, redemptions, amount_minor }: Tally) =>
  `${key} ${currency_code} ${redemptions} ${amount_minor}`

function asText<T extends Tally>(tallies: T[], key: (tally: T) => string): string[] {
  return tallies.map((tally) => line(key(tally), tally)).sort()
}

/** What the statistics must say, counted row by row. */
function summed(rows: RedemptionRow[], key: (row: RedemptionRow) => string): string[] {
  const sums = new Map<string, Tally & { key: string }>()
  for (const row of rows) {
    const name = `${key(row)}|${row.currency_code}`
    const sum = sums.get(name) ?? { key: key(row), currency_code: row.currency_code, redemptions: 0, amount_minor: 0 }
    sum.redemptions += row.kind === "redemption" ? 1 : -1
    sum.amount_minor += row.amount_minor
    sums.set(name, sum)
  }
  return [...sums.values()].map((sum) => line(sum.key, sum)).sort()
}
