// Suite: places that are held from entry to completion, given back when an order ends, and first purchases that race.
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { COUPON_MODULE } from "../../../src/modules/coupon"
import type CouponModuleService from "../../../src/modules/coupon/service"
import cleanUp from "../../../src/jobs/clean-up"
import { endCanceledOrder } from "../../../src/operations/clean-up/end-order"
import { finishStaleClaims } from "../../../src/operations/clean-up/finish-stale-claims"
import { eventually } from "../../helpers/eventually"
import { testPayments } from "../../helpers/test-payment"
import { adjustments, assertAddsUp, first, reasonsOf } from "../../helpers/world"
import type { Order, Shop } from "../../helpers/world"

const TEST_PROVIDER = "pp_test_test"

export function cancelAndHold(shop: Shop): void {
  afterEach(() => {
    testPayments.reset()
    jest.restoreAllMocks()
  })

  const coupons = () => shop.container.resolve<CouponModuleService>(COUPON_MODULE)
  const timesRedeemed = async (code: string) => (await shop.world.findCode(code)).times_redeemed
  const ledgerOf = async (code: string) =>
    (await shop.world.redemptions({ promo_code_id: (await shop.world.findCode(code)).id })).map(({ amount }) => amount)
  const tryOn = async (code: string) => {
    const { id } = await shop.world.cart({ lines: ["Perfume"] })
    return reasonsOf(await shop.world.tryCode(id, code))
  }

  describe("holds", () => {
    const hold = { hold_minutes: 10 }
    const lastPlace = (more = {}) => shop.world.percent(20, { ...hold, ...more }, { max_redemptions: 1 })
    const heldUntil = async (cart_id: string) =>
      first((await shop.world.discounts(cart_id)).entered as unknown as { held_until: string | null }[]).held_until
    const lapse = () =>
      shop.container
        .resolve(ContainerRegistrationKeys.PG_CONNECTION)
        .raw("update coupon_claim set held_until = now() - interval '1 second' where held_until is not null")

    it("rule 31: keeps the last place for the cart it was entered on first, until that cart completes", async () => {
      const { world } = shop
      const code = await lastPlace()
      const mine = await world.cart({ lines: ["Perfume"] })
      assertAddsUp(await world.enter(mine.id, code), { [code]: 4 })
      const until = await heldUntil(mine.id)
      const minutes = (new Date(until ?? 0).getTime() - Date.now()) / 60_000
      expect(minutes).toBeGreaterThan(9)
      expect(minutes).toBeLessThanOrEqual(10)

      expect(await tryOn(code)).toEqual(["redemption_limit_reached"])
      await world.enter(mine.id, code)
      expect(await heldUntil(mine.id)).toBe(until)
      expect(await timesRedeemed(code)).toBe(0)

      const order = await world.checkOut(mine.id)

      assertAddsUp(order, { [code]: 4 })
      expect(await timesRedeemed(code)).toBe(1)
      expect(await ledgerOf(code)).toEqual([4])
      expect(await tryOn(code)).toEqual(["redemption_limit_reached"])
    })

    it("rule 31: frees the place when the code is removed, the cart is emptied, or the time is over", async () => {
      const { world } = shop
      const code = await lastPlace()
      const removing = await world.cart({ lines: ["Perfume"] })
      await world.enter(removing.id, code)
      await world.removeCode(removing.id, code)

      const emptying = await world.cart({ lines: ["Perfume"] })
      await world.enter(emptying.id, code)
      expect(await tryOn(code)).toEqual(["redemption_limit_reached"])
      await world.removeLine(emptying.id, first(emptying.items).id)
      expect(await heldUntil(emptying.id)).toBeNull()

      const slow = await world.cart({ lines: ["Perfume"] })
      await world.enter(slow.id, code)
      await lapse()
      expect(await heldUntil(slow.id)).toBeNull()
      const fast = await world.cart({ lines: ["Perfume"] })
      await world.enter(fast.id, code)
      expect((await world.checkOut(fast.id)).total).toBe(16)

      await world.pay(slow.id)
      const late = await world.complete(slow.id)
      expect([late.status, late.body.code]).toEqual([400, "promo_code_refused"])
      expect((await world.readCart(slow.id)).total).toBe(20)
    })

    it("rule 31: holds a pending code's place from the moment it takes effect", async () => {
      const { world } = shop
      const minimum_amount = [{ currency_code: "eur", amount: 25 }]
      const code = await lastPlace({ restrictions: { minimum_amount } })
      const { id } = await world.cart({ lines: ["Perfume"] })
      await world.enter(id, code)
      expect([await world.codesOn(id), await heldUntil(id)]).toEqual([
        { [code]: "pending: minimum_amount_not_reached" },
        null,
      ])
      await world.addLine(id, "Pen")
      expect(await heldUntil(id)).not.toBeNull()
      expect(await tryOn(code)).toContain("redemption_limit_reached")
    })

    it("fault D11: a declined payment keeps the place until the time that was told, and then the clean-up gives it back", async () => {
      const { world } = shop
      const code = await lastPlace()
      const { id } = await world.cart({ lines: ["Perfume"] })
      await world.enter(id, code)
      const until = await heldUntil(id)
      await world.pay(id, TEST_PROVIDER)
      testPayments.is_declining = true
      expect((await world.complete(id)).status).toBe(400)
      expect([await heldUntil(id), await world.codesOn(id)]).toEqual([until, { [code]: "applied" }])
      expect(await tryOn(code)).toEqual(["redemption_limit_reached"])
      const live = () => coupons().listCouponClaims({ status: ["reserved", "redeemed"] })
      expect(await live()).toHaveLength(1)
      await cleanUp(shop.container)
      expect(await heldUntil(id)).toBe(until)
      await lapse()
      await cleanUp(shop.container)
      expect(await live()).toEqual([])
      const found = await coupons().findCode(code.toLowerCase())
      expect(found?.promo_code.redemptions_taken ?? 0).toBe(0)
    })
  })

  describe("the end of an order", () => {
    const cancel = (order: Order) => shop.world.admin.ok("POST", `/admin/orders/${order.id}/cancel`)

    async function ordered(fields = {}) {
      const { world } = shop
      const code = await world.percent(20, fields, { max_redemptions: 1 })
      const { id } = await world.cart({ lines: ["Perfume"] })
      await world.enter(id, code)
      await world.pay(id, TEST_PROVIDER)
      const { body } = await world.complete(id)
      return { code, order: await world.readOrder(body.order?.id ?? "") }
    }

    it("rule 31: gives a cancelled order's place back, with a reversal in the ledger, however often it is announced", async () => {
      const { world } = shop
      const { code, order } = await ordered()
      await cancel(order)
      await eventually(() => ledgerOf(code).then((amounts) => amounts.sort()), [-4, 4])
      await Promise.all([endCanceledOrder(shop.container, order.id), endCanceledOrder(shop.container, order.id)])
      expect(await ledgerOf(code)).toHaveLength(2)
      expect(await timesRedeemed(code)).toBe(0)
      const next = await world.cart({ lines: ["Perfume"] })
      await world.enter(next.id, code)
      expect((await world.checkOut(next.id)).total).toBe(16)
    })

    it("rule 31: keeps the place of a cancelled order whose coupon says so", async () => {
      const { code, order } = await ordered({ release_on_cancel: false })
      await cancel(order)
      await eventually(() => ledgerOf(code).then((amounts) => amounts.sort()), [-4, 4])
      expect(await timesRedeemed(code)).toBe(1)
      expect(await tryOn(code)).toEqual(["redemption_limit_reached"])
    })

    it("rule 31: keeps place and ledger on a refund by default, and gives them back on a full one where the coupon says so", async () => {
      const { world } = shop
      const [kept, given] = [await ordered(), await ordered({ release_on_refund: true })]
      const refund = async ({ order }: { order: Order }, amount: number) => {
        const [collection] = order.payment_collections
        const payment = first((collection?.payments ?? []) as unknown as { id: string }[])
        await world.admin.ok("POST", `/admin/payments/${payment.id}/refund`, { amount })
      }
      await refund(kept, 16)
      await refund(given, 6)
      await refund(given, 10)
      await eventually(() => ledgerOf(given.code).then((amounts) => amounts.sort()), [-4, 4])
      expect(await timesRedeemed(given.code)).toBe(0)
      expect([await ledgerOf(kept.code), await timesRedeemed(kept.code)]).toEqual([[4], 1])
    })

    it("rule 31: waits for the whole refund", async () => {
      const { world } = shop
      const { code, order } = await ordered({ release_on_refund: true })
      const payment = first(first(order.payment_collections).payments as unknown as { id: string }[])
      await world.admin.ok("POST", `/admin/payments/${payment.id}/refund`, { amount: 15.99 })
      await cleanUp(shop.container)
      expect([await ledgerOf(code), await timesRedeemed(code)]).toEqual([[4], 1])
    })

    it("rule 32: makes up in the clean-up for a cancel and a refund that nobody heard of", async () => {
      const { world } = shop
      const [canceled, refunded] = [await ordered(), await ordered({ release_on_refund: true })]
      const reverse = jest.spyOn(coupons(), "reverseOrder").mockRejectedValue(new Error("the process died"))
      await cancel(canceled.order)
      const payment = first(first(refunded.order.payment_collections).payments as unknown as { id: string }[])
      await world.admin.ok("POST", `/admin/payments/${payment.id}/refund`, { amount: 16 })
      await eventually(() => Promise.resolve(reverse.mock.calls.length), 2)
      expect([await timesRedeemed(canceled.code), await timesRedeemed(refunded.code)]).toEqual([1, 1])
      reverse.mockRestore()

      await Promise.all([cleanUp(shop.container), cleanUp(shop.container)])

      for (const { code } of [canceled, refunded]) {
        expect((await ledgerOf(code)).sort()).toEqual([-4, 4])
        expect(await timesRedeemed(code)).toBe(0)
      }
    })

    it("rule 32: leaves an order alone that was cancelled before it was settled, and gives its place back", async () => {
      const { world } = shop
      const redeem = jest.spyOn(coupons(), "redeem").mockRejectedValue(new Error("the database went away"))
      const { code, order } = await ordered()
      await cancel(order)
      await eventually(() => timesRedeemed(code), 0)
      redeem.mockRestore()
      expect(await finishStaleClaims(shop.container, 0)).toMatchObject({ undone: 0, redeemed: 0 })
      expect((await world.orders()).map(({ id }) => id)).toEqual([order.id])
      expect(await ledgerOf(code)).toEqual([])
    })

    it("rule 31: reverses a cancelled sign-up's row and keeps the place while its subscription has the discount", async () => {
      const { world } = shop
      const customer = await world.customer()
      const code = await world.percent(20, { duration: "forever" }, { max_redemptions: 1 })
      const { id } = await world.cart({ customer, lines: [{ product: "Desk Membership", plan: "Monthly" }] })
      await world.enter(id, code)
      const order = await world.checkOut(id)
      await cancel(order)
      await eventually(() => ledgerOf(code).then((amounts) => amounts.length), 2)
      expect((await ledgerOf(code)).reduce((sum, amount) => sum + amount, 0)).toBe(0)
      expect(await timesRedeemed(code)).toBe(1)
      const { subscriptions } = await world.admin.ok<{ subscriptions: { id: string }[] }>(
        "GET",
        `/admin/billing/subscriptions?customer_id=${customer.id}`,
      )
      await world.admin.ok("POST", `/admin/billing/subscriptions/${first(subscriptions).id}/cancel`, {
        at_period_end: false,
      })
      await cleanUp(shop.container)
      expect(await timesRedeemed(code)).toBe(0)
    })
  })

  describe("first purchases", () => {
    const restrictions = { first_purchase: "any" }

    /** Carts of one customer with one code each, ready to be completed. */
    async function racing(codes: string[], email?: string) {
      const { world } = shop
      const customer = email ? undefined : await world.customer()
      const carts = []
      for (const code of codes) {
        const { id } = await world.cart({ lines: ["Perfume"], ...(customer ? { customer } : { email }) })
        await world.enter(id, code)
        await world.pay(id)
        carts.push(id)
      }
      return carts
    }

    it.each(["a customer", "a guest"])(
      "rule 18: gives %s who completes three carts at once one first purchase",
      async (who) => {
        const { world } = shop
        const codes = [await world.percent(20, { restrictions }), await world.percent(50, {}, { restrictions })]
        const carts = await racing(
          [codes[0]!, codes[1]!, codes[0]!],
          who === "a guest" ? "greta.first@example.com" : undefined,
        )

        const answers = await Promise.all(carts.map((id) => world.complete(id)))

        expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400])
        for (const { body } of answers.filter(({ status }) => status === 400)) {
          expect(body).toMatchObject({ type: "not_allowed", code: "promo_code_refused" })
        }
        expect((await world.orders()).map((order) => adjustments(order).length)).toEqual([1])
        const open = carts.filter((_, index) => answers[index]?.status === 400)
        for (const id of open) {
          expect(await world.readCart(id)).toMatchObject({ total: 20, payment_collection: { amount: 20 } })
        }
        expect(await coupons().listCouponClaims({ status: ["reserved"] })).toEqual([])
      },
    )

    it("rule 18: lets the second cart be the first purchase when the first one's payment fails meanwhile", async () => {
      const { world } = shop
      const customer = await world.customer()
      const code = await world.percent(20, { restrictions })
      const open = async (provider?: string) => {
        const { id } = await world.cart({ customer, lines: ["Perfume"] })
        await world.enter(id, code)
        await world.pay(id, provider)
        return id
      }
      const [failing, other] = [await open(TEST_PROVIDER), await open()]
      let second: ReturnType<typeof world.complete> | undefined
      testPayments.is_declining = true
      testPayments.onAuthorize = async () => {
        second = world.complete(other)
        await new Promise((resolve) => setTimeout(resolve, 400))
      }
      expect((await world.complete(failing)).status).toBe(400)
      expect((await second)?.status).toBe(200)
      expect((await world.orders()).map(({ total }) => total)).toEqual([16])
    })

    it("rule 18: gives a customer who signs up twice at once one new subscriber's discount", async () => {
      const { world } = shop
      const customer = await world.customer()
      const code = await world.percent(20, { duration: "once", restrictions: { audience: "new_subscribers" } })
      const carts: string[] = []
      for (let index = 0; index < 2; index++) {
        const { id } = await world.cart({ customer, lines: [{ product: "Desk Membership", plan: "Monthly" }] })
        await world.enter(id, code)
        await world.pay(id)
        carts.push(id)
      }
      const answers = await Promise.all(carts.map((id) => world.complete(id)))
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
      expect(await timesRedeemed(code)).toBe(1)
    })
  })
}
