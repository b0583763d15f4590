// Money: exact conversion, percentages, and the law of allocation.
import fc from "fast-check"
import {
  MAX_AMOUNT,
  MAX_QUANTITY,
  allocate,
  currencyDigits,
  fitsCurrency,
  fromMinor,
  isPayableLine,
  percentOf,
  toMinor,
  toMinorFloor,
} from "../index"

const minor = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })

describe("decimal amounts and minor units", () => {
  it.each([
    ["eur", 2],
    ["JPY", 0],
    ["kwd", 3],
    ["clf", 4],
  ])("%s has %i decimals", (currency, digits) => {
    expect(currencyDigits(currency)).toBe(digits)
  })

  it.each([
    [10.5, "eur", 1050, 1050],
    [1.005, "eur", 101, 100],
    [0.1 + 0.2, "eur", 30, 30],
    [0.285, "eur", 29, 28],
    ["19.99", "eur", 1999, 1999],
    [".5", "eur", 50, 50],
    [1e-7, "eur", 0, 0],
    [1.5e3, "eur", 150000, 150000],
    ["1e21", "jpy", null, null],
    [1234.5, "jpy", 1235, 1234],
    [1.2345, "kwd", 1235, 1234],
    ["90071992547409.91", "eur", 9007199254740991, 9007199254740991],
    ["90071992547409.92", "eur", null, null],
    [-1.005, "eur", -101, -101],
    ["abc", "eur", null, null],
    ["", "eur", null, null],
    [Number.NaN, "eur", null, null],
    [Number.POSITIVE_INFINITY, "eur", null, null],
  ])("%s %s is %s, rounded down %s", (amount, currency, rounded, floored) => {
    if (rounded === null) {
      expect(() => toMinor(amount, currency)).toThrow(RangeError)
      expect(() => toMinorFloor(amount, currency)).toThrow(RangeError)
    } else {
      expect(toMinor(amount, currency)).toBe(rounded)
      expect(toMinorFloor(amount, currency)).toBe(floored)
    }
  })

  it("survives the way to decimals and back", () => {
    const small = fc.integer({ min: -1e14, max: 1e14 })
    fc.assert(
      fc.property(small, fc.constantFrom("eur", "jpy", "kwd"), (amount, currency) => {
        expect(toMinor(fromMinor(amount, currency), currency)).toBe(amount)
        expect(fitsCurrency(fromMinor(amount, currency), currency)).toBe(true)
      }),
    )
  })

  it("knows amounts with too many decimals", () => {
    expect(fitsCurrency(10.5, "jpy")).toBe(false)
    expect(fitsCurrency(10.505, "eur")).toBe(false)
    expect(fitsCurrency(10.505, "kwd")).toBe(true)
  })
})

describe("percentages", () => {
  it.each([
    [1000, 20, 200],
    [333, 50, 167],
    [1, 50, 1],
    [1, 49.9999, 0],
    [999, 33.3333, 333],
    [9007199254740991, 100, 9007199254740991],
    [9007199254740991, 12.5, 1125899906842624],
    [12345, 0.0001, 0],
  ])("of %i, %d %% is %i", (amount, percentage, share) => {
    expect(percentOf(amount, percentage)).toBe(share)
  })

  it.each([-1, 100.0001, 33.33333, Number.NaN])("refuses %d", (percentage) => {
    expect(() => percentOf(100, percentage)).toThrow(RangeError)
  })

  it("is never more than the amount, and exact", () => {
    fc.assert(
      fc.property(minor, fc.integer({ min: 0, max: 1_000_000 }), (amount, steps) => {
        const share = percentOf(amount, steps / 10_000)
        const exact = BigInt(amount) * BigInt(steps)
        const error = BigInt(share) * 1_000_000n - exact
        expect(error > -500_000n && error <= 500_000n).toBe(true)
        expect(share).toBeLessThanOrEqual(amount)
      }),
    )
  })
})

describe("allocation by largest remainder", () => {
  it.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [101, [1, 1, 1], [34, 34, 33]],
    [5, [3, 3, 3, 1], [2, 2, 1, 0]],
    [10, [0, 5, 0], [0, 10, 0]],
    [0, [0, 0], [0, 0]],
    [7, [10, 20, 30], [1, 2, 4]],
    [1, [1, 1], [1, 0]],
    [4503599627370497, [3, 3], [2251799813685249, 2251799813685248]],
  ])("%i over %j is %j", (total, weights, shares) => {
    expect(allocate(total, weights)).toEqual(shares)
  })

  it("refuses what cannot be shared", () => {
    expect(() => allocate(1, [0, 0])).toThrow(RangeError)
    expect(() => allocate(1, [])).toThrow(RangeError)
    expect(() => allocate(1, [2, -1])).toThrow(RangeError)
    expect(() => allocate(1.5, [2])).toThrow(RangeError)
  })

  it("adds up, stays within one unit of the exact share, and gives nothing to zero weights", () => {
    const weights = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), minor), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 0, max: 50 }), minor), weights, (total, list) => {
        fc.pre(list.some((weight) => weight > 0))
        const sum = list.reduce((so_far, weight) => so_far + BigInt(weight), 0n)
        const shares = allocate(total, list)
        expect(shares.reduce((so_far, share) => so_far + BigInt(share), 0n)).toBe(BigInt(total))
        shares.forEach((share, index) => {
          const weight = BigInt(list[index] ?? 0)
          const error = BigInt(share) * sum - BigInt(total) * weight
          expect(error > -sum && error < sum).toBe(true)
          expect(weight > 0n || share === 0).toBe(true)
          expect(BigInt(total) > sum || BigInt(share) <= weight).toBe(true)
        })
      }),
    )
  })
})

it("fault D10: what may come in is exact in every currency, and so is the sum of nine of it", () => {
  for (const currency_code of ["eur", "jpy", "kwd", "clf"]) {
    const minor = toMinor(MAX_AMOUNT, currency_code)
    expect(fromMinor(minor, currency_code)).toBe(MAX_AMOUNT)
    expect(Number.isSafeInteger(minor * 9)).toBe(true)
  }
  expect(isPayableLine(MAX_AMOUNT / MAX_QUANTITY, MAX_QUANTITY)).toBe(true)
  expect(isPayableLine(MAX_AMOUNT, 1)).toBe(true)
  expect(isPayableLine(1e12, MAX_QUANTITY)).toBe(false)
  expect(isPayableLine(0.01, MAX_QUANTITY + 1)).toBe(false)
  expect(isPayableLine(Number.NaN, 1)).toBe(false)
})
