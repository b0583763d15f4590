// Suite of a shop in New York: plain dates are whole days there, also on the days when the clocks change (rule 16).
import { first, reasonsOf } from "../../helpers/world"
import type { Shop } from "../../helpers/world"

const DAY_MS = 24 * 60 * 60 * 1000

export function timeZone(shop: Shop): void {
  afterEach(() => shop.world.setClock(null))

  /** What becomes of the code when it is entered at that instant on a cart of a customer. */
  async function enteredAt(instant: number, code: string): Promise<string> {
    const { world } = shop
    await world.setClock(new Date(instant).toISOString())
    const id = await world.openCart({ lines: ["Pen"] })
    const answer = await world.tryCode(id, code)
    return answer.status === 400 ? reasonsOf(answer).join() : ((await world.codesOn(id))[code] ?? "")
  }

  // Midnight in New York is 5:00 UTC in winter and 4:00 in summer: the first Sunday has 23 hours, the other one 25.
  it.each([
    { day: "2027-03-14", begins: "2027-03-14T05:00:00.000Z", hours: 23 },
    { day: "2027-11-07", begins: "2027-11-07T04:00:00.000Z", hours: 25 },
    { day: "2027-07-04", begins: "2027-07-04T04:00:00.000Z", hours: 24 },
  ])("rule 16: $day is a whole day of the store, on the coupon and on the code", async ({ day, begins, hours }) => {
    const { world } = shop
    const dates = { starts_at: day, expires_at: day }
    const from = Date.parse(begins)
    const to = from + hours * 60 * 60 * 1000
    for (const code of [await world.percent(10, dates), await world.percent(10, {}, dates)]) {
      expect({
        before: await enteredAt(from - 1, code),
        first: await enteredAt(from, code),
        last: await enteredAt(to - 1, code),
        after: await enteredAt(to, code),
      }).toEqual({ before: "pending: not_started", first: "applied", last: "applied", after: "expired" })
    }
  })

  it("rule 16: tells the zone that plain dates are meant in", async () => {
    const answer = await shop.world.admin.ok("GET", "/admin/coupons/settings")
    expect(answer).toEqual({ settings: { time_zone: "America/New_York", restrictions: [] } })
  })

  it("rules 15 and 16: redeeming in time suffices, although the paid period begins later", async () => {
    const { world } = shop
    const code = await world.percent(20, { duration: "repeating", duration_in_cycles: 2, expires_at: "2027-01-01" })
    const start = Date.parse("2027-01-01T12:00:00.000Z")
    await world.setClock(new Date(start).toISOString())
    const { plan } = await world.admin.ok<{ plan: { id: string } }>("POST", "/admin/billing/plans", {
      variant_id: world.variant("Desk Membership"),
      name: "Monthly after two weeks",
      interval: "month",
      trial_days: 14,
    })
    const customer = await world.customer()
    const lines = ["Pen", { product: "Desk Membership", metadata: { plan_id: plan.id } }]
    const { id } = await world.cart({ customer, lines })
    await world.enter(id, code)
    await world.checkOut(id)
    const until = new Date(start + 80 * DAY_MS).toISOString()
    await world.admin.ok("POST", "/admin/billing/renewals", { until })
    const { invoices } = await world.admin.ok<{ invoices: { total: number; kind: string }[] }>(
      "GET",
      `/admin/billing/invoices?customer_id=${customer.id}&order=period_start`,
    )
    expect(first(invoices).total).toBe(0)
    expect(invoices.slice(1).map(({ total }) => total)).toEqual([24, 24, 30])
  })

  it("rule 21: a store may let customers with a subscription use codes for another one", async () => {
    const { world } = shop
    const customer = await world.customer()
    const line = { product: "Desk Membership", plan: "Monthly" }
    const signed_up = await world.cart({ customer, lines: [line] })
    await world.checkOut(signed_up.id)
    const { id } = await world.cart({ customer, lines: [line] })
    const code = await world.percent(50)
    await world.enter(id, code)
    expect(await world.codesOn(id)).toEqual({ [code]: "applied" })
  })
}
