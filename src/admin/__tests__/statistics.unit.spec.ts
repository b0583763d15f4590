// Statistics as a chart shows them: few bars, exact sums, one currency at a time.
import type { CouponStatistics } from "../lib/api-types"
import { barOn, bucketsOf, daysBefore, measured, namesOn, scaleOf, sumOf } from "../lib/statistics"

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

describe("the axis of the chart", () => {
  it.each([
    [[], true, [0, 1]],
    [[0, 0], false, [0, 0.25]],
    [[1], true, [0, 1]],
    [[3, 7], true, [0, 2, 4, 6, 8]],
    [[13], true, [0, 5, 10, 15]],
    [[1234.5], false, [0, 500, 1000, 1500]],
    [[0.3], false, [0, 0.1, 0.2, 0.3]],
    [[-4, 4], true, [-4, -2, 0, 2, 4]],
    [[-30], false, [-30, -20, -10, 0]],
  ])("rule 45: of %j (counts: %s) has the ticks %j", (values, isCount, ticks) => {
    expect(scaleOf(values, isCount).ticks).toEqual(ticks)
  })

  it.each([
    [5, { from: 0.5, length: 0.25 }],
    [-10, { from: 0, length: 0.5 }],
    [0, { from: 0.5, length: 0 }],
  ])("rule 45: a bar of %d begins at zero", (value, bar) => {
    expect(barOn({ low: -10, high: 10, ticks: [] }, value)).toEqual(bar)
  })
})

describe("the names below bars", () => {
  it.each([
    [0, []],
    [1, [0]],
    [5, [0, 1, 2, 3, 4]],
    [6, [0, 1, 3, 4, 5]],
    [62, [0, 15, 31, 46, 61]],
  ])("rule 45: of %d bars, %j have theirs", (count, indexes) => {
    expect(namesOn(count).map(({ index }) => index)).toEqual(indexes)
  })

  it("rule 45: a name stands below the middle of its bar, and none sticks out", () => {
    expect(namesOn(2)).toEqual([
      { index: 0, at: 0.25, width: 0.5 },
      { index: 1, at: 0.75, width: 0.5 },
    ])
    expect(namesOn(10).map(({ edge }) => edge)).toEqual(["left", undefined, undefined, undefined, "right"])
  })
})
