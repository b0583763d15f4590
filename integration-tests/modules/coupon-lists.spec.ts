// Pages of coupons and promo codes on a real PostgreSQL: what they find, and how they count.
import path from "node:path"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"
import { normaliseCode } from "../../src/engine"
import { COUPON_MODULE } from "../../src/modules/coupon"
import type CouponModuleService from "../../src/modules/coupon/service"
import { checkKeptNumbers } from "../helpers/kept-numbers"
import { createCode, createCoupon, NOW } from "./coupon-builders"

const room = path.resolve(__dirname, "../../src/modules/coupon")

moduleIntegrationTestRunner<CouponModuleService>({
  moduleName: COUPON_MODULE,
  resolve: room,
  pathToMigrations: path.join(room, "migrations"),
  testSuite: ({ service, MikroOrmWrapper }) => {
    checkKeptNumbers(MikroOrmWrapper)

    const sql = (text: string) => MikroOrmWrapper.forkManager().execute<unknown[]>(text)

    /** Promo codes of one coupon, the later ones younger. */
    async function fillCodes(coupon_id: string, count: number): Promise<void> {
      await sql(
        `insert into coupon_promo_code (id, coupon_id, code, code_normalised, restrictions, created_at)
         select 'promo_' || lpad(n::text, 8, '0'), '${coupon_id}', 'C' || n, 'C' || n, '{}', timestamptz '2027-01-01' + n * interval '1 second'
         from generate_series(1, ${count}) as n`,
      )
      await sql("analyze coupon_promo_code")
    }

    it("counts what is few, says that it estimates what is many, and knows a last page", async () => {
      const coupon = await createCoupon(service)
      await fillCodes(coupon.id, 1_200)
      const page = (offset: number, limit: number) =>
        service.listPromoCodePage({ coupon_id: [coupon.id], now: NOW }, { offset, limit })
      const first = await page(0, 20)
      expect(first.promo_codes.map(({ code }) => code).slice(0, 3)).toEqual(["C1200", "C1199", "C1198"])
      expect(first.count_is_estimate).toBe(true)
      expect(first.count).toBeGreaterThan(1_000)
      const { promo_codes, ...counted } = await page(1_190, 20)
      expect(promo_codes.at(-1)?.code).toBe("C1")
      expect(counted).toEqual({ count: 1_200, count_is_estimate: false })
      // Full, and the last one all the same.
      expect(await page(1_180, 20)).toMatchObject({ count: 1_200, count_is_estimate: false })
      expect(
        await service.listPromoCodePage({ code_normalised: ["C7"], now: NOW }, { offset: 0, limit: 1 }),
      ).toMatchObject({
        count: 1,
        count_is_estimate: false,
      })
    })

    it("whoever goes on while there are rows by its count sees each once and comes to an end, however wrong an estimate is", async () => {
      const coupon = await createCoupon(service)
      await fillCodes(coupon.id, 1_200)
      const walk = async (limit: number) => {
        const seen: string[] = []
        const page = (offset: number) =>
          service.listPromoCodePage({ coupon_id: [coupon.id], status: ["active"], now: NOW }, { offset, limit })
        for (let [offset, count] = [0, 1]; offset < count; offset += limit) {
          const answer = await page(offset)
          seen.push(...answer.promo_codes.map(({ code }) => code))
          count = answer.count
        }
        return { seen: seen.length, codes: new Set(seen).size, behind: await page(100_000) }
      }
      for (const { statistics, limit } of [
        // More rows than there are, and fewer; pages that end with the last row, and that do not.
        { statistics: "reltuples = 500000, relpages = 5000", limit: 150 },
        { statistics: "reltuples = 500000, relpages = 5000", limit: 170 },
        { statistics: "reltuples = 10, relpages = 1", limit: 150 },
      ]) {
        await sql(`update pg_class set ${statistics} where relname = 'coupon_promo_code'`)
        const { seen, codes, behind } = await walk(limit)
        expect([seen, codes]).toEqual([1_200, 1_200])
        expect(behind.promo_codes).toEqual([])
        expect(behind.count).toBeLessThanOrEqual(100_000)
      }
    })

    it("finds codes that people made by any part, and those of a batch by their beginning, with trigrams and without", async () => {
      const coupon = await createCoupon(service)
      await createCode(service, coupon, { code: "Summer 20", channel: "radio_1" })
      await createCode(service, coupon, { code: "WINTER" })
      await createCode(service, coupon, { code: "SUMMERBATCH", code_batch_id: "cbatch_1", channel: "radio_1" })
      await sql(
        `insert into coupon_code_batch (id, coupon_id, restrictions, channel) values ('cbatch_1', '${coupon.id}', '{}', 'radio_1')`,
      )
      const found = async (q: string) => {
        const search = { channel: `%${q.replace(/[\\%_]/g, "\\$&")}%`, code: normaliseCode(q) || null, exactly: q }
        const { promo_codes } = await service.listPromoCodePage(
          { search, now: NOW },
          { offset: 0, limit: 10, order: "code" },
        )
        return promo_codes.map(({ code }) => code)
      }
      const all = async () => [
        await found("mer 2"),
        await found("summer"),
        await found("batch"),
        await found("io_1"),
        await found("%"),
      ]
      const expected = [["Summer 20"], ["SUMMERBATCH", "Summer 20"], [], ["SUMMERBATCH", "Summer 20"], []]
      const sorted = (lists: string[][]) => lists.map((list) => [...list].sort())
      expect(sorted(await all())).toEqual(expected)
      await sql("drop extension if exists pg_trgm cascade")
      expect(sorted(await all())).toEqual(expected)
    })

    it("finds the codes of a channel that very many batches have", async () => {
      const coupon = await createCoupon(service)
      await sql(
        `insert into coupon_code_batch (id, coupon_id, restrictions, channel)
         select 'cbatch_' || n, '${coupon.id}', '{}', 'radio' from generate_series(1, 1001) as n`,
      )
      await sql(
        `insert into coupon_promo_code (id, coupon_id, code, code_normalised, restrictions, channel, code_batch_id)
         select 'promo_' || n, '${coupon.id}', 'C' || n, 'C' || n, '{}', 'radio', 'cbatch_' || n from generate_series(1, 1001) as n`,
      )
      const search = { channel: "%radio%", code: "RADIO", exactly: "radio" }
      const { promo_codes, count } = await service.listPromoCodePage({ search, now: NOW }, { offset: 0, limit: 2_000 })
      expect([promo_codes.length, count]).toEqual([1_001, 1_001])
    })

    it("rule 8: leaves out only coupons that name other products", async () => {
      const named = (scope: object) => createCoupon(service, { scope })
      const made = {
        all: await named({}),
        excluding: await named({ excluded: { product_ids: ["prod_1"] } }),
        product: await named({ product_ids: ["prod_1", "prod_2"] }),
        category: await named({ product_ids: [], category_ids: ["pcat_1"] }),
        other: await named({ product_ids: ["prod_2"], collection_ids: ["pcol_2"] }),
        plans: await named({ plan_ids: ["bplan_1"] }),
      }
      const { coupons } = await service.listCouponPage(
        { scope_keys: ["prod_1", "pcat_1"], now: NOW },
        { offset: 0, limit: 10 },
      )
      const { other, ...rest } = made
      expect(coupons.map(({ id }) => id).sort()).toEqual(
        Object.values(rest)
          .map(({ id }) => id)
          .sort(),
      )
      expect(coupons.map(({ id }) => id)).not.toContain(other.id)
    })
  },
})
