// Monthly recurring revenue of one subscription: which discounts count, and how a period becomes a month (rule 42).
import type { Interval, Terms } from "../../../engine"
import type { SubscriptionRow } from "../../../modules/billing/types"
import { runningDiscount } from "../../../modules/coupon/__tests__/builders"
import type { RunningDiscount } from "../../../modules/coupon/types"
import { monthlyMinors } from "../mrr"

const subscription = (interval: Interval, interval_count: number, unit_price: number): SubscriptionRow =>
  ({
    id: "bsub",
    customer_id: "cus",
    currency_code: "eur",
    plan_id: "bplan",
    interval,
    interval_count,
    anchor: new Date("2027-01-01"),
    anchor_index: 0,
    cycle_index: 0,
    time_zone: "UTC",
    scheduled_change: null,
    items: [{ id: "item", variant_id: "variant", quantity: 2, unit_price, title: "Desk" }],
  }) as unknown as SubscriptionRow

/** What one subscription brings in a month, minor units. */
const monthlyMinor = (one: SubscriptionRow, discounts: RunningDiscount[]): number | null | undefined =>
  monthlyMinors([one], new Map(), discounts).get(one.id)?.minor

const discount = (terms: Partial<Terms>, included_in_mrr: boolean | null = null): RunningDiscount =>
  runningDiscount({ target_id: "bsub", included_in_mrr, terms: { duration: "forever", ...terms } })

it.each<[Interval, number, number, number]>([
  ["month", 1, 30, 6000],
  ["month", 3, 90, 6000],
  ["year", 1, 360, 6000],
  ["week", 1, 12, 10400],
  ["day", 1, 1, 6083],
])("rule 42: every %s × %i at %d", (interval, count, price, minor) => {
  expect(Math.round(monthlyMinor(subscription(interval, count, price), []) ?? 0)).toBe(minor)
})

it.each<[string, RunningDiscount[], number]>([
  ["a lifelong discount counts", [discount({})], 4800],
  ["one for a time does not", [discount({ duration: "repeating", duration_in_months: 12 })], 6000],
  [
    "one for a time does where its coupon says so",
    [discount({ duration: "repeating", duration_in_months: 12 }, true)],
    4800,
  ],
  ["a lifelong one does not where its coupon says so", [discount({}, false)], 6000],
  [
    "one that does not count keeps no other away",
    [{ ...discount({ duration: "once" }), id: "a", target_type: "subscription_item", target_id: "item" }, discount({})],
    4800,
  ],
  ["shipping is no part of it", [discount({ target: "shipping" })], 6000],
])("rule 42: %s", (_name, discounts, minor) => {
  expect(monthlyMinor(subscription("month", 1, 30), discounts)).toBe(minor)
})

it("fault A10: a discount that ends with the change of plan that waits is in no figure any more", () => {
  const scheduled_change = {
    plan_id: "bplan_tote",
    interval: "month" as const,
    interval_count: 1,
    items: [{ id: "item", variant_id: "tote", title: "Tote", unit_price: 10, is_tax_inclusive: false }],
    won_discount_id: null,
  }
  const going_down = { ...subscription("month", 1, 30), scheduled_change }
  const half = (on_plan_change: Terms["on_plan_change"]) => [discount({ percentage: 50, on_plan_change })]
  expect(monthlyMinor(going_down, half("end"))).toBe(2000)
  expect(monthlyMinor(going_down, half("keep_if_eligible"))).toBe(1000)
})

it("fault A8: what a customer's discount gives to one subscription counts for no other", () => {
  const one = { ...subscription("month", 1, 30), id: "bsub_1", next_billing_at: new Date("2027-02-02") }
  const other = { ...subscription("month", 1, 30), id: "bsub_2", next_billing_at: new Date("2027-02-01") }
  const once = {
    ...discount({ percentage: 50, duration: "once" }, true),
    target_type: "customer" as const,
    target_id: "cus",
  }
  const monthly = monthlyMinors([one, other], new Map(), [once])
  expect([monthly.get("bsub_1")?.minor, monthly.get("bsub_2")?.minor]).toEqual([6000, 3000])
})

it("fault A17: a discount that was ended brings the figure back at once", () => {
  expect(monthlyMinor(subscription("month", 1, 30), [{ ...discount({}), ended_at: Date.UTC(2027, 5, 1) }])).toBe(6000)
})

it("fault D10: a subscription whose price cannot be exact is named, and the others are counted", () => {
  const huge = { ...subscription("month", 1, 1e18), id: "bsub_huge" }
  const monthly = monthlyMinors([huge, subscription("month", 1, 30)], new Map(), [discount({})])
  expect(monthly.get("bsub")).toEqual({ minor: 4800, message: null })
  expect(monthly.get("bsub_huge")).toEqual({
    minor: null,
    message: expect.stringContaining("too large to be counted exactly") as string,
  })
})
