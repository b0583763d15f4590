// Holds, the end of orders, first purchases and deletion on a real PostgreSQL: who gets a place, and when it is free again.
import path from "node:path"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"
import { checkKeptNumbers } from "../helpers/kept-numbers"
import { COUPON_MODULE } from "../../src/modules/coupon"
import type CouponModuleService from "../../src/modules/coupon/service"
import type { ClaimInput, CouponRow, HoldInput, WonDiscount } from "../../src/modules/coupon/types"
import { untilTrue } from "../helpers/eventually"
import { claimOf, createCode, createCoupon, NOW, outcomes, unique, wonOf } from "./coupon-builders"

const room = path.resolve(__dirname, "../../src/modules/coupon")

moduleIntegrationTestRunner<CouponModuleService>({
  moduleName: COUPON_MODULE,
  resolve: room,
  pathToMigrations: path.join(room, "migrations"),
  moduleOptions: { testClock: true },
  testSuite: ({ service, MikroOrmWrapper }) => {
    checkKeptNumbers(MikroOrmWrapper)

    const sql = <T>(text: string): Promise<T[]> => MikroOrmWrapper.forkManager().execute<T[]>(text)
    const counterOf = async (coupon_id: string) => (await service.retrieveCoupon(coupon_id)).redemptions_taken
    const liveOf = (coupon_id: string) => service.listCouponClaims({ coupon_id, status: ["reserved", "redeemed"] })
    /** As if every hold had been made so long ago that its time is over. */
    const lapse = () =>
      sql("update coupon_claim set held_until = now() - interval '1 second' where held_until is not null")

    async function offer(fields: Partial<CouponRow> = {}) {
      const coupon = await createCoupon(service, { max_redemptions: 1, hold_minutes: 10, ...fields })
      const code = await createCode(service, coupon, { max_redemptions: 1 })
      const ask = (more: Partial<ClaimInput> = {}): ClaimInput => claimOf(coupon, code, more)
      const held = (input: ClaimInput): HoldInput => ({ ...input, hold_minutes: 10 })
      return { coupon, code, ask, held }
    }

    describe("holds (rule 31)", () => {
      it("rule 31: keeps the last place for the cart that holds it, whose completion takes it over and counts it once", async () => {
        const { coupon, code, ask, held } = await offer()
        const mine = ask()
        const [hold] = await service.hold([held(mine)])
        expect(hold!.held_until!.getTime() - Date.now()).toBeGreaterThan(9 * 60_000)
        expect(await service.listHolds(mine.cart_id)).toEqual({ [code.id]: hold!.held_until })
        for (const take of [() => service.claim([ask()]), () => service.hold([held(ask())])]) {
          await expect(take()).rejects.toMatchObject({ code: "redemption_limit_reached" })
        }
        const taken = { coupon_ids: [coupon.id], promo_code_ids: [code.id], customer_keys: [] }
        expect((await service.countTaken(taken)).coupon[coupon.id]!.total).toBe(1)
        expect((await service.countTaken({ ...taken, except_cart_id: mine.cart_id })).coupon[coupon.id]!.total).toBe(0)
        expect((await service.countRedeemed(taken)).coupon[coupon.id]).toBe(0)

        const [claim] = await service.claim([mine])

        expect(claim).toMatchObject({ id: hold!.id, is_new: true, held_until: null })
        expect(await counterOf(coupon.id)).toBe(1)
        expect((await service.claim([mine]))[0]).toMatchObject({ id: hold!.id, is_new: false })
        expect(await service.listHolds(mine.cart_id)).toEqual({})
      })

      it("rule 31: lets one of two completions of a cart take its hold over", async () => {
        const { ask, held } = await offer()
        const mine = ask()
        await service.hold([held(mine)])
        const claims = (await Promise.all([1, 2, 3, 4].map(() => service.claim([mine])))).flat()
        expect(claims.filter(({ is_new }) => is_new)).toHaveLength(1)
        expect(new Set(claims.map(({ id }) => id)).size).toBe(1)
      })

      it("rule 31: is not extended by asking again, and not had a third time", async () => {
        const { coupon, ask, held } = await offer()
        const mine = ask()
        const [hold] = await service.hold([held(mine)])
        expect(await service.hold([held(mine)])).toMatchObject([{ held_until: hold!.held_until, is_new: false }])
        await lapse()
        expect(await service.hold([held(mine)])).toMatchObject([{ is_new: true }])
        expect(await service.releaseHolds(mine.cart_id, [mine.promo_code_id!], NOW)).toHaveLength(1)
        expect(await service.hold([held(mine)])).toEqual([])
        expect(await counterOf(coupon.id)).toBe(0)
        expect(await service.claim([mine])).toMatchObject([{ is_new: true }])
      })

      it("rule 31: frees a lapsed place for whoever claims next, before any clean-up, and never twice", async () => {
        const { coupon, code, ask, held } = await offer()
        await service.hold([held(ask())])
        await lapse()
        const ask_counts = { coupon_ids: [coupon.id], promo_code_ids: [code.id], customer_keys: [] }
        expect((await service.countTaken(ask_counts)).promo_code[code.id]!.total).toBe(0)

        const { kept, refusals } = await outcomes(Array.from({ length: 12 }, () => service.claim([ask()])))

        expect([kept, new Set(refusals)]).toEqual([1, new Set(["redemption_limit_reached"])])
        expect(await counterOf(coupon.id)).toBe(1)
        expect(await service.releaseLapsedHolds(100, NOW)).toBe(0)
        expect(await liveOf(coupon.id)).toHaveLength(1)
      })

      it("rule 31: still lets the cart itself complete when its hold has lapsed and nobody took the place", async () => {
        const { coupon, ask, held } = await offer()
        const mine = ask()
        await service.hold([held(mine)])
        await lapse()
        expect(await service.claim([mine])).toMatchObject([{ is_new: true }])
        expect(await counterOf(coupon.id)).toBe(1)
      })

      it("fault D11: a claim that took a hold over and failed is that hold again, counted once, until its time is over", async () => {
        const coupon = await createCoupon(service, { max_redemptions: 1 })
        const mine = claimOf(coupon, null)
        const [hold] = await service.hold([{ ...mine, hold_minutes: 30 }])
        for (let attempt = 0; attempt < 3; attempt++) {
          const [claim] = await service.claim([mine])
          expect(claim).toMatchObject({ id: hold!.id, held_until: null })
          // Two servers that undo the same attempt, and a late one.
          const released = await Promise.all([1, 2].map(() => service.release([claim!.id], NOW)))
          expect([...released.flat(), ...(await service.release([claim!.id], NOW))]).toEqual([])
          expect((await service.retrieveCouponClaim(hold!.id)).held_until).toEqual(hold!.held_until)
          expect((await service.retrieveCoupon(coupon.id)).redemptions_taken).toBe(1)
          await expect(service.claim([claimOf(coupon, null)])).rejects.toMatchObject({
            code: "redemption_limit_reached",
          })
        }
        const [claim] = await service.claim([mine])
        await sql(`update coupon_claim set hold_ends_at = now() - interval '1 second' where id = '${claim!.id}'`)
        expect(await service.release([claim!.id], NOW)).toEqual([claim!.id])
        expect((await service.retrieveCoupon(coupon.id)).redemptions_taken).toBe(0)
      })

      it("rule 32: gives lapsed places back in the clean-up, and leaves those that are held or claimed", async () => {
        const { coupon, ask, held } = await offer({ max_redemptions: 5 })
        const { ask: other } = await offer({ max_redemptions: 5 })
        await sql(`update coupon_promo_code set max_redemptions = null`)
        const converted = ask()
        await service.hold([held(ask()), held(converted)])
        await service.claim([converted])
        await lapse()
        await service.hold([held(other())])
        const counts = await Promise.all([service.releaseLapsedHolds(10, NOW), service.releaseLapsedHolds(10, NOW)])
        expect(counts[0] + counts[1]).toBe(1)
        expect(await counterOf(coupon.id)).toBe(1)
        expect(await liveOf(coupon.id)).toMatchObject([{ cart_id: converted.cart_id }])
        expect(await service.listStaleClaims(new Date(Date.now() + 60_000), 10)).toMatchObject([
          { cart_id: converted.cart_id },
        ])
      })

      it("rule 17: counts a customer's holds against his limit, and never against the cart that holds", async () => {
        const { coupon, held } = await offer({ max_redemptions: null, max_redemptions_per_customer: 1 })
        const me = { customer_key: "cus_me", customer_keys: ["cus_me"] }
        const mine = claimOf(coupon, null, me)
        await service.hold([held(mine)])
        await expect(service.hold([held(claimOf(coupon, null, me))])).rejects.toMatchObject({
          code: "customer_limit_reached",
        })
        expect(await service.claim([mine])).toMatchObject([{ is_new: true }])
        await sql("update coupon_claim set status = 'reserved', held_until = now() - interval '1 second'")
        expect(await service.claim([claimOf(coupon, null, me)])).toMatchObject([{ is_new: true }])
      })

      it("rule 31: lets go of a hold with the code that was typed", async () => {
        const { coupon, code, ask, held } = await offer()
        const mine = ask()
        const typed = { cart_id: mine.cart_id, promo_code_id: code.id, customer_id: null, now: NOW }
        await service.enterCode(typed)
        await service.hold([held(mine)])
        expect(await service.removeEnteredCodes(mine.cart_id, [code.id])).toBe(1)
        expect(await counterOf(coupon.id)).toBe(0)
        await service.enterCode(typed)
        await service.claim([mine])
        await service.removeEnteredCodes(mine.cart_id, [code.id])
        expect(await counterOf(coupon.id)).toBe(1)
      })
    })

    describe("first purchases (rule 18)", () => {
      const me = { customer_key: "cus_1", customer_keys: ["cus_1", "ada@example.com"] }
      const first = (fields: Partial<CouponRow> = {}) =>
        createCoupon(service, { restrictions: { first_purchase: "any" }, ...fields })

      it("rule 18: lets one of a person's carts through at a time, whatever key each knows and whichever coupon it has", async () => {
        const coupons = [await first(), await first({ restrictions: { audience: "new_subscribers" } })]
        const guest = { customer_key: "ada@example.com", customer_keys: ["cus_1", "ada@example.com"] }
        const tries = Array.from({ length: 12 }, (_, index) =>
          service.claim([claimOf(coupons[index % 2]!, null, index % 3 === 0 ? guest : me)]),
        )
        const { kept, refusals } = await outcomes(tries)
        expect([kept, new Set(refusals)]).toEqual([1, new Set(["first_purchase_under_way"])])
      })

      it("rule 18: goes by the code's own restriction too, and lets other people and other coupons pass", async () => {
        const coupon = await createCoupon(service)
        const code = await createCode(service, coupon, { restrictions: { first_purchase: "product_type" } })
        const [claim] = await service.claim([claimOf(coupon, code, me)])
        await expect(service.claim([claimOf(coupon, code, me)])).rejects.toMatchObject({
          code: "first_purchase_under_way",
        })
        await expect(service.claim([claimOf(coupon, code)])).resolves.toHaveLength(1)
        await expect(service.claim([claimOf(coupon, null, me)])).resolves.toHaveLength(1)
        await service.release([claim!.id], NOW)
        await expect(service.claim([claimOf(coupon, code, me)])).resolves.toHaveLength(1)
      })

      it("rule 18: waits neither for a purchase that died long ago nor for a hold", async () => {
        const coupon = await first()
        await service.hold([{ ...claimOf(coupon, null, me), hold_minutes: 5 }])
        const [claim] = await service.claim([claimOf(coupon, null, me)])
        await sql(`update coupon_claim set created_at = created_at - interval '3 minutes' where id = '${claim!.id}'`)
        await expect(service.claim([claimOf(coupon, null, me)])).resolves.toHaveLength(1)
      })
    })

    describe("the end of an order (rule 31)", () => {
      async function ordered(fields: Partial<CouponRow> = {}, target: Partial<WonDiscount> = {}) {
        const coupon = await createCoupon(service, { max_redemptions: 5, ...fields })
        const [claim] = await service.claim([claimOf(coupon, null)])
        const order_id = unique("order")
        const won = { ...wonOf(claim!.id, order_id), target_type: "order" as const, target_id: order_id, ...target }
        const [discount] = await service.redeem({ order_id, claim_ids: [claim!.id], discounts: [won], now: NOW })
        const rows = async () =>
          (await service.listCouponRedemptions({ order_id }, { order: { id: "ASC" } })).map((row) => row.amount_minor)
        return { coupon, claim: claim!, discount: discount!, order_id, rows }
      }

      it("rule 31: reverses a cancelled order once, gives its place back and ends its discount, at two servers at once", async () => {
        const { coupon, discount, order_id, rows } = await ordered()
        expect(await service.findOrdersToReverse([order_id, "order_no"], "canceled")).toEqual([order_id])
        const cancel = () => service.reverseOrder({ order_id, end: "canceled", now: NOW })
        const answers = await Promise.all([cancel(), cancel(), cancel()])
        expect(answers.reduce((sum, { reversed }) => sum + reversed, 0)).toBe(1)
        expect(answers.reduce((sum, { released }) => sum + released, 0)).toBe(1)
        expect(await rows()).toEqual([600, -600])
        expect(await counterOf(coupon.id)).toBe(0)
        expect(await service.retrieveCouponDiscount(discount.id)).toMatchObject({ ended_reason: "order canceled" })
        expect(await service.findOrdersToReverse([order_id], "canceled")).toEqual([])
      })

      it("rule 31: keeps the place of a cancelled order where the coupon says so", async () => {
        const { coupon, order_id, rows } = await ordered({ release_on_cancel: false })
        expect(await service.reverseOrder({ order_id, end: "canceled", now: NOW })).toEqual({
          reversed: 1,
          released: 0,
        })
        expect(await rows()).toEqual([600, -600])
        expect(await counterOf(coupon.id)).toBe(1)
        expect(await service.findOrdersToReverse([order_id], "canceled")).toEqual([])
      })

      it("rule 31: keeps place and ledger on a refund, unless the coupon gives them back", async () => {
        const kept = await ordered()
        const given = await ordered({ release_on_refund: true })
        const refund = (order_id: string) => service.reverseOrder({ order_id, end: "refunded", now: NOW })
        expect(await refund(kept.order_id)).toEqual({ reversed: 0, released: 0 })
        expect(await kept.rows()).toEqual([600])
        expect(await counterOf(kept.coupon.id)).toBe(1)
        expect(await service.findOrdersToReverse([kept.order_id, given.order_id], "refunded")).toEqual([given.order_id])
        expect(await refund(given.order_id)).toEqual({ reversed: 1, released: 1 })
        expect(await given.rows()).toEqual([600, -600])
        expect(await counterOf(given.coupon.id)).toBe(0)
      })

      it("rule 31: keeps the place while a subscription of the order still has the discount", async () => {
        const { coupon, discount, order_id, rows } = await ordered(
          {},
          { target_type: "subscription", target_id: "bsub_9" },
        )
        const cancel = () => service.reverseOrder({ order_id, end: "canceled", now: NOW })
        expect(await cancel()).toEqual({ reversed: 1, released: 0 })
        expect(await rows()).toEqual([600, -600])
        expect(await counterOf(coupon.id)).toBe(1)
        expect((await service.retrieveCouponDiscount(discount.id)).ended_at).toBeNull()
        await service.endDiscounts({ ids: [discount.id] }, NOW, "subscription canceled")
        expect(await service.findOrdersToReverse([order_id], "canceled")).toEqual([order_id])
        expect(await cancel()).toEqual({ reversed: 0, released: 1 })
        expect(await counterOf(coupon.id)).toBe(0)
      })
    })

    describe("deletion and counters", () => {
      it("rule 36: never deletes a coupon that is being claimed, and lets nobody claim one that is deleted", async () => {
        for (let round = 0; round < 8; round++) {
          const coupon = await createCoupon(service)
          const code = await createCode(service, coupon)
          const [claimed, deleted] = await Promise.allSettled([
            service.claim([claimOf(coupon, code)]),
            service.deleteUnusedCoupon(coupon.id, NOW),
          ])
          const { status } = claimed
          expect(deleted.status).toBe(status === "fulfilled" ? "rejected" : "fulfilled")
          expect(await liveOf(coupon.id)).toHaveLength(status === "fulfilled" ? 1 : 0)
        }
      })

      it("rule 36: deletes a coupon that is only held, with its codes, and says so of one that was won", async () => {
        const { coupon, code, ask, held } = await offer()
        await service.hold([held(ask())])
        await service.deleteUnusedCoupon(coupon.id, NOW)
        expect(await service.listPromoCodes({ id: [code.id] })).toEqual([])
        expect(await liveOf(coupon.id)).toEqual([])
        await expect(service.deleteUnusedCoupon(coupon.id, NOW)).rejects.toMatchObject({ type: "not_found" })
        await expect(service.claim([ask()])).rejects.toMatchObject({ code: "code_not_found" })
        const won = await createCoupon(service)
        await service.claim([claimOf(won, null)])
        await expect(service.deleteUnusedCoupon(won.id, NOW)).rejects.toMatchObject({ code: "coupon_redeemed" })
      })

      it("law 4: lets nobody write a counter, neither of a new coupon nor of a new code", async () => {
        const counter = { redemptions_taken: 3 }
        await expect(createCoupon(service, counter)).rejects.toThrow("follows the ledger")
        const coupon = await createCoupon(service)
        await expect(createCode(service, coupon, counter)).rejects.toThrow("follows the ledger")
      })
    })

    describe("the migration", () => {
      it("goes back over live holds with counters that fit, and forward again over the data", async () => {
        const { coupon, code, ask, held } = await offer({ max_redemptions: 5 })
        await sql("update coupon_promo_code set max_redemptions = 5")
        const kept = ask()
        await service.claim([kept])
        await service.hold([held(ask())])
        const migrator = MikroOrmWrapper.getOrm().getMigrator()
        await migrator.down({ migrations: ["Migration20261128132100"] })
        await migrator.down({ migrations: ["Migration20261127120000"] })
        await migrator.down({ migrations: ["Migration20261121152000"] })
        expect(
          await sql(
            "select redemptions_taken as n from coupon_promo_code union all select redemptions_taken from coupon",
          ),
        ).toEqual([{ n: 1 }, { n: 1 }])
        await migrator.up()
        expect(await service.claim([kept])).toMatchObject([{ is_new: false }])
        await service.hold([held(ask())])
        expect([await counterOf(coupon.id), (await service.retrievePromoCode(code.id)).redemptions_taken]).toEqual([
          2, 2,
        ])
      })
    })

    describe("the migration to e-mails of the time", () => {
      it("fault B3: finds them for old rows, a guest's in the key, an account's on its order or its record", async () => {
        const { coupon, code } = await offer({ max_redemptions: null })
        const as = (customer_id: string, key = customer_id) =>
          claimOf(coupon, code, { customer_id, customer_key: key, customer_keys: [key] })
        await sql(`update coupon_promo_code set max_redemptions = null`)
        const [guest, buyer, gone, nobody] = await service.claim([
          as("cus_guest", "guest@example.com"),
          as("cus_buyer"),
          as("cus_gone"),
          as("cus_nobody"),
        ])
        await service.redeem({
          order_id: "order_1",
          discounts: [wonOf(buyer!.id, "order_1")],
          claim_ids: [buyer!.id],
          now: NOW,
        })
        const migrator = MikroOrmWrapper.getOrm().getMigrator()
        await migrator.down({ migrations: ["Migration20261127120000"] })
        expect(await service.claim([claimOf(coupon, code)]).catch(String)).toMatchObject([{ is_new: true }])
        await sql(`create table "order" (id text, email text); create table customer (id text, email text)`)
        await sql(`insert into "order" values ('order_1', ' Of.The.Time@Example.com')`)
        await sql(`insert into customer values ('cus_buyer', 'later@example.com'), ('cus_gone', 'Gone@example.com')`)
        await migrator.up()
        await sql(`drop table "order"; drop table customer`)
        const emails = await sql<{ id: string; email: string | null }>("select id, email from coupon_claim")
        const emailOf = (id: string) => emails.find((row) => row.id === id)?.email
        expect([guest!, buyer!, gone!, nobody!].map(({ id }) => emailOf(id))).toEqual([
          "guest@example.com",
          "of.the.time@example.com",
          "gone@example.com",
          null,
        ])
        expect(await sql("select email from coupon_redemption")).toEqual([{ email: "of.the.time@example.com" }])
      })
    })

    describe("locks (law 9)", () => {
      /** Sessions of this database that wait for a lock now; not for a new page of a table, which raw inserts do too. */
      async function waiters(): Promise<number> {
        const [row] = await sql<{ n: number }>(
          `select count(*)::int as n from pg_locks l join pg_stat_activity a on a.pid = l.pid
           where not l.granted and l.locktype <> 'extend' and a.datname = current_database()`,
        )
        return row!.n
      }

      /** Samples who waits for a lock while `work` runs; answers how often somebody did. */
      async function lockWaits(work: () => Promise<unknown>): Promise<number> {
        let is_running = true
        const working = work().finally(() => (is_running = false))
        let waits = 0
        while (is_running) {
          waits += await waiters()
        }
        await working
        return waits
      }

      it("rule 32: makes 200 parallel claims of an unlimited coupon wait for no lock", async () => {
        const coupon = await createCoupon(service)
        const code = await createCode(service, coupon)
        let kept = 0
        const waits = await lockWaits(async () => {
          ;({ kept } = await outcomes(Array.from({ length: 200 }, () => service.claim([claimOf(coupon, code)]))))
        })
        expect([kept, waits]).toEqual([200, 0])
        expect(await liveOf(coupon.id).then((claims) => claims.length)).toBeGreaterThan(0)
        expect([await counterOf(coupon.id), (await service.retrievePromoCode(code.id)).redemptions_taken]).toEqual([
          0, 0,
        ])
      })

      it("rule 32: passes a row of an unlimited coupon that somebody locks for update, where a limited one waits", async () => {
        const free = await createCoupon(service)
        const code = await createCode(service, free)
        const limited = await createCoupon(service, { max_redemptions: 5 })
        const holder = MikroOrmWrapper.forkManager()
        let done: string[] = []
        const settled = (name: string) => () => (done = [...done, name])
        let waiting: Promise<unknown> | undefined
        await holder.begin()
        try {
          await holder.execute("select id from coupon for update")
          await holder.execute("select id from coupon_promo_code for update")
          await service.claim([claimOf(free, code)]).then(settled("free"))
          waiting = service.claim([claimOf(limited, null)]).then(settled("limited"))
          // It may need a moment to get as far as the lock, where it waits three seconds at most.
          expect(await untilTrue(async () => (await waiters()) === 1)).toBe(true)
          expect(done).toEqual(["free"])
        } finally {
          await holder.rollback()
        }
        await waiting
        expect(done).toEqual(["free", "limited"])
      })
    })
  },
})
