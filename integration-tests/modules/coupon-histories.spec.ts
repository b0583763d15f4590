// Property test: whatever happens in whatever order, at several servers at once and with processes that die in the middle,
// the counters equal the ledger, no limit is broken and no document is discounted twice (law 4, rules 31 to 33).
import path from "node:path"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"
import fc from "fast-check"
import { checkKeptNumbers } from "../helpers/kept-numbers"
import { COUPON_MODULE } from "../../src/modules/coupon"
import type CouponModuleService from "../../src/modules/coupon/service"
import type { ClaimInput, CouponRow, PromoCodeRow } from "../../src/modules/coupon/types"
import { claimOf, createCode, createCoupon, entryOf, NOW } from "./coupon-builders"

const room = path.resolve(__dirname, "../../src/modules/coupon")
const HISTORIES = 30
const CARTS = 6
const COUPON_LIMIT = 3
const CODE_LIMIT = 2

const VERBS = [
  ...["enter", "hold", "claim", "claim", "release", "redeem", "redeem", "cancel", "refund", "bill", "void"],
  ...["remove", "lapse", "limit", "unlimit", "archive", "activate", "clean"],
] as const

const moment = fc.record({
  verb: fc.constantFrom(...VERBS),
  cart: fc.nat({ max: CARTS - 1 }),
  /** Which code the cart has, or none. */
  code: fc.nat({ max: 2 }),
  /** The process dies: what it did in this step is rolled back. */
  dies: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
})
type Moment = typeof moment extends fc.Arbitrary<infer T> ? T : never

/** Each inner list happens at once, at as many servers. */
const history = fc.array(fc.array(moment, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 9 })

class Died extends Error {}

moduleIntegrationTestRunner<CouponModuleService>({
  moduleName: COUPON_MODULE,
  resolve: room,
  pathToMigrations: path.join(room, "migrations"),
  testSuite: ({ service, MikroOrmWrapper }) => {
    checkKeptNumbers(MikroOrmWrapper)

    const sql = <T>(text: string): Promise<T[]> => MikroOrmWrapper.forkManager().execute<T[]>(text)
    let serial = 0

    /** One shop of a history: a coupon with two limited codes, and carts of two people. */
    class Play {
      constructor(
        readonly name: string,
        readonly coupon: CouponRow,
        readonly codes: (PromoCodeRow | null)[],
      ) {}

      static async begin(): Promise<Play> {
        const limits = { max_redemptions_per_customer: 2, hold_minutes: 5, release_on_refund: true }
        const coupon = await createCoupon(service, { max_redemptions: COUPON_LIMIT, ...limits })
        const codes = [1, 2].map(() => createCode(service, coupon, { max_redemptions: CODE_LIMIT }))
        serial += 1
        return new Play(`h${serial}`, coupon, [...(await Promise.all(codes)), null])
      }

      input({ cart, code }: Moment): ClaimInput {
        const customer_key = `${this.name}_person_${cart % 2}`
        const cart_id = `${this.name}_cart_${cart}`
        return claimOf(this.coupon, this.codes[code]!, { cart_id, customer_key, customer_keys: [customer_key] })
      }

      order(cart: number): string {
        return `${this.name}_order_${cart}`
      }

      claimsOf(cart: number, status: string[]) {
        return service.listCouponClaims({ cart_id: `${this.name}_cart_${cart}`, status, held_until: null })
      }

      /** One step; `transaction` is set for a process that will die, so that its work can be rolled back. */
      async act(step: Moment, ctx?: never): Promise<unknown> {
        const { cart, code } = step
        const order_id = this.order(cart)
        const promo_code_id = this.codes[code]?.id
        switch (step.verb) {
          case "enter":
            if (!promo_code_id) {
              return undefined
            }
            return service.enterCode(
              { cart_id: this.input(step).cart_id, promo_code_id, customer_id: null, now: NOW },
              ctx,
            )
          case "remove":
            return service.removeEnteredCodes(this.input(step).cart_id, promo_code_id ? [promo_code_id] : [], ctx)
          case "hold":
            return service.hold([{ ...this.input(step), hold_minutes: 5 }], ctx)
          case "claim":
            return service.claim([this.input(step)], ctx)
          case "release":
            return service.release(
              (await this.claimsOf(cart, ["reserved"])).map(({ id }) => id),
              NOW,
              ctx,
            )
          case "redeem":
            return this.redeem(cart, ctx)
          case "cancel":
            return service.reverseOrder({ order_id, end: "canceled", now: NOW }, ctx)
          case "refund":
            return service.reverseOrder({ order_id, end: "refunded", now: NOW }, ctx)
          case "bill":
            return this.bill(cart, ctx)
          case "void":
            return service.reverse(
              { document_ids: [`${order_id}_invoice`], give_back: false, reason: "void", now: NOW },
              ctx,
            )
          case "limit":
            return service.updateCoupons({ id: this.coupon.id, max_redemptions: COUPON_LIMIT }, ctx)
          case "unlimit":
            return service.updateCoupons({ id: this.coupon.id, max_redemptions: null }, ctx)
          case "archive":
          case "activate":
            return service.updateCoupons(
              { id: this.coupon.id, status: step.verb === "archive" ? "archived" : "active" },
              ctx,
            )
          case "lapse":
            return sql(
              `update coupon_claim set held_until = now() - interval '1 second'
               where held_until is not null and cart_id like '${this.name}_%' and status = 'reserved'`,
            )
          case "clean":
            return this.cleanUp()
        }
      }

      async redeem(cart: number, ctx?: never): Promise<void> {
        const order_id = this.order(cart)
        const ids = (await this.claimsOf(cart, ["reserved", "redeemed"])).map(({ id }) => id)
        const entry = entryOf(order_id, { document_type: "order", order_id, invoice_id: null })
        const discounts = ids.map((claim_id, index) => ({
          claim_id,
          target_type: index === 0 ? ("subscription" as const) : ("order" as const),
          target_id: `${order_id}_${index === 0 ? "sub" : "goods"}`,
          starts_at: NOW,
          redemption: entry,
        }))
        if (ids.length > 0) {
          await service.redeem({ order_id, claim_ids: ids, discounts, now: NOW }, ctx)
        }
      }

      async bill(cart: number, ctx?: never): Promise<void> {
        const order_id = this.order(cart)
        const running = await service.listRunningDiscounts([{ type: "subscription", ids: [`${order_id}_sub`] }])
        const redemptions = running.map(({ id }) => ({ ...entryOf(`${order_id}_invoice`), discount_id: id }))
        await service.redeemInvoice({ redemptions, now: NOW }, ctx)
      }

      /** What the job does: lapsed holds go, claims that nobody settled are released. */
      async cleanUp(): Promise<void> {
        await service.releaseLapsedHolds(100, NOW)
        const stale = await service.listStaleClaims(new Date(Date.now() + 60_000), 500)
        const mine = stale.filter(({ cart_id }) => cart_id.startsWith(`${this.name}_`))
        await service.release(
          mine.map(({ id }) => id),
          NOW,
        )
      }

      /** A refusal is an answer, a death is a death; anything else fails the test. */
      async step(step: Moment): Promise<void> {
        try {
          await (step.dies ? this.die(step) : this.act(step))
        } catch (error) {
          if (!(error instanceof Died) && (error as { type?: string }).type !== "not_allowed") {
            throw error
          }
        }
      }

      /** Does the step in a transaction that never commits. */
      private async die(step: Moment): Promise<void> {
        await MikroOrmWrapper.forkManager().transactional(async (manager) => {
          await this.act(step, { transactionManager: manager, manager } as never)
          throw new Died()
        })
      }

      /** The books of this history, as one object, so that a failure shows all of them. */
      async books() {
        const id = this.coupon.id
        const [counters, [claims], twice, [sums]] = await Promise.all([
          sql<{ taken: number; claims: number; max: number | null }>(
            `select c.redemptions_taken as taken, c.max_redemptions as max, (select count(*)::int from coupon_claim k
               where k.coupon_id = c.id and k.status in ('reserved', 'redeemed')) as claims from coupon c where id = '${id}'
             union all
             select p.redemptions_taken, p.max_redemptions, (select count(*)::int from coupon_claim k
               where k.promo_code_id = p.id and k.status in ('reserved', 'redeemed')) from coupon_promo_code p
             where coupon_id = '${id}'`,
          ),
          sql<{ most: number }>(
            // A limit per customer counts transactions (rule 17): two codes on one cart are one.
            `select coalesce(max(n), 0)::int as most from (select count(distinct cart_id) as n from coupon_claim
             where coupon_id = '${id}' and status in ('reserved', 'redeemed') group by customer_key) as people`,
          ),
          sql(
            `select discount_id, document_id from coupon_redemption r where coupon_id = '${id}' and kind = 'redemption'
               and not exists (select from coupon_redemption x where x.reverses_id = r.id)
             group by 1, 2 having count(*) > 1`,
          ),
          sql<{ net: number; live: number }>(
            `select coalesce(sum(r.amount_minor), 0)::float8 as net, coalesce(sum(r.amount_minor) filter (
               where r.kind = 'redemption' and not exists (select from coupon_redemption x where x.reverses_id = r.id)
             ), 0)::float8 as live from coupon_redemption r where coupon_id = '${id}'`,
          ),
        ])
        return { counters, most_by_one: claims!.most, twice, net: sums!.net, live: sums!.live }
      }

      async check(): Promise<void> {
        const books = await this.books()
        for (const { taken, claims, max } of books.counters) {
          if (max === null) {
            continue
          }
          expect({ taken, ...books }).toEqual({ taken: claims, ...books })
          expect(taken).toBeGreaterThanOrEqual(0)
          expect(claims).toBeLessThanOrEqual(max)
        }
        expect(books.most_by_one).toBeLessThanOrEqual(2)
        expect(books.twice).toEqual([])
        expect(books.net).toBe(books.live)
      }
    }

    it(`law 4, rules 31 to 33: the books balance after each of ${HISTORIES} random histories with crashes`, async () => {
      await fc.assert(
        fc.asyncProperty(history, async (moments) => {
          const play = await Play.begin()
          for (const at_once of moments) {
            await Promise.all(at_once.map((step) => play.step(step)))
          }
          await play.check()
          await play.cleanUp()
          await play.check()
          expect(
            await service.listCouponClaims({ coupon_id: play.coupon.id, status: "reserved", held_until: null }),
          ).toEqual([])
        }),
        // A crowded machine plays fewer of them rather than failing.
        { numRuns: HISTORIES, interruptAfterTimeLimit: 60_000 },
      )
    })
  },
})
