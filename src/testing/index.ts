// A contract test for shops that bill subscriptions themselves; imported as "medusa-plugin-coupons/testing". It names no test
// framework: a shop hands in its own `test` and `expect`, and a few verbs that go through its own routes or workflows.

/** How a test framework is used here; jest, vitest and node:test with an `expect` fit. */
export interface TestTools {
  test: (name: string, body: () => Promise<void>) => void
  expect: (actual: unknown) => { toEqual(expected: unknown): void }
}

/** Fields of a coupon as `POST /admin/coupons` takes them. */
export type CouponFields = Record<string, unknown>

/** One bill: the order of the sign-up or of a renewal. Amounts in major units. */
export interface Bill {
  /** What the shop calls it, for `void`. */
  id: string
  /** What our discounts took off its lines, as it stands on the order. */
  discount: number
}

/** What the contract asks of a shop. Each subscription is of one unit at `price`, in one currency of two decimals. */
export interface SubscribingShop {
  /** Price of a period, without tax, by billing period. */
  price: Record<"week" | "month" | "year", number>
  /** A new customer signs up with a new code of a coupon with these fields, pays, and has a subscription. */
  start(wish: {
    interval: "week" | "month" | "year"
    coupon: CouponFields
  }): Promise<{ subscription_id: string; starts_at: Date; bill: Bill }>
  /** Bills the next period; the customer pays. After `decline`: the same period again. */
  renew(subscription_id: string): Promise<Bill>
  /** Bills the last period once more, as a job does that was interrupted; answers that period's bill. */
  renewAgain(subscription_id: string): Promise<Bill>
  /** Tries to bill the next period; the payment is declined. */
  decline(subscription_id: string): Promise<void>
  /** Takes a bill back. */
  void(subscription_id: string, bill_id: string): Promise<void>
  /** What the next `count` renewals will be discounted by. */
  preview(subscription_id: string, count: number): Promise<number[]>
  /** The sum of the ledger for a subscription and its sign-up, reversals included (`GET /admin/redemptions`). */
  booked(subscription_id: string): Promise<number>
}

type Interval = "week" | "month" | "year"

const PERCENTAGE = 20
const coupon = (fields: CouponFields): CouponFields => ({
  type: "percentage",
  percentage: PERCENTAGE,
  redeemable_for: ["subscription"],
  ...fields,
})
const forMonths = (duration_in_months: number) => coupon({ duration: "repeating", duration_in_months })
const forCycles = (duration_in_cycles: number) => coupon({ duration: "repeating", duration_in_cycles })

const DAY_MS = 24 * 60 * 60 * 1000

/** How many weekly periods begin within so many calendar months: 13 or 14 in three months, the calendar decides. */
function weeksIn(months: number, from: Date): number {
  const end = new Date(from)
  end.setUTCDate(1)
  end.setUTCMonth(end.getUTCMonth() + months)
  const last = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate()
  end.setUTCDate(Math.min(from.getUTCDate(), last))
  return Math.ceil((end.getTime() - from.getTime()) / (7 * DAY_MS))
}

/**
 * Declares the tests. They say what a shop promises its customers when it takes our codes at sign-up: exactly the promised
 * renewals are discounted, a failed or voided one gives its cycle back, a repeated one takes none, and the preview is true.
 */
export function subscriptionContract({ test, expect, shop }: TestTools & { shop: () => SubscribingShop }): void {
  const saving = (interval: Interval) => (shop().price[interval] * PERCENTAGE) / 100

  async function renewals(subscription_id: string, count: number): Promise<number[]> {
    const discounts: number[] = []
    for (let n = 0; n < count; n++) {
      discounts.push((await shop().renew(subscription_id)).discount)
    }
    return discounts
  }

  /** The sign-up and the renewals after it, of which the first `covered` bills are discounted and the next is not. */
  async function expectCovered(interval: Interval, fields: CouponFields, covered: (from: Date) => number) {
    const { subscription_id, starts_at, bill } = await shop().start({ interval, coupon: fields })
    const count = covered(starts_at)
    const saved = saving(interval)
    const expected = [...Array<number>(count - 1).fill(saved), 0]
    const previewed = await shop().preview(subscription_id, count)
    expect({ sign_up: bill.discount, previewed }).toEqual({ sign_up: saved, previewed: expected })
    expect(await renewals(subscription_id, count)).toEqual(expected)
    expect(await shop().booked(subscription_id)).toEqual(count * saved)
  }

  test("once: the sign-up is discounted and no renewal", () =>
    expectCovered("month", coupon({ duration: "once" }), () => 1))

  test("3 months on a weekly plan: every week that begins within them, 13 of 90 days", () =>
    expectCovered("week", forMonths(3), (from) => weeksIn(3, from)))

  test("3 months on a monthly plan: three bills", () => expectCovered("month", forMonths(3), () => 3))

  test("3 months on a yearly plan: the first bill, whole", () => expectCovered("year", forMonths(3), () => 1))

  test("4 cycles: four bills", () => expectCovered("week", forCycles(4), () => 4))

  test("forever: every bill", async () => {
    const { subscription_id } = await shop().start({ interval: "month", coupon: coupon({ duration: "forever" }) })
    expect(await renewals(subscription_id, 5)).toEqual(Array(5).fill(saving("month")))
    expect(await shop().preview(subscription_id, 2)).toEqual(Array(2).fill(saving("month")))
  })

  test("a preview changes nothing", async () => {
    const { subscription_id } = await shop().start({ interval: "month", coupon: forCycles(3) })
    const once = await shop().preview(subscription_id, 3)
    expect(await shop().preview(subscription_id, 3)).toEqual(once)
    expect(await shop().booked(subscription_id)).toEqual(saving("month"))
  })

  test("a renewal that is billed again takes no second cycle", async () => {
    const { subscription_id } = await shop().start({ interval: "month", coupon: forCycles(3) })
    const { discount } = await shop().renew(subscription_id)
    expect((await shop().renewAgain(subscription_id)).discount).toEqual(discount)
    expect(await shop().booked(subscription_id)).toEqual(2 * saving("month"))
    expect(await renewals(subscription_id, 2)).toEqual([saving("month"), 0])
  })

  test("a declined renewal gives its cycle back", async () => {
    const { subscription_id } = await shop().start({ interval: "month", coupon: forCycles(2) })
    await shop().decline(subscription_id)
    expect(await shop().booked(subscription_id)).toEqual(saving("month"))
    expect(await renewals(subscription_id, 2)).toEqual([saving("month"), 0])
    expect(await shop().booked(subscription_id)).toEqual(2 * saving("month"))
  })

  test("a voided renewal gives its cycle back", async () => {
    const { subscription_id } = await shop().start({ interval: "month", coupon: forCycles(2) })
    const { id } = await shop().renew(subscription_id)
    await shop().void(subscription_id, id)
    expect(await shop().booked(subscription_id)).toEqual(saving("month"))
    expect(await renewals(subscription_id, 2)).toEqual([saving("month"), 0])
    expect(await shop().booked(subscription_id)).toEqual(2 * saving("month"))
  })
}
