// The worked example: its figures are the engine's, so the calendar decides how many invoices are discounted.
import type { CouponTerms } from "../lib/api-types"
import { emptyForm, termsOfForm, type CouponForm } from "../lib/coupon-form"
import { exampleOf } from "../lib/example"

function terms(change: Partial<CouponForm>): CouponTerms {
  const read = termsOfForm({ ...emptyForm, percentage: "20", ...change })
  if (read === null) throw new Error("The test has typed nothing that can be read.")
  return read
}

const threeMonths = terms({ duration: "repeating", duration_count: "3" })
const newYear = Date.UTC(2027, 0, 1)

const runs = (input: Partial<Parameters<typeof exampleOf>[0]>) =>
  exampleOf({ terms: threeMonths, interval: "month", currency_code: "eur", starts_at: newYear, ...input })

it("discounts three monthly invoices, then bills the full price", () => {
  expect(runs({})).toMatchObject({
    price: 30,
    saved: 18,
    runs: [
      { from: 1, to: 3, total: 24 },
      { from: 4, to: null, total: 30 },
    ],
  })
})

it("discounts 13 weekly invoices in 90 days, and 14 in 92", () => {
  expect(runs({ interval: "week" }).runs[0]).toEqual({ from: 1, to: 13, total: 24 })
  expect(runs({ interval: "week", starts_at: Date.UTC(2027, 5, 1) }).runs[0]).toEqual({ from: 1, to: 14, total: 24 })
})

it("discounts one yearly invoice, in full", () => {
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

it("counts cycles, whatever their length", () => {
  const cycles = terms({ duration: "repeating", duration_count: "2", duration_unit: "cycles" })
  expect(runs({ terms: cycles, interval: "year" }).runs[0]).toEqual({ from: 1, to: 2, total: 24 })
})

it("takes a fixed amount off in a currency without decimals, never more than the price", () => {
  const yen = terms({ type: "fixed", amounts: { jpy: "500" } })
  const all = terms({ type: "fixed", amounts: { jpy: "99999" } })
  expect(runs({ terms: yen, currency_code: "jpy" })).toMatchObject({ price: 3000, saved: 500 })
  expect(runs({ terms: all, currency_code: "jpy" }).runs[0]).toEqual({ from: 1, to: 1, total: 0 })
})
