// The worked examples: their figures are the engine's, so the calendar decides how many invoices are discounted.
import type { CouponTerms } from "../lib/api-types"
import { emptyForm, type CouponForm } from "../lib/coupon-fields"
import { termsOfForm } from "../lib/coupon-form"
import { cartExampleOf, exampleCurrency, exampleOf, firstPaymentOf } from "../lib/example"
import { restrictionsTyped } from "./restrictions-typed"

function terms(change: Partial<CouponForm>): CouponTerms {
  const read = termsOfForm({ ...emptyForm, percentage: "20", ...change })
  if (read === null) {
    throw new Error("The test has typed nothing that can be read.")
  }
  return read
}

const threeMonths = terms({ duration: "repeating", duration_count: "3" })
const newYear = Date.UTC(2027, 0, 1)

const runs = (input: Partial<Parameters<typeof exampleOf>[0]>) =>
  exampleOf({ terms: threeMonths, interval: "month", currency_code: "eur", starts_at: newYear, ...input })

describe("a subscription", () => {
  it("rule 11: discounts three monthly invoices, then bills the full price", () => {
    expect(runs({})).toMatchObject({
      price: 30,
      saved: 18,
      runs: [
        { from: 1, to: 3, total: 24 },
        { from: 4, to: null, total: 30 },
      ],
    })
  })

  it("rule 11: discounts 13 weekly invoices in 90 days, and 14 in 92", () => {
    expect(runs({ interval: "week" }).runs[0]).toEqual({ from: 1, to: 13, total: 24 })
    const june = runs({ interval: "week", starts_at: Date.UTC(2027, 5, 1) })
    expect(june.runs[0]).toEqual({ from: 1, to: 14, total: 24 })
  })

  it("rule 11: discounts one yearly invoice, in full", () => {
    expect(runs({ interval: "year" }).runs).toEqual([
      { from: 1, to: 1, total: 24 },
      { from: 2, to: null, total: 30 },
    ])
  })

  it("goes on when the coupon does", () => {
    expect(runs({ terms: terms({ duration: "forever" }) })).toMatchObject({
      saved: null,
      runs: [{ from: 1, to: null, total: 24 }],
    })
  })

  it("rule 12: counts cycles, whatever their length", () => {
    const cycles = terms({ duration: "repeating", duration_count: "2", duration_unit: "cycles" })
    expect(runs({ terms: cycles, interval: "year" }).runs[0]).toEqual({ from: 1, to: 2, total: 24 })
  })

  it("does not count to the end of a hundred years", () => {
    const long = terms({ duration: "repeating", duration_count: "1200" })
    expect(runs({ terms: long, interval: "week" })).toMatchObject({
      saved: null,
      runs: [{ from: 1, to: null, total: 24 }],
    })
  })

  it("rule 8: is not discounted where its billing period is not covered", () => {
    const scope = {
      ...emptyForm.scope,
      included: { ...emptyForm.scope.included, billing_periods: [{ interval: "month" as const, interval_count: 1 }] },
    }
    const monthly = terms({ duration: "forever", scope })
    expect(runs({ terms: monthly, interval: "year" }).runs).toEqual([{ from: 1, to: null, total: 30 }])
    expect(runs({ terms: monthly, interval: "month" }).runs).toEqual([{ from: 1, to: null, total: 24 }])
  })

  it("takes a fixed amount off in a currency without decimals, from a price above it", () => {
    expect(runs({ terms: terms({ type: "fixed", amounts: { jpy: "500" } }), currency_code: "jpy" })).toMatchObject({
      price: 3000,
      saved: 500,
    })
    const large = terms({ type: "fixed", amounts: { jpy: "99999" } })
    expect(runs({ terms: large, currency_code: "jpy" })).toMatchObject({ price: 300_000, saved: 99_999 })
  })
})

describe("a cart", () => {
  const cart = (change: Partial<CouponForm>, currency_code = "eur") => cartExampleOf(terms(change), currency_code)
  const fixed = { type: "fixed" as const, amounts: { eur: "5" } }

  it.each<[string, Partial<CouponForm>, object]>([
    ["20 %", {}, { unit_price: 10, quantity: 3, full: 30, total: 24, credit: 0 }],
    ["20 %, at most 4 €", { maximum_discount: { eur: "4" } }, { full: 30, total: 26 }],
    ["5 € off the order", fixed, { full: 30, total: 25 }],
    ["5 € off each unit", { ...fixed, allocation: "per_unit" }, { full: 30, total: 15 }],
    ["more than a unit costs", { type: "fixed", amounts: { eur: "50" } }, { unit_price: 100, full: 300, total: 250 }],
    ["free shipping", { percentage: "100", target: "shipping" }, { full: 5, total: 0 }],
    ["20 % of the part paid in money", { applicable_to_credits: false }, { full: 30, total: 27, credit: 15 }],
    [
      "a minimum",
      { restrictions: restrictionsTyped({ minimum_amount: { eur: "50" } }) },
      { quantity: 5, full: 50, total: 40 },
    ],
  ])("%s", (_, change, expected) => {
    expect(cart(change)).toMatchObject(expected)
  })

  it("is not told of coupons that no one-time cart can redeem", () => {
    expect(cart({ duration: "forever" })).toBeNull()
    expect(cart({ type: "trial_extension", trial_days: "14" })).toBeNull()
  })
})

it("rule 3: adds the days to the plan's own trial", () => {
  const trial = terms({ type: "trial_extension", trial_days: "14" })
  expect(new Date(firstPaymentOf(trial, 0, newYear)).toISOString()).toBe("2027-01-15T00:00:00.000Z")
  expect(new Date(firstPaymentOf(trial, 14, newYear)).toISOString()).toBe("2027-01-29T00:00:00.000Z")
})

it("tells its figures in a currency that the coupon has", () => {
  expect(exampleCurrency(terms({}), "eur")).toBe("eur")
  expect(exampleCurrency(terms({ type: "fixed", amounts: { jpy: "500" } }), "eur")).toBe("jpy")
  expect(exampleCurrency(terms({ type: "fixed", amounts: { jpy: "500", eur: "5" } }), "eur")).toBe("eur")
})
