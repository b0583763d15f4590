// The coupon module on a real PostgreSQL: limits under fire, the ledger, and what its verbs promise.
import path from "node:path"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"
import fc from "fast-check"
import { checkKeptNumbers } from "../helpers/kept-numbers"
import { COUPON_MODULE } from "../../src/modules/coupon"
import { termsOf } from "../../src/engine"
import { Migration20261127110000 } from "../../src/modules/coupon/migrations/Migration20261127110000"
import CouponModuleService from "../../src/modules/coupon/service"
import { untilTrue } from "../helpers/eventually"
import { claimOf, createCode, createCoupon, invoiceRedemption, NOW, outcomes, unique, wonOf } from "./coupon-builders"

const room = path.resolve(__dirname, "../../src/modules/coupon")
const LATER = new Date(NOW.getTime() + 60_000)

moduleIntegrationTestRunner<CouponModuleService>({
  moduleName: COUPON_MODULE,
  resolve: room,
  pathToMigrations: path.join(room, "migrations"),
  moduleOptions: { testClock: true },
  testSuite: ({ service, MikroOrmWrapper }) => {
    checkKeptNumbers(MikroOrmWrapper)

    const sql = <T>(text: string): Promise<T[]> => MikroOrmWrapper.forkManager().execute<T[]>(text)
    const liveClaims = (coupon_id: string) =>
      service.countRedeemed({ coupon_ids: [coupon_id], promo_code_ids: [] }).then((counts) => counts.coupon[coupon_id])
    const counterOf = async (coupon_id: string) => (await service.retrieveCoupon(coupon_id)).redemptions_taken

    /** Opens a transaction of its own, runs `work` while it is held, and rolls it back. */
    async function whileHolding(text: string, work: () => Promise<void>): Promise<void> {
      const manager = MikroOrmWrapper.forkManager()
      await manager.begin()
      try {
        await manager.execute(text)
        await work()
      } finally {
        await manager.rollback()
      }
    }

    const limitsLock = (coupon_id: string) => `hashtextextended('medusa-plugin-coupons:limits:${coupon_id}', 0)`

    /** Waits until at least `count` sessions wait for a lock of this kind. */
    async function waiting(kind: string, count: number): Promise<void> {
      let waiters = 0
      await untilTrue(async () => {
        const [row] = await sql<{ n: number }>(
          `select count(*)::int as n from pg_locks where not granted and locktype = '${kind}'`,
        )
        waiters = row!.n
        return waiters >= count
      })
      expect(waiters).toBeGreaterThanOrEqual(count)
    }

    /** Stops all tries at their insert and lets them go together: a cold connection pool alone would run them in turn. */
    async function allAtOnce(tries: () => Promise<unknown>[]): Promise<{ kept: number; refusals: string[] }> {
      let running: ReturnType<typeof outcomes> | undefined
      // A place waits three seconds at most; on a slow machine that is less than it takes to open all connections.
      await Promise.all(Array.from({ length: 20 }, () => service.countRedeemed({ coupon_ids: [], promo_code_ids: [] })))
      await whileHolding("lock table coupon_claim in share mode", async () => {
        running = outcomes(tries())
        await waiting("relation", 8)
      })
      return running!
    }

    async function redeemed(coupon = createCoupon(service)) {
      const [claim] = await service.claim([claimOf(await coupon, null)])
      const order_id = unique("order")
      const [discount] = await service.redeem({
        order_id,
        claim_ids: [claim!.id],
        discounts: [wonOf(claim!.id, order_id)],
        now: NOW,
      })
      return { claim: claim!, discount: discount!, order_id }
    }

    describe("limits under fire", () => {
      it("rule 32: gives exactly 10 places to 100 parallel claims on a limit of 10", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 10 })
        const { kept, refusals } = await outcomes(
          Array.from({ length: 100 }, () => service.claim([claimOf(coupon, null)])),
        )
        expect(kept).toBe(10)
        expect(new Set(refusals)).toEqual(new Set(["redemption_limit_reached"]))
        expect(await liveClaims(coupon.id)).toBe(10)
        expect(await counterOf(coupon.id)).toBe(10)
      })

      it("holds a code's and its coupon's limit together", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 7 })
        const codes = await Promise.all(
          [5, 5].map((max_redemptions) => createCode(service, coupon, { max_redemptions })),
        )
        const tries = codes.flatMap((code) => Array.from({ length: 20 }, () => service.claim([claimOf(coupon, code)])))
        expect((await outcomes(tries)).kept).toBe(7)
        const counts = await service.countRedeemed({
          coupon_ids: [coupon.id],
          promo_code_ids: codes.map(({ id }) => id),
        })
        expect(counts.coupon[coupon.id]).toBe(7)
        expect(Object.values(counts.promo_code).every((count) => count <= 5)).toBe(true)
        for (const code of codes) {
          expect((await service.retrievePromoCode(code.id)).redemptions_taken).toBe(counts.promo_code[code.id])
        }
      })

      it("gives one customer no more than the customer limit, whatever key each cart knows", async () => {
        const coupon = await createCoupon(service, { max_redemptions_per_customer: 2 })
        const keys = ["cus_1", "ada@example.com"]
        const { kept, refusals } = await allAtOnce(() =>
          Array.from({ length: 20 }, (_, index) =>
            service.claim([claimOf(coupon, null, { customer_key: keys[index % 2]!, customer_keys: keys })]),
          ),
        )
        expect(kept).toBe(2)
        expect(new Set(refusals)).toEqual(new Set(["customer_limit_reached"]))
      })

      it("asks an unknown customer to log in when there is a customer limit", async () => {
        const coupon = await createCoupon(service, { max_redemptions_per_customer: 1 })
        const nobody = { customer_id: null, customer_key: null, customer_keys: [] }
        await expect(service.claim([claimOf(coupon, null, nobody)])).rejects.toMatchObject({ code: "login_required" })
      })

      it("takes all places or none", async () => {
        const open = await createCoupon(service, { max_redemptions: 5 })
        const full = await createCoupon(service, { max_redemptions: 1 })
        await service.claim([claimOf(full, null)])
        const cart_id = unique("cart")
        const both = [open, full].map((coupon) => claimOf(coupon, null, { cart_id }))
        await expect(service.claim(both)).rejects.toMatchObject({ code: "redemption_limit_reached" })
        expect(await counterOf(open.id)).toBe(0)
        expect(await liveClaims(open.id)).toBe(0)
      })

      it("does not deadlock when carts claim two limited coupons in opposite orders and give them back", async () => {
        const coupons = await Promise.all([1, 2].map(() => createCoupon(service, { max_redemptions: 100 })))
        const tries = Array.from({ length: 30 }, async (_, index) => {
          const cart_id = unique("cart")
          const pair = index % 2 === 0 ? coupons : [...coupons].reverse()
          const claims = await service.claim(pair.map((coupon) => claimOf(coupon, null, { cart_id })))
          if (index % 3 === 0) {
            await service.release(claims.map((claim) => claim.id).reverse(), LATER)
          }
        })
        expect(await outcomes(tries)).toEqual({ kept: 30, refusals: [] })
        for (const coupon of coupons) {
          expect(await counterOf(coupon.id)).toBe(20)
        }
      })

      it("counts exactly when a limit is added while claims run", async () => {
        const coupon = await createCoupon(service)
        const before = await outcomes(Array.from({ length: 30 }, () => service.claim([claimOf(coupon, null)])))
        let change: Promise<unknown> | undefined
        let after: ReturnType<typeof outcomes> | undefined
        // A claim in flight: the change waits for it, and later claims wait for the change.
        await whileHolding(`select pg_advisory_xact_lock_shared(${limitsLock(coupon.id)})`, async () => {
          change = service.updateCoupons({ id: coupon.id, max_redemptions: 40 })
          await waiting("advisory", 1)
          after = outcomes(Array.from({ length: 30 }, () => service.claim([claimOf(coupon, null)])))
          await waiting("advisory", 4)
        })
        await change
        const { kept, refusals } = await after!
        expect(before.kept + kept).toBe(40)
        expect(new Set(refusals)).toEqual(new Set(["redemption_limit_reached"]))
        expect(await counterOf(coupon.id)).toBe(40)
        expect(await liveClaims(coupon.id)).toBe(40)
      })

      it("refuses a limit below what is taken, and a change of the counter", async () => {
        const coupon = await createCoupon(service)
        await service.claim([claimOf(coupon, null)])
        await service.claim([claimOf(coupon, null)])
        await expect(service.updateCoupons({ id: coupon.id, max_redemptions: 1 })).rejects.toMatchObject({
          code: "limit_below_taken",
        })
        expect((await service.retrieveCoupon(coupon.id)).max_redemptions).toBeNull()
        await expect(service.updateCoupons({ id: coupon.id, redemptions_taken: 0 } as never)).rejects.toThrow("ledger")
        await service.updateCoupons({ id: coupon.id, max_redemptions: 2 })
        await expect(service.claim([claimOf(coupon, null)])).rejects.toMatchObject({ code: "redemption_limit_reached" })
      })

      it("counts an override of the admin without enforcing the limit", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 1 })
        await service.claim([claimOf(coupon, null)])
        const [claim] = await service.claim([claimOf(coupon, null, { override_limits: true })])
        expect(claim!.override_limits).toBe(true)
        expect(await counterOf(coupon.id)).toBe(2)
      })

      it("takes no row lock without a limit, and says busy when a locked limit is not to be had", async () => {
        const [free, limited] = [await createCoupon(service), await createCoupon(service, { max_redemptions: 5 })]
        await whileHolding("select id from coupon order by id for no key update", async () => {
          await expect(service.claim([claimOf(free, null)])).resolves.toHaveLength(1)
          await expect(service.claim([claimOf(limited, null)])).rejects.toMatchObject({ code: "busy" })
        })
        expect(await liveClaims(limited.id)).toBe(0)
      })
    })

    describe("claims", () => {
      it("gives a cart the same claim again, also to two requests at once", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 5 })
        const code = await createCode(service, coupon)
        const input = claimOf(coupon, code)
        const claims = (await Promise.all([1, 2, 3].map(() => service.claim([input])))).flat()
        expect(new Set(claims.map((claim) => claim.id)).size).toBe(1)
        expect(claims[0]).toMatchObject({
          status: "reserved",
          amount_minor: 600,
          terms: termsOf(coupon),
          reserved_at: NOW,
        })
        expect(await counterOf(coupon.id)).toBe(1)
      })

      it.each([
        ["coupon_archived", { status: "archived" as const }],
        ["coupon_not_active", { status: "draft" as const }],
        ["expired", { expires_at: new Date(NOW.getTime() - 1) }],
        ["not_started", { starts_at: new Date(NOW.getTime() + 1) }],
      ])("refuses with %s", async (code, fields) => {
        const coupon = await createCoupon(service, fields)
        await expect(service.claim([claimOf(coupon, null)])).rejects.toMatchObject({ type: "not_allowed", code })
      })

      it("accepts the last millisecond of an expiry", async () => {
        const coupon = await createCoupon(service, { expires_at: NOW })
        await expect(service.claim([claimOf(coupon, null)])).resolves.toHaveLength(1)
      })

      it("refuses an archived code and a code of another coupon", async () => {
        const [one, other] = [await createCoupon(service), await createCoupon(service)]
        const archived = await createCode(service, one, { status: "archived" })
        await expect(service.claim([claimOf(one, archived)])).rejects.toMatchObject({ code: "code_archived" })
        const foreign = await createCode(service, other)
        await expect(service.claim([claimOf(one, foreign)])).rejects.toMatchObject({ code: "code_not_found" })
      })

      it("gives a place back once, however often it is released", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 1 })
        const [claim] = await service.claim([claimOf(coupon, null)])
        const released = await Promise.all([1, 2].map(() => service.release([claim!.id], LATER)))
        expect(released.flat()).toEqual([claim!.id])
        expect(await counterOf(coupon.id)).toBe(0)
        await expect(service.claim([claimOf(coupon, null)])).resolves.toHaveLength(1)
      })

      it("finds what a crash left reserved, and only that", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 3 })
        const [left] = await service.claim([claimOf(coupon, null)])
        const { claim: settled } = await redeemed(Promise.resolve(coupon))
        await sql(
          `update coupon_claim set created_at = now() - interval '1 hour' where id in ('${left!.id}', '${settled.id}')`,
        )
        // Reserved just now, though the test clock stands elsewhere: not stale.
        await service.claim([claimOf(coupon, null, { now: new Date("2020-01-01T00:00:00Z") })])
        const tenMinutesAgo = new Date(Date.now() - 600_000)
        const stale = await service.listStaleClaims(tenMinutesAgo, 10)
        expect(stale.map((claim) => claim.id)).toEqual([left!.id])
        await service.release([left!.id], LATER)
        expect(await service.listStaleClaims(tenMinutesAgo, 10)).toEqual([])
        expect(await counterOf(coupon.id)).toBe(2)
      })

      it("leaves a cart's own claims out of what is taken", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 9 })
        const code = await createCode(service, coupon, { max_redemptions: 9 })
        const mine = claimOf(coupon, code, { customer_key: "cus_me", customer_keys: ["cus_me"] })
        await service.claim([mine])
        await service.claim([{ ...mine, cart_id: unique("cart") }])
        await service.claim([claimOf(coupon, code)])
        const ask = { coupon_ids: [coupon.id], promo_code_ids: [code.id], customer_keys: ["cus_me"] }
        expect(await service.countTaken({ ...ask, except_cart_id: mine.cart_id })).toEqual({
          coupon: { [coupon.id]: { total: 2, by_customer: 1 } },
          promo_code: { [code.id]: { total: 2, by_customer: 1 } },
        })
        const counts = await service.countTaken({ ...ask, customer_keys: [] })
        expect(counts.coupon[coupon.id]).toEqual({ total: 3, by_customer: 0 })
      })
    })

    describe("the ledger", () => {
      it("redeems once, with discounts that keep the terms, names and history", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 2, percentage: 33.3333 })
        const code = await createCode(service, coupon, { code: "WHAT?20" })
        const [claim] = await service.claim([claimOf(coupon, code)])
        const input = {
          order_id: "order_1",
          claim_ids: [claim!.id],
          discounts: [wonOf(claim!.id, "order_1")],
          now: NOW,
        }
        const answers = await Promise.all([1, 2, 3].map(() => service.redeem(input)))
        await service.updateCoupons({ id: coupon.id, name: "Renamed" })
        expect(new Set(answers.map(([discount]) => discount!.id)).size).toBe(1)
        expect((await service.retrieveCoupon(coupon.id)).percentage).toBe(33.3333)
        expect(answers[0]).toMatchObject([
          { name: "Summer sale", code: "WHAT?20", terms: termsOf(coupon), starts_at: NOW.getTime(), ended_at: null },
        ])
        expect(answers[0]![0]!.history).toEqual([{ document_id: "order_1", cycle_key: "order_1#1" }])
        const rows = await service.listCouponRedemptions({ document_id: "order_1" })
        expect(rows).toMatchObject([{ kind: "redemption", attempt: 0, amount_minor: 600, code: "WHAT?20" }])
        expect(await service.listCouponClaims({ id: claim!.id })).toMatchObject([
          { status: "redeemed", order_id: "order_1", amount_minor: 600 },
        ])
        expect(await counterOf(coupon.id)).toBe(1)
        expect(await service.release([claim!.id], LATER)).toEqual([])
      })

      it("keeps amounts that are larger than 32 bits exact", async () => {
        const { discount } = await redeemed()
        const amount_minor = 9_007_199_254_740_991
        await service.redeemInvoice({
          redemptions: [{ ...invoiceRedemption(discount.id, "inv_1"), amount_minor }],
          now: NOW,
        })
        const [row] = await service.listCouponRedemptions({ document_id: "inv_1" })
        expect(row!.amount_minor).toBe(amount_minor)
      })

      it("will not redeem a claim that was given back, or one it does not know", async () => {
        const [claim] = await service.claim([claimOf(await createCoupon(service), null)])
        await service.release([claim!.id], LATER)
        const input = { order_id: "order_2", discounts: [], now: NOW }
        await expect(service.redeem({ ...input, claim_ids: [claim!.id] })).rejects.toMatchObject({
          code: "claim_released",
        })
        await expect(service.redeem({ ...input, claim_ids: ["claim_no"] })).rejects.toMatchObject({ type: "not_found" })
      })

      it("rule 33: books an invoice once, and nothing that took nothing off", async () => {
        const { discount } = await redeemed()
        const input = { redemptions: [invoiceRedemption(discount.id, "inv_1")], now: LATER }
        const answers = await Promise.all([1, 2, 3].map(() => service.redeemInvoice(input)))
        expect(answers.reduce((sum, { created }) => sum + created, 0)).toBe(1)
        const zero = { ...invoiceRedemption(discount.id, "inv_2"), amount_minor: 0 }
        expect(await service.redeemInvoice({ redemptions: [zero], now: LATER })).toEqual({ created: 0 })
        const unknown = [invoiceRedemption("disc_no", "inv_3")]
        await expect(service.redeemInvoice({ redemptions: unknown, now: LATER })).rejects.toMatchObject({
          type: "not_found",
        })
      })

      it("gives a voided invoice's cycle back, and redeems it again", async () => {
        const { discount } = await redeemed()
        const input = { redemptions: [invoiceRedemption(discount.id, "inv_1")], now: LATER }
        const void_ = { document_ids: ["inv_1"], give_back: false, reason: "void", now: LATER }
        await service.redeemInvoice(input)
        const reversals = await Promise.all([1, 2].map(() => service.reverse(void_)))
        expect(reversals.reduce((sum, { reversed }) => sum + reversed, 0)).toBe(1)
        const running = async () =>
          (await service.listRunningDiscounts([{ type: "subscription", ids: [discount.target_id] }]))[0]!
        expect((await running()).history.map((use) => use.document_id)).not.toContain("inv_1")
        expect(await service.redeemInvoice(input)).toEqual({ created: 1 })
        expect(await service.redeemInvoice(input)).toEqual({ created: 0 })
        expect((await running()).history.map((use) => use.document_id)).toContain("inv_1")
        const rows = await service.listCouponRedemptions({ document_id: "inv_1" }, { order: { id: "ASC" } })
        expect(rows.map((row) => [row.kind, row.attempt, row.amount_minor])).toEqual([
          ["redemption", 0, 600],
          ["reversal", 0, -600],
          ["redemption", 1, 600],
        ])
      })

      it("gives the place back with its own order only, and once", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 5 })
        const { claim, discount, order_id } = await redeemed(Promise.resolve(coupon))
        await service.redeemInvoice({ redemptions: [invoiceRedemption(discount.id, "inv_2")], now: LATER })
        const undo = (document_id: string, give_back: boolean) =>
          service.reverse({ document_ids: [document_id], give_back, reason: "canceled", now: LATER })
        expect(await undo("inv_2", true)).toMatchObject({ reversed: 1 })
        expect(await counterOf(coupon.id)).toBe(1)
        await service.endDiscounts({ ids: [discount.id] }, LATER, "subscription canceled")
        expect(await undo(order_id, true)).toMatchObject({ reversed: 1 })
        expect(await undo(order_id, true)).toEqual({ reversed: 0, reversal_ids: [] })
        expect(await counterOf(coupon.id)).toBe(0)
        const [row] = await service.listCouponClaims({ id: claim.id })
        expect(row).toMatchObject({ status: "released", released_reason: "canceled" })
      })

      it("fault A4: keeps the place of what goes on, and of what took something off elsewhere", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 5 })
        const { discount, order_id } = await redeemed(Promise.resolve(coupon))
        await service.redeemInvoice({ redemptions: [invoiceRedemption(discount.id, "inv_2")], now: LATER })
        const undo = (document_id: string) =>
          service.reverse({ document_ids: [document_id], give_back: true, reason: "void", now: LATER })
        await undo(order_id)
        expect(await counterOf(coupon.id)).toBe(1)
        await service.endDiscounts({ ids: [discount.id] }, LATER, "subscription canceled")
        await undo(order_id)
        expect(await counterOf(coupon.id)).toBe(1)
        await undo("inv_2")
        await undo(order_id)
        expect(await counterOf(coupon.id)).toBe(0)
      })

      it("faults A2 and A12: a withdrawn discount ends, and gives its place back if it took nothing off, once", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 5 })
        const [claim] = await service.claim([claimOf(coupon, null)])
        const won = { ...wonOf(claim!.id, "order_w"), redemption: null }
        const [unused] = await service.redeem({ order_id: null, claim_ids: [claim!.id], discounts: [won], now: NOW })
        const { discount: used } = await redeemed(Promise.resolve(coupon))
        expect(await counterOf(coupon.id)).toBe(2)
        const withdraw = (ids: string[]) => service.withdrawDiscounts(ids, LATER, "taken back")
        const twice = await Promise.all([withdraw([unused!.id]), withdraw([unused!.id])])
        expect(twice.flat()).toEqual([unused!.id])
        expect(await withdraw([used.id, unused!.id])).toEqual([used.id])
        expect(await counterOf(coupon.id)).toBe(1)
        const rows = await service.listCouponDiscounts({ coupon_id: coupon.id })
        expect(rows.map(({ ended_reason }) => ended_reason)).toEqual(["taken back", "taken back"])
      })

      it("rule 50: what is taken off has taken nothing, gives its place back and covers no bill of before, and one that was used stays", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 5 })
        const [claim] = await service.claim([claimOf(coupon, null)])
        const won = { ...wonOf(claim!.id, "order_t"), target_type: "subscription" as const, redemption: null }
        const [unused] = await service.redeem({ order_id: null, claim_ids: [claim!.id], discounts: [won], now: NOW })
        const { discount: used } = await redeemed(Promise.resolve(coupon))
        expect(await service.takeOffDiscounts([used.id, unused!.id], LATER)).toEqual([])
        expect(await counterOf(coupon.id)).toBe(2)
        const takeOff = () => service.takeOffDiscounts([unused!.id], LATER)
        expect((await Promise.all([takeOff(), takeOff()])).flat()).toEqual([unused!.id])
        expect(await counterOf(coupon.id)).toBe(1)
        const { target_type: type, target_id } = unused!
        expect(await service.listRunningDiscounts([{ type, ids: [target_id] }], NOW)).toEqual([])
      })

      it("keeps the place on a refund", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 5 })
        const { order_id } = await redeemed(Promise.resolve(coupon))
        await service.reverse({ document_ids: [order_id], give_back: false, reason: "refund", now: LATER })
        expect(await counterOf(coupon.id)).toBe(1)
      })

      it("is append-only", async () => {
        await redeemed()
        const [row] = await service.listCouponRedemptions({})
        const edit = service.updateCouponRedemptions({ id: row!.id, amount_minor: 1 })
        await expect(edit).rejects.toMatchObject({ code: "append_only" })
        await expect(service.deleteCouponRedemptions(row!.id)).rejects.toMatchObject({ code: "append_only" })
        expect(await service.listCouponRedemptions({})).toHaveLength(1)
      })

      it("has counters that equal the ledger after any history", async () => {
        const step = fc.record({
          verb: fc.constantFrom("claim", "release", "redeem", "cancel", "limit", "unlimit"),
          which: fc.nat({ max: 9 }),
        })
        const history = fc.array(step, { minLength: 4, maxLength: 14 })
        await fc.assert(
          fc.asyncProperty(history, async (steps) => {
            const coupon = await createCoupon(service, { max_redemptions: 3 })
            const code = await createCode(service, coupon, { max_redemptions: 2 })
            const claims: string[] = []
            for (const { verb, which } of steps) {
              const id = claims[which % Math.max(claims.length, 1)]
              await play(verb, id).catch((error: { code?: string }) => {
                if (!error.code) {
                  throw error
                }
              })
            }
            async function play(verb: string, id: string | undefined): Promise<unknown> {
              if (verb === "claim") {
                return claims.push((await service.claim([claimOf(coupon, code)]))[0]!.id)
              }
              if (verb === "limit") {
                return service.updateCoupons({ id: coupon.id, max_redemptions: 4 })
              }
              if (verb === "unlimit") {
                return service.updateCoupons({ id: coupon.id, max_redemptions: null })
              }
              if (id === undefined) {
                return undefined
              }
              if (verb === "release") {
                return service.release([id], LATER)
              }
              if (verb === "cancel") {
                return service.reverse({
                  document_ids: [`order_of_${id}`],
                  give_back: true,
                  reason: "cancel",
                  now: LATER,
                })
              }
              const order_id = `order_of_${id}`
              return service.redeem({ order_id, claim_ids: [id], discounts: [wonOf(id, order_id)], now: NOW })
            }
            const counts = await service.countRedeemed({ coupon_ids: [coupon.id], promo_code_ids: [code.id] })
            const stored = await service.retrieveCoupon(coupon.id)
            if (stored.max_redemptions !== null) {
              expect(stored.redemptions_taken).toBe(counts.coupon[coupon.id])
            }
            expect((await service.retrievePromoCode(code.id)).redemptions_taken).toBe(counts.promo_code[code.id])
            expect(counts.promo_code[code.id]).toBeLessThanOrEqual(2)
          }),
          { numRuns: 25 },
        )
      })
    })

    describe("codes, discounts and the clock", () => {
      it("finds the live code, else the newest archived one, and lets an archived word be used again", async () => {
        const coupon = await createCoupon(service)
        const old = await createCode(service, coupon, { code: "SUMMER20" })
        await expect(createCode(service, coupon, { code: "SUMMER20" })).rejects.toThrow("already exists")
        await service.updatePromoCodes({ id: old.id, status: "archived" })
        expect((await service.findCode("summer20"))?.promo_code.id).toBe(old.id)
        const fresh = await createCode(service, coupon, { code: "SUMMER20" })
        const found = await service.findCode("summer20")
        expect(found).toMatchObject({
          promo_code: { id: fresh.id, status: "active" },
          coupon: { id: coupon.id, percentage: 20 },
        })
        expect(found!.coupon.created_at).toBeInstanceOf(Date)
        expect(await service.findCode("winter")).toBeNull()
      })

      it("fault B3: finds a person's claims under every id and e-mail that was ever theirs", async () => {
        const coupon = await createCoupon(service, { max_redemptions_per_customer: 1 })
        const code = await createCode(service, coupon)
        const as = (...customer_keys: string[]) =>
          claimOf(coupon, code, { customer_id: null, customer_key: customer_keys[0], customer_keys })
        const refused = (...keys: string[]) =>
          expect(service.claim([as(...keys)])).rejects.toMatchObject({ code: "customer_limit_reached" })
        const taken = async (...customer_keys: string[]) => {
          const counts = await service.countTaken({ coupon_ids: [coupon.id], promo_code_ids: [code.id], customer_keys })
          return [counts.coupon[coupon.id]?.by_customer, counts.promo_code[code.id]?.by_customer]
        }
        await service.claim([as("cus_ada", "ada@old.example", "gift@example.com")])
        // The account is gone, or has another address by now: the e-mail of the time says who it was.
        await refused("ada@old.example")
        await refused("cus_new", "ada@old.example")
        await refused("cus_ada", "ada@new.example")
        expect([await taken("ada@old.example"), await taken("ada@new.example")]).toEqual([
          [1, 1],
          [0, 0],
        ])
        await service.claim([as("gift@example.com")])
        await service.claim([as("bob@example.com")])
      })

      it("fault B3: one person's two claims at once count as one person's, by whichever key each is known", async () => {
        const coupon = await createCoupon(service, { max_redemptions_per_customer: 2 })
        const as = (...keys: string[]) => claimOf(coupon, null, { customer_key: keys[0], customer_keys: keys })
        await service.claim([as("cus_eve", "eve@old.example")])
        const { kept, refusals } = await allAtOnce(() =>
          Array.from({ length: 8 }, (_, n) =>
            service.claim([n % 2 === 0 ? as("eve@old.example") : as("cus_eve", "eve@new.example")]),
          ),
        )
        expect([kept, new Set(refusals)]).toEqual([1, new Set(["customer_limit_reached"])])
      })

      it("fault B7: folds stored words again, and of two that become one word both are found as they are typed", async () => {
        const coupon = await createCoupon(service)
        const code = async (typed: string, stored = typed) => {
          const { id } = await createCode(service, coupon, { code: typed, code_normalised: unique("W") })
          await sql(`update coupon_promo_code set code_normalised = '${stored}' where id = '${id}'`)
          return id
        }
        const found = async (typed: string) => (await service.findCode(typed))?.promo_code.id
        const lonely = await code("İZMİR-5")
        const plain = await code("INDIRIM")
        const dotted = await code("İNDİRİM")
        const [older, younger] = [await code("İKİ"), await code("IKİ")]
        await sql(Migration20261127110000.FOLD_AGAIN)
        expect([await found("izmir–5"), await found("İzmir-5")]).toEqual([lonely, lonely])
        expect([await found("indirim"), await found("İNDİRİM")]).toEqual([plain, dotted])
        expect([await found("iki"), await found("İKİ"), await found("IKİ")]).toEqual([older, older, younger])
      })

      it("remembers a typed code once, in the order of entry, with who typed it last, and forgets it", async () => {
        const coupon = await createCoupon(service)
        const [one, two] = [await createCode(service, coupon), await createCode(service, coupon)]
        const enter = (promo_code_id: string, customer_id: string | null, now: Date) =>
          service.enterCode({ cart_id: "cart_a", promo_code_id, customer_id, now })
        await enter(two.id, null, NOW)
        await enter(one.id, "cus_1", LATER)
        await enter(two.id, "cus_2", LATER)
        const entered = await service.listEnteredCodes("cart_a")
        expect(
          entered.map(({ promo_code, customer_id, entered_at }) => [promo_code.id, customer_id, entered_at]),
        ).toEqual([
          [two.id, "cus_2", NOW],
          [one.id, "cus_1", LATER],
        ])
        expect(await service.removeEnteredCodes("cart_a", [two.id, "promo_no"])).toBe(1)
        expect(await service.removeEnteredCodes("cart_a", [two.id])).toBe(0)
        expect(await service.listEnteredCodes("cart_a")).toHaveLength(1)
      })

      it("shows a typed code that was deleted, or whose coupon was, as archived", async () => {
        const [kept, deleted] = [await createCoupon(service), await createCoupon(service)]
        const [gone, orphan] = [await createCode(service, kept), await createCode(service, deleted)]
        for (const { id } of [gone, orphan]) {
          await service.enterCode({ cart_id: "cart_b", promo_code_id: id, customer_id: null, now: NOW })
        }
        await service.softDeletePromoCodes([gone.id])
        await service.softDeleteCoupons([deleted.id])
        const entered = await service.listEnteredCodes("cart_b")
        const states = entered.map(({ promo_code, coupon }) => [promo_code.id, [coupon.status, promo_code.status]])
        expect(Object.fromEntries(states)).toEqual({
          [gone.id]: ["active", "archived"],
          [orphan.id]: ["archived", "active"],
        })
      })

      it("starts a discount once and ends it by target, by coupon or by id", async () => {
        const [a, b, c] = [await redeemed(), await redeemed(), await redeemed()]
        await sql("update coupon_discount set starts_at = null")
        await service.startDiscounts([a.discount.id], NOW)
        await service.startDiscounts([a.discount.id], LATER)
        const running = (discount: typeof a.discount) =>
          service.listRunningDiscounts([{ type: "subscription", ids: [discount.target_id] }])
        expect((await running(a.discount))[0]!.starts_at).toBe(NOW.getTime())
        await expect(service.endDiscounts({}, LATER, "all")).rejects.toMatchObject({ type: "invalid_data" })
        const target = { target_type: "subscription" as const, target_ids: [a.discount.target_id] }
        expect(await service.endDiscounts(target, LATER, "subscription ended")).toEqual([a.discount.id])
        expect(await service.endDiscounts(target, LATER, "subscription ended")).toEqual([])
        expect(await service.endDiscounts({ coupon_id: b.discount.coupon_id! }, LATER, "archived")).toEqual([
          b.discount.id,
        ])
        expect(await service.endDiscounts({ ids: [c.discount.id] }, LATER, "by hand")).toEqual([c.discount.id])
        for (const { discount } of [a, b, c]) {
          expect(await running(discount)).toEqual([])
        }
      })

      it("keeps the test clock in the database, and goes back to real time", async () => {
        expect(await service.setTestClock(NOW)).toEqual(NOW)
        expect(await service.now()).toEqual(NOW)
        await service.setTestClock(null)
        expect(Math.abs((await service.now()).getTime() - Date.now())).toBeLessThan(60_000)
      })

      it("refuses an unknown time zone and a test clock without the option", async () => {
        expect(() => new CouponModuleService({}, { timeZone: "Mars/Olympus" })).toThrow(/timeZone.*Mars\/Olympus/)
        const plain = new CouponModuleService({}, {})
        expect([plain.timeZone(), plain.hasTestClock(), plain.refusesCodeWithActiveSubscription()]).toEqual([
          "UTC",
          false,
          true,
        ])
      })
    })
  },
})
