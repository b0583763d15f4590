// Monthly recurring revenue of one subscription: which discounts count, and how a period becomes a month (rule 42).
import type { Interval, Terms } from "../../../engine"
import type { SubscriptionRow } from "../../../modules/billing/types"
import type { RunningDiscount } from "../../../modules/coupon/types"
import { monthlyMinor } from "../mrr"

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

const discount = (terms: Partial<Terms>, included_in_mrr: boolean | null = null): RunningDiscount => ({
  id: "disc",
  coupon_id: "coup",
  promo_code_id: null,
  name: "Sale",
  code: null,
  terms: {
    type: "percentage",
    percentage: 20,
    maximum_discount: [],
    amounts: [],
    allocation: "across",
    trial_days: null,
    target: "items",
    applicable_to_credits: true,
    redeemable_for: ["subscription"],
    scope: {},
    duration: "forever",
    duration_in_months: null,
    duration_in_cycles: null,
    stackable: false,
    ...terms,
  },
  applied_at: 0,
  starts_at: null,
  ended_at: null,
  history: [],
  target_type: "subscription",
  target_id: "bsub",
  customer_id: "cus",
  included_in_mrr,
})

it.each<[Interval, number, number, number]>([
  ["month", 1, 30, 6000],
  ["month", 3, 90, 6000],
  ["year", 1, 360, 6000],
  ["week", 1, 12, 10400],
  ["day", 1, 1, 6083],
])("rule 42: every %s × %i at %d", (interval, count, price, minor) => {
  expect(Math.round(monthlyMinor(subscription(interval, count, price), new Map(), []))).toBe(minor)
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
  expect(monthlyMinor(subscription("month", 1, 30), new Map(), discounts)).toBe(minor)
})
