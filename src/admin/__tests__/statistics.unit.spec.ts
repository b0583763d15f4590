// Statistics as a chart shows them: few bars, exact sums, one currency at a time.
import type { CouponStatistics } from "../lib/api-types"
import { bucketsOf, daysBefore, measured, sumOf } from "../lib/statistics"

const days = (count: number): CouponStatistics["by_day"] =>
  Array.from({ length: count }, (_, index) => ({
    date: new Date(Date.UTC(2027, 0, 1 + index)).toISOString().slice(0, 10),
    redemptions: 1,
    amounts: [{ currency_code: "eur", redemptions: 1, amount: 0.1 }],
  }))

it.each([
  [62, 62, "2027-01-01"],
  [63, 9, "2027-01-07"],
  [434, 62, "2027-01-07"],
  [435, 15, "2027-01-31"],
])("rule 45: shows %i days as %i bars", (count, bars, lastOfFirst) => {
  const buckets = bucketsOf(days(count))
  expect(buckets).toHaveLength(bars)
  expect(buckets[0]).toMatchObject({ from: "2027-01-01", to: lastOfFirst })
  expect(buckets.at(-1)?.to).toBe(days(count).at(-1)?.date)
  expect(sumOf(buckets)).toEqual(sumOf(days(count)))
})

it("adds up each currency for itself, without losing a cent", () => {
  const sum = sumOf([
    ...days(3),
    { redemptions: -1, amounts: [{ currency_code: "jpy", redemptions: -1, amount: -500 }] },
  ])
  expect(sum).toEqual({
    redemptions: 2,
    amounts: [
      { currency_code: "eur", redemptions: 3, amount: 0.3 },
      { currency_code: "jpy", redemptions: -1, amount: -500 },
    ],
  })
  expect([
    measured(sum, "redemptions"),
    measured(sum, { currency_code: "jpy" }),
    measured(sum, { currency_code: "usd" }),
  ]).toEqual([2, -500, 0])
})

it("counts days back over the end of a month", () => {
  expect(daysBefore("2027-03-01", 1)).toBe("2027-02-28")
})
