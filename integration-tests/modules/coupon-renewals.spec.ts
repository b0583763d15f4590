// The coupon module, for subscriptions that somebody else bills: discounts that go on, and bills that are booked once.
import path from "node:path"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"
import { checkKeptNumbers } from "../helpers/kept-numbers"
import { COUPON_MODULE } from "../../src/modules/coupon"
import type CouponModuleService from "../../src/modules/coupon/service"
import type { CouponRow, InvoiceRedemption, RunningDiscount } from "../../src/modules/coupon/types"
import { claimOf, createCode, createCoupon, NOW, unique } from "./coupon-builders"

const room = path.resolve(__dirname, "../../src/modules/coupon")
const FEBRUARY = new Date("2027-02-01T00:00:00.000Z")

moduleIntegrationTestRunner<CouponModuleService>({
  moduleName: COUPON_MODULE,
  resolve: room,
  pathToMigrations: path.join(room, "migrations"),
  testSuite: ({ service, MikroOrmWrapper }) => {
    checkKeptNumbers(MikroOrmWrapper)

    /** An order whose code took 2.00 off line_1 and nothing off line_2, or what is said; its discount covers 2 cycles. */
    async function soldOrder(of?: CouponRow, taken: Record<string, number> = { line_1: 200 }): Promise<string> {
      const coupon = of ?? (await createCoupon(service, { duration_in_months: null, duration_in_cycles: 2 }))
      const [claim] = await service.claim([claimOf(coupon, await createCode(service, coupon))])
      const order_id = unique("order")
      const lines = Object.entries(taken).map(([line_id, amount_minor]) => {
        return { line_id, product_id: null, variant_id: null, title: "Club", amount_minor }
      })
      const redemption = {
        document_type: "order" as const,
        document_id: order_id,
        order_id,
        invoice_id: null,
        subscription_id: null,
        cycle_key: null,
        currency_code: "eur",
        amount_minor: lines.reduce((sum, { amount_minor }) => sum + amount_minor, 0),
        lines,
      }
      const won = {
        claim_id: claim!.id,
        target_type: "order" as const,
        target_id: order_id,
        starts_at: null,
        redemption,
      }
      await service.redeem({ order_id, claim_ids: [claim!.id], discounts: [won], now: NOW })
      return order_id
    }

    async function subscribed(): Promise<{ order_id: string; subscription_id: string }> {
      const order_id = await soldOrder()
      const subscription_id = unique("sub")
      const input = { order_id, subscription_id, line_ids: ["line_1"], shared_by: ["line_1", "line_2"], starts_at: NOW }
      expect(await service.continueDiscounts(input)).toHaveLength(1)
      return { order_id, subscription_id }
    }

    const targets = (subscription_id: string) => [{ type: "subscription" as const, ids: [subscription_id] }]
    const running = (subscription_id: string) => service.listRunningDiscounts(targets(subscription_id))
    const ledger = (document_id: string) =>
      service.listCouponRedemptions({ document_id }, { order: { created_at: "ASC" } })

    /** Books 2.00, or another amount, as long as two cycles are not used up: what the till says in short. */
    function renew(subscription_id: string, document_id: string, amount_minor = 200): Promise<unknown> {
      const price = (discounts: RunningDiscount[]): InvoiceRedemption[] =>
        discounts
          .filter(({ history }) => history.filter((use) => use.document_id !== document_id).length < 2)
          .map(({ id }) => ({
            discount_id: id,
            document_type: "invoice",
            document_id,
            order_id: null,
            invoice_id: null,
            subscription_id,
            cycle_key: document_id,
            currency_code: "eur",
            amount_minor,
            lines: [],
          }))
      return service.redeemRenewal({
        targets: targets(subscription_id),
        document_id,
        starts_at: FEBRUARY,
        now: NOW,
        price,
      })
    }

    it("rule 44: a discount goes on with the subscription, and the order is its first cycle", async () => {
      const { order_id, subscription_id } = await subscribed()

      expect(await running(subscription_id)).toEqual([
        expect.objectContaining({
          starts_at: NOW.getTime(),
          history: [{ document_id: order_id, cycle_key: `${subscription_id}@${NOW.toISOString()}` }],
        }),
      ])
      expect(await ledger(order_id)).toHaveLength(1)
    })

    it("rule 44: it goes on once, however often it is asked for, and not for lines that got nothing", async () => {
      const { order_id, subscription_id } = await subscribed()
      const again = { order_id, subscription_id, line_ids: ["line_1"], shared_by: ["line_1", "line_2"], starts_at: NOW }

      expect(await Promise.all([service.continueDiscounts(again), service.continueDiscounts(again)])).toEqual([[], []])
      const other = { ...again, subscription_id: unique("sub"), line_ids: ["line_2"] }
      expect(await service.continueDiscounts(other)).toEqual([])
      expect(await running(subscription_id)).toHaveLength(1)
    })

    it("rule 14: a reversal that is undone is booked once more, and the cycle is used up again", async () => {
      const { subscription_id } = await subscribed()
      await renew(subscription_id, "bill_1")
      const { reversal_ids } = await service.reverse({
        document_ids: ["bill_1"],
        give_back: false,
        reason: "voided",
        now: NOW,
      })

      expect(await service.bookAgain(reversal_ids, NOW)).toEqual({ created: 1 })
      expect(await service.bookAgain(reversal_ids, NOW)).toEqual({ created: 0 })
      expect((await ledger("bill_1")).map(({ amount_minor, cycle_key }) => [Number(amount_minor), cycle_key])).toEqual([
        [200, "bill_1"],
        [-200, "bill_1"],
        [200, "bill_1"],
      ])
    })

    it("fault A16: two subscriptions of one order share what was promised for both, once", async () => {
      const promise = { type: "fixed", percentage: null, amounts: [{ currency_code: "eur", amount: 10 }] }
      const coupon = await createCoupon(service, {
        ...promise,
        duration: "forever",
        duration_in_months: null,
      } as object)
      const order_id = await soldOrder(coupon, { line_1: 750, line_2: 250 })
      const shares = await Promise.all(
        ["line_1", "line_2"].map(async (line_id) => {
          const subscription_id = unique("sub")
          const shared_by = ["line_1", "line_2"]
          await service.continueDiscounts({ order_id, subscription_id, line_ids: [line_id], shared_by, starts_at: NOW })
          return (await running(subscription_id)).flatMap(({ terms }) => terms.amounts.map(({ amount }) => amount))
        }),
      )
      expect(shares).toEqual([[7.5], [2.5]])
    })

    it("fault A17: what was ended keeps the periods that began before: a bill that is asked for again stays as it is", async () => {
      const { subscription_id } = await subscribed()
      const document_id = unique("bill")
      await renew(subscription_id, document_id)
      const [discount] = await running(subscription_id)
      const later = new Date(FEBRUARY.getTime() + 1)
      await service.endDiscounts({ ids: [discount!.id] }, later, "ended by hand")

      expect(await running(subscription_id)).toEqual([])
      expect(await service.listRunningDiscounts(targets(subscription_id), FEBRUARY)).toHaveLength(1)
      expect(await service.listRunningDiscounts(targets(subscription_id), later)).toEqual([])
      await renew(subscription_id, document_id)
      expect((await ledger(document_id)).map(({ kind }) => kind)).toEqual(["redemption"])
    })

    it("rule 14: an order that is taken back gives the first cycle back", async () => {
      const { order_id, subscription_id } = await subscribed()
      await service.reverse({ document_ids: [order_id], give_back: false, reason: "order canceled", now: NOW })
      expect(await running(subscription_id)).toEqual([expect.objectContaining({ history: [] })])
    })

    it("rule 14: the same bill is booked once, four times at once as well", async () => {
      const { subscription_id } = await subscribed()
      const document_id = unique("bill")
      await Promise.all([1, 2, 3, 4].map(() => renew(subscription_id, document_id)))
      expect((await ledger(document_id)).map(({ kind, amount_minor }) => ({ kind, amount_minor }))).toEqual([
        { kind: "redemption", amount_minor: 200 },
      ])
    })

    it("rule 12: of two bills at once only one gets the last cycle", async () => {
      const { subscription_id } = await subscribed()
      const bills = [unique("bill"), unique("bill")]
      await Promise.all(bills.map((id) => renew(subscription_id, id)))
      expect((await Promise.all(bills.map(ledger))).flat()).toHaveLength(1)
    })

    it("law 5: a bill that costs something else by now is reversed and booked anew", async () => {
      const { subscription_id } = await subscribed()
      const document_id = unique("bill")
      await renew(subscription_id, document_id)
      await renew(subscription_id, document_id, 300)
      await renew(subscription_id, document_id, 300)
      const rows = await ledger(document_id)
      expect(rows.map(({ amount_minor }) => amount_minor).sort((a, b) => a - b)).toEqual([-200, 200, 300])
    })
  },
})
