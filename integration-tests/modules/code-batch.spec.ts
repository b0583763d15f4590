// Rule 37 on a real PostgreSQL: exactly the number asked for, whoever fills, collides, dies, tops up or archives meanwhile.
import path from "node:path"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"
import fc from "fast-check"
import { DEFAULT_ALPHABET } from "../../src/engine"
import { checkKeptNumbers } from "../helpers/kept-numbers"
import { COUPON_MODULE } from "../../src/modules/coupon"
import type CouponModuleService from "../../src/modules/coupon/service"
import type { CodeBatchRow, CouponRow } from "../../src/modules/coupon/types"
import { claimOf, createCode, createCoupon, NOW, outcomes, unique } from "./coupon-builders"

const room = path.resolve(__dirname, "../../src/modules/coupon")
const NOTHING: ReadonlySet<string> = new Set()
const PAGE = 100

moduleIntegrationTestRunner<CouponModuleService>({
  moduleName: COUPON_MODULE,
  resolve: room,
  pathToMigrations: path.join(room, "migrations"),
  testSuite: ({ service, MikroOrmWrapper }) => {
    checkKeptNumbers(MikroOrmWrapper)

    const sql = <T>(text: string, params: unknown[] = []): Promise<T[]> =>
      MikroOrmWrapper.forkManager().execute<T[]>(text, params as never)

    async function createBatch(coupon: CouponRow, fields: Partial<CodeBatchRow> = {}): Promise<CodeBatchRow> {
      const row = { prefix: "", length: 10, alphabet: DEFAULT_ALPHABET, max_redemptions: 1, restrictions: {} }
      const created = await service.createCodeBatches({
        coupon_id: coupon.id,
        quantity: 250,
        ...row,
        ...fields,
      } as never)
      return created
    }

    const readBatch = async (id: string) => await service.retrieveCodeBatch(id)

    /** The batch's count beside the rows it counts. */
    async function books(id: string) {
      const { status, quantity, created_count } = await readBatch(id)
      const [row] = await sql<{ codes: number; words: number; archived: number }>(
        `select count(*)::int as codes, count(distinct code_normalised)::int as words,
           count(*) filter (where status = 'archived')::int as archived
         from coupon_promo_code where code_batch_id = ?`,
        [id],
      )
      return { status, quantity, created_count, ...row! }
    }

    const page = (id: string, page_size = PAGE, reserved = NOTHING) =>
      service.fillCodeBatchPage({ id, page_size, reserved })

    /** Calls for pages until there is nothing more to do; answers what each came to. */
    async function fill(id: string, page_size = PAGE, reserved = NOTHING): Promise<string[]> {
      const seen: string[] = []
      for (;;) {
        const { outcome } = await page(id, page_size, reserved)
        seen.push(outcome)
        if (outcome !== "progress" && outcome !== "busy") {
          return seen
        }
      }
    }

    describe("filling", () => {
      it("rule 37: makes exactly the number asked for, in pages, each code with what the batch says", async () => {
        const coupon = await createCoupon(service)
        const expires_at = new Date("2028-01-01T00:00:00.000Z")
        const batch = await createBatch(coupon, {
          prefix: "Vip-",
          expires_at,
          max_redemptions: 2,
          max_redemptions_per_customer: 1,
          channel: "mailing",
          restrictions: { minimum_quantity: 2 },
        })
        expect(batch.status).toBe("pending")
        expect(await page(batch.id)).toEqual({ outcome: "progress", created: 100 })
        expect(await books(batch.id)).toMatchObject({ status: "filling", created_count: 100, codes: 100 })
        expect(await fill(batch.id)).toEqual(["progress", "filled"])
        expect(await books(batch.id)).toMatchObject({ status: "filled", created_count: 250, codes: 250, words: 250 })
        expect(await page(batch.id)).toEqual({ outcome: "idle", created: 0 })

        const [code] = await service.listPromoCodes({ code_batch_id: batch.id }, { take: 1 })
        expect(code).toMatchObject({
          id: expect.stringMatching(/^promo_[0-9A-HJKMNP-TV-Z]{26}$/) as string,
          coupon_id: coupon.id,
          code: expect.stringMatching(/^Vip-[A-HJKMNP-Z2-9]{10}$/) as string,
          status: "active",
          max_redemptions: 2,
          max_redemptions_per_customer: 1,
          redemptions_taken: 0,
          channel: "mailing",
          restrictions: { minimum_quantity: 2 },
        })
        expect(new Date(code!.expires_at!)).toEqual(expires_at)
        expect(code!.code_normalised).toBe(code!.code.toUpperCase())
        expect((await service.findCode(code!.code_normalised))?.promo_code.id).toBe(code!.id)
      })

      it("rule 37: replaces words that are taken, down to the last free word of the pattern, and then says so", async () => {
        const coupon = await createCoupon(service)
        const taken = await createCode(service, coupon, { code: "TAKEN1" })
        await sql("update coupon_promo_code set code_normalised = 'AB' where id = ?", [taken.id])
        const old = await createCode(service, coupon, { code: "OLD", status: "archived" })
        await sql("update coupon_promo_code set code_normalised = 'BA' where id = ?", [old.id])

        // AA, AB, BA, BB: one is taken, one is core's; an archived word is free (rule 35).
        const batch = await createBatch(coupon, { quantity: 2, length: 2, alphabet: "AB" })
        expect(await fill(batch.id, PAGE, new Set(["AA"]))).toEqual(["filled"])
        const codes = await service.listPromoCodes({ code_batch_id: batch.id })
        expect(codes.map(({ code }) => code).sort()).toEqual(["BA", "BB"])

        const more = await createBatch(coupon, { quantity: 3, length: 2, alphabet: "AB" })
        expect(await page(more.id, PAGE)).toEqual({ outcome: "progress", created: 1 })
        expect(await page(more.id, PAGE)).toEqual({ outcome: "failed", created: 0 })
        expect(await readBatch(more.id)).toMatchObject({
          status: "failed",
          created_count: 1,
          error: "No free words of this pattern are left. Make another batch with longer codes.",
        })
        expect(await page(more.id)).toEqual({ outcome: "idle", created: 0 })
      })

      it("rule 37: draws every character equally often", async () => {
        const batch = await createBatch(await createCoupon(service), { quantity: 5000, alphabet: "ABC", length: 16 })
        await fill(batch.id, 5000)
        const counts = await sql<{ character: string; n: number }>(
          `select character, count(*)::int as n from coupon_promo_code, regexp_split_to_table(code, '') as character
           where code_batch_id = ? group by character order by character`,
          [batch.id],
        )
        expect(counts.map(({ character }) => character)).toEqual(["A", "B", "C"])
        // 80,000 characters: five standard deviations are 670.
        for (const { n } of counts) {
          expect(Math.abs(n - 80_000 / 3)).toBeLessThan(670)
        }
      })

      it("rule 37: two fillers in parallel make the number together, and never both at once", async () => {
        const batch = await createBatch(await createCoupon(service), { quantity: 3000 })
        const seen = (await Promise.all([fill(batch.id), fill(batch.id), fill(batch.id)])).flat()
        expect(seen).toContain("busy")
        expect(seen.filter((outcome) => outcome === "filled")).toHaveLength(1)
        expect(await books(batch.id)).toMatchObject({ status: "filled", created_count: 3000, codes: 3000, words: 3000 })
      })

      it("rule 37: two batches that fight for the same words both end exactly", async () => {
        const coupon = await createCoupon(service)
        const pattern = { quantity: 100, length: 8, alphabet: "AB" }
        const batches = [await createBatch(coupon, pattern), await createBatch(coupon, pattern)]
        const fillStubbornly = async (id: string) => {
          for (;;) {
            const [end] = await Promise.allSettled([fill(id, 20)])
            if (end.status === "fulfilled") {
              return
            }
            expect((end.reason as { code?: string }).code).toBe("busy")
          }
        }
        await Promise.all(batches.map(({ id }) => fillStubbornly(id)))
        for (const { id } of batches) {
          expect(await books(id)).toMatchObject({ status: "filled", created_count: 100, codes: 100 })
        }
      })

      it("rule 37: a connection that is cut in the middle of a page leaves nothing behind, and the next one goes on", async () => {
        const batch = await createBatch(await createCoupon(service), { quantity: 60_000 })
        await page(batch.id, 1000)
        const cut = page(batch.id, 50_000).then(
          () => "went through",
          () => "was cut",
        )
        let killed = 0
        while (killed === 0) {
          const [row] = await sql<{ killed: number }>(
            `select count(pg_terminate_backend(pid))::int as killed from pg_stat_activity
             where datname = current_database() and query ilike '%insert into coupon_promo_code%' and pid <> pg_backend_pid()
               and state = 'active'`,
          )
          killed = row!.killed
        }
        expect(await cut).toBe("was cut")
        expect(await books(batch.id)).toMatchObject({ status: "filling", created_count: 1000, codes: 1000 })
        await fill(batch.id, 30_000)
        expect(await books(batch.id)).toMatchObject({ status: "filled", created_count: 60_000, words: 60_000 })
      })

      it("rule 36: stops when the coupon is archived or deleted, or its limit falls below a code's (rule 17)", async () => {
        const archived = await createCoupon(service)
        const lowered = await createCoupon(service, { max_redemptions: 10 })
        const batches = [await createBatch(archived), await createBatch(lowered, { max_redemptions: 8 })]
        await service.updateCoupons({ id: archived.id, status: "archived" })
        await service.updateCoupons({ id: lowered.id, max_redemptions: 7 })
        for (const { id } of batches) {
          expect(await page(id)).toEqual({ outcome: "failed", created: 0 })
        }
        expect((await readBatch(batches[0]!.id)).error).toMatch(/coupon was archived or deleted/)
        expect((await readBatch(batches[1]!.id)).error).toMatch(/redeemed 8 times, but the coupon's limit is 7/)
      })

      it("rule 36: deleting a coupon waits for the page in hand and takes every code; restoring gives them back", async () => {
        const coupon = await createCoupon(service)
        const batch = await createBatch(coupon, { quantity: 40_000 })
        const gone = await createCode(service, coupon)
        await service.softDeletePromoCodes([gone.id])
        const filling = [page(batch.id, 20_000), page(batch.id, 100), page(batch.id, 100)]
        const { mark } = await service.deleteUnusedCoupon(coupon.id, new Date())
        // None of them is thrown out by a deadlock: they go through, leave, or find the batch gone.
        for (const { outcome } of await Promise.all(filling)) {
          expect(["progress", "busy"]).toContain(outcome)
        }
        const live = () =>
          sql<{ n: number }>(
            "select count(*)::int as n from coupon_promo_code where coupon_id = ? and deleted_at is null",
            [coupon.id],
          ).then(([row]) => row!.n)
        expect(await live()).toBe(0)
        expect(await page(batch.id)).toEqual({ outcome: "busy", created: 0 })
        await service.restoreCoupons([coupon.id])
        await service.restoreCodesOf(coupon.id, mark)
        const { created_count } = await readBatch(batch.id)
        expect(await live()).toBe(created_count)
      })
    })

    describe("importing", () => {
      const words = (...list: string[]) => list.map((code) => ({ code, code_normalised: code.toUpperCase() }))

      it("rule 37: takes what is free and tells its own words from others'", async () => {
        const coupon = await createCoupon(service)
        const other = await createCode(service, coupon, { code: "OTHER" })
        await sql("update coupon_promo_code set code_normalised = 'OTHER' where id = ?", [other.id])
        const fields = { source: "imported", status: "filling", quantity: 0, length: null, alphabet: null } as const
        const { id } = await createBatch(coupon, fields)
        expect(await service.importCodeBatchPage(id, words("one", "back\\slash\t", "other"))).toEqual({
          created: 2,
          duplicate: [],
          taken: ["OTHER"],
        })
        expect(await service.importCodeBatchPage(id, words("two", "ONE"))).toEqual({
          created: 1,
          duplicate: ["ONE"],
          taken: [],
        })
        await service.endCodeBatchImport(id, null)
        expect(await books(id)).toMatchObject({ status: "filled", quantity: 3, created_count: 3, codes: 3 })
        const codes = await service.listPromoCodes({ code_batch_id: id })
        expect(codes.map(({ code }) => code).sort()).toEqual(["back\\slash\t", "one", "two"])
        await expect(service.importCodeBatchPage(id, words("three"))).rejects.toThrow(/import was ended/)
        expect(await page(id)).toEqual({ outcome: "idle", created: 0 })
      })

      it("rule 37: an import that nobody continues ends as failed, with what it brought", async () => {
        const { id } = await createBatch(await createCoupon(service), {
          source: "imported",
          status: "filling",
          quantity: 0,
        })
        await service.importCodeBatchPage(id, words("a1", "b1"))
        expect(await service.listUnfinishedCodeBatches(new Date(Date.now() - 60_000))).toEqual({
          to_fill: [],
          to_archive: [],
        })
        expect((await readBatch(id)).status).toBe("filling")
        await service.listUnfinishedCodeBatches(new Date(Date.now() + 60_000))
        expect(await readBatch(id)).toMatchObject({
          status: "failed",
          error:
            "The import was interrupted after 2 codes, which are in this batch. Import the file again for the others.",
        })
      })
    })

    describe("later changes", () => {
      it("rule 37: a top-up makes exactly so many more, within a million and the pattern's room", async () => {
        const batch = await createBatch(await createCoupon(service), { quantity: 100, length: 5 })
        await fill(batch.id)
        await service.topUpCodeBatch(batch.id, 150, NOW)
        expect(await readBatch(batch.id)).toMatchObject({ status: "pending", quantity: 250, created_count: 100 })
        await fill(batch.id)
        expect(await books(batch.id)).toMatchObject({ status: "filled", quantity: 250, codes: 250, words: 250 })
        await expect(service.topUpCodeBatch(batch.id, 999_751, NOW)).rejects.toThrow(/at most 1000000 codes/)
        await expect(service.topUpCodeBatch(batch.id, 30_000, NOW)).rejects.toThrow(/smallest sufficient length is 6/)
        await expect(service.topUpCodeBatch("cbatch_none", 1, NOW)).rejects.toThrow(/cbatch_none was not found/)
        expect((await readBatch(batch.id)).quantity).toBe(250)
      })

      it("rule 37: so many codes in all are made once, however often and from however many places they are asked for", async () => {
        const batch = await createBatch(await createCoupon(service), { quantity: 100, length: 5 })
        await fill(batch.id)
        await Promise.all(Array.from({ length: 3 }, () => service.topUpCodeBatchTo(batch.id, 250, NOW)))
        await fill(batch.id)
        await service.topUpCodeBatchTo(batch.id, 250, NOW)
        await service.topUpCodeBatchTo(batch.id, 80, NOW)
        expect(await books(batch.id)).toMatchObject({ status: "filled", quantity: 250, codes: 250, words: 250 })
        await expect(service.topUpCodeBatchTo(batch.id, 30_250, NOW)).rejects.toThrow(/smallest sufficient length is 6/)
      })

      it("rule 37: a failed batch is tried once more; nothing else is", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 10 })
        const batch = await createBatch(coupon, { max_redemptions: 8 })
        await expect(service.topUpCodeBatch(batch.id, 0, NOW)).rejects.toThrow(/Only a failed batch/)
        await service.updateCoupons({ id: coupon.id, max_redemptions: 7 })
        await fill(batch.id)
        await expect(service.topUpCodeBatch(batch.id, 0, NOW)).rejects.toThrow(/which is 7 now/)
        await service.updateCoupons({ id: coupon.id, max_redemptions: 8 })
        await service.topUpCodeBatch(batch.id, 0, NOW)
        expect(await readBatch(batch.id)).toMatchObject({ status: "pending", error: null })
        await fill(batch.id)
        expect(await books(batch.id)).toMatchObject({ status: "filled", codes: 250 })
      })

      it("rule 37: parallel top-ups add up and never pass a million", async () => {
        const batch = await createBatch(await createCoupon(service), { quantity: 900_000 })
        const { kept } = await outcomes(Array.from({ length: 12 }, () => service.topUpCodeBatch(batch.id, 10_000, NOW)))
        expect(kept).toBe(10)
        expect((await readBatch(batch.id)).quantity).toBe(1_000_000)
      })

      it("rule 37: an archived batch makes no more codes, and its codes win nothing more", async () => {
        const coupon = await createCoupon(service)
        const batch = await createBatch(coupon)
        await page(batch.id)
        const [code] = await service.listPromoCodes({ code_batch_id: batch.id }, { take: 1 })
        expect(await service.archiveCodeBatch(batch.id, NOW)).toBe(true)
        expect(await service.archiveCodeBatch(batch.id, NOW)).toBe(false)
        expect(await readBatch(batch.id)).toMatchObject({
          status: "failed",
          error: "The batch was archived before it was filled.",
        })
        expect(await page(batch.id)).toEqual({ outcome: "idle", created: 0 })
        await expect(service.topUpCodeBatch(batch.id, 1, NOW)).rejects.toThrow(/archived and gets no more codes/)

        // The process dies after the first page: the job finds the batch.
        expect(await service.archiveCodeBatchPage(batch.id, 60)).toEqual({ archived: 60, done: false })
        expect((await service.listUnfinishedCodeBatches(new Date(0))).to_archive).toEqual([batch.id])
        expect(await service.archiveCodeBatchPage(batch.id, 60)).toEqual({ archived: 40, done: true })
        expect((await service.listUnfinishedCodeBatches(new Date(0))).to_archive).toEqual([])
        expect(await books(batch.id)).toMatchObject({ codes: 100, archived: 100 })
        await expect(service.claim([claimOf(coupon, code as never)])).rejects.toMatchObject({ code: "code_archived" })
      })

      it("rule 37: codes of a batch that is not archived stay, whoever asks", async () => {
        const batch = await createBatch(await createCoupon(service))
        await page(batch.id)
        expect(await service.archiveCodeBatchPage(batch.id, 60)).toEqual({ archived: 0, done: true })
        expect(await books(batch.id)).toMatchObject({ codes: 100, archived: 0 })
      })

      it("lists a batch's codes page by page, each once, with what was redeemed", async () => {
        const coupon = await createCoupon(service)
        const batch = await createBatch(coupon)
        await fill(batch.id)
        const [redeemed] = await service.listPromoCodes({ code_batch_id: batch.id }, { take: 1 })
        await service.claim([claimOf(coupon, redeemed as never)])
        const seen = []
        for (let after = ""; ;) {
          const codes = await service.listBatchCodes(batch.id, after, 64)
          seen.push(...codes)
          const last = codes.at(-1)
          if (!last) {
            break
          }
          after = last.id
        }
        expect(new Set(seen.map(({ code }) => code)).size).toBe(250)
        expect(seen.filter(({ times_redeemed }) => times_redeemed > 0)).toEqual([
          expect.objectContaining({ id: redeemed!.id, times_redeemed: 1, status: "active", max_redemptions: 1 }),
        ])
      })
    })

    it("rule 37: after any sequence of pages, top-ups, aborted pages and archiving, the count is the rows", async () => {
      const step = fc.oneof(
        fc.record({ verb: fc.constant("page" as const), size: fc.integer({ min: 1, max: 80 }) }),
        fc.record({ verb: fc.constant("abort" as const), size: fc.integer({ min: 1, max: 80 }) }),
        fc.record({ verb: fc.constant("topUp" as const), size: fc.integer({ min: 1, max: 50 }) }),
        fc.record({ verb: fc.constant("archive" as const), size: fc.integer({ min: 1, max: 80 }) }),
      )
      const coupon = await createCoupon(service)
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
          const { id } = await createBatch(coupon, { quantity: 60, prefix: unique("P"), length: 6 })
          const model = { quantity: 60, created: 0, archived: false }
          for (const { verb, size } of steps) {
            if (verb === "page") {
              const { created } = await page(id, size)
              expect(created).toBe(model.archived ? 0 : Math.min(size, model.quantity - model.created))
              model.created += created
            } else if (verb === "abort") {
              await abortedPage(id, size)
            } else if (verb === "topUp") {
              const { kept } = await outcomes([service.topUpCodeBatch(id, size, NOW)])
              expect(kept).toBe(model.archived ? 0 : 1)
              model.quantity += kept * size
            } else {
              await service.archiveCodeBatch(id, NOW)
              await service.archiveCodeBatchPage(id, size)
              model.archived = true
            }
            const { quantity, created_count, codes, words, status } = await books(id)
            expect({ quantity, created_count, codes, words }).toEqual({
              quantity: model.quantity,
              created_count: model.created,
              codes: model.created,
              words: model.created,
            })
            expect(status === "filled").toBe(model.created === model.quantity)
          }
        }),
        { numRuns: 25 },
      )
    })

    /** A page whose transaction is rolled back at its end. */
    async function abortedPage(id: string, page_size: number): Promise<void> {
      const manager = MikroOrmWrapper.forkManager()
      await manager.begin()
      await service.fillCodeBatchPage({ id, page_size, reserved: NOTHING }, { transactionManager: manager })
      await manager.rollback()
    }
  },
})
