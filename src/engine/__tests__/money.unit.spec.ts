// Money: exact conversion, percentages, and the law of allocation.
import fc from "fast-check"
import {
  InexactAmount,
  MAX_AMOUNT,
  MAX_QUANTITY,
  allocate,
  compareExact,
  currencyDigits,
  fitsCurrency,
  fromExact,
  fromMinor,
  isPayableLine,
  lessExact,
  percentOf,
  percentOfExact,
  shareOut,
  sumExact,
  toExact,
  toMinor,
  wholeShares,
} from "../index"
import type { ExactAmount } from "../index"

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
    [10.5, "eur", 1050],
    [1.005, "eur", 101],
    [0.1 + 0.2, "eur", 30],
    [0.285, "eur", 29],
    ["19.99", "eur", 1999],
    [".5", "eur", 50],
    [1e-7, "eur", 0],
    [1.5e3, "eur", 150000],
    ["1e21", "jpy", null],
    [1234.5, "jpy", 1235],
    [1.2345, "kwd", 1235],
    ["90071992547409.91", "eur", 9007199254740991],
    ["90071992547409.92", "eur", null],
    [-1.005, "eur", -101],
    ["abc", "eur", null],
    ["", "eur", null],
    [Number.NaN, "eur", null],
    [Number.POSITIVE_INFINITY, "eur", null],
  ])("%s %s is %s", (amount, currency, rounded) => {
    if (rounded === null) {
      expect(() => toMinor(amount, currency)).toThrow(RangeError)
    } else {
      expect(toMinor(amount, currency)).toBe(rounded)
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

describe("amounts with more decimals than their currency", () => {
  it.each<[number | string, string, number, number]>([
    [41.625, "eur", 4162, 500_000_000],
    [12.7415, "eur", 1274, 150_000_000],
    [0.0015, "eur", 0, 150_000_000],
    [0.999, "jpy", 0, 999_000_000],
    ["13.33333333333333333333", "eur", 1333, 333_333_333],
    [-0.005, "eur", -1, 500_000_000],
    [10, "eur", 1000, 0],
  ])("%s %s is %i units and %i billionths, and back", (amount, currency, amount_minor, below_nano) => {
    const exact = toExact(amount, currency)
    expect(exact).toEqual({ amount_minor, below_nano })
    expect(fromExact(exact, currency)).toBeCloseTo(Number(amount), 9)
  })

  it("add up and compare with nothing rounded on the way", () => {
    const [a, b] = [toExact(49.995, "eur"), toExact(50.005, "eur")]
    expect(sumExact([a, b])).toEqual({ amount_minor: 10_000, below_nano: 0 })
    expect(lessExact(b, a)).toEqual({ amount_minor: 1, below_nano: 0 })
    expect([compareExact(a, b) < 0, compareExact(b, a) > 0, compareExact(a, a)]).toEqual([true, true, 0])
  })

  const exact = fc.record({ amount_minor: fc.integer({ min: 0, max: 10_000 }), below_nano: fc.nat(999_999_999) })
  const floor = ({ amount_minor }: ExactAmount) => amount_minor

  it("are booked whole: nowhere a unit off, and together their sum, halves up", () => {
    fc.assert(
      fc.property(fc.array(exact, { minLength: 1, maxLength: 8 }), (amounts) => {
        const booked = wholeShares(amounts)
        const { amount_minor, below_nano } = sumExact(amounts)
        expect(booked.reduce((sum, one) => sum + one, 0)).toBe(amount_minor + (below_nano >= 5e8 ? 1 : 0))
        expect(booked.every((one, index) => one - floor(amounts[index] ?? { amount_minor: 0 }) <= 1)).toBe(true)
      }),
    )
  })

  it("are shared out: to the total, or to all there is, and no share is more than there is", () => {
    fc.assert(
      fc.property(exact, fc.array(exact, { minLength: 1, maxLength: 8 }), (total, amounts) => {
        const shares = shareOut(total, amounts)
        const all = sumExact(amounts)
        expect(compareExact(sumExact(shares), compareExact(total, all) < 0 ? total : all)).toBe(0)
        for (const [index, share] of shares.entries()) {
          expect(compareExact(share, amounts[index] ?? share)).toBeLessThanOrEqual(0)
        }
      }),
    )
  })

  it("give a percentage in whole units, never more than they hold, and all at 100 %", () => {
    expect(percentOfExact(toExact(41.625, "eur"), 50)).toEqual({ amount_minor: 2081 })
    expect(percentOfExact(toExact(0.009, "eur"), 60)).toEqual({ amount_minor: 0 })
    expect(percentOfExact(toExact(0.009, "eur"), 100)).toEqual({ amount_minor: 0, below_nano: 900_000_000 })
  })
})

describe("amounts that are too large to be exact", () => {
  it.each<[string, () => unknown]>([
    ["a decimal", () => toMinor(1e17, "eur")],
    ["an exact decimal", () => toExact("99999990000000.001", "eur")],
    ["a sum", () => sumExact([{ amount_minor: Number.MAX_SAFE_INTEGER }, { amount_minor: 1 }])],
    ["a weight", () => allocate(1, [2 ** 60, 1])],
  ])("fault B5: %s is refused in a sentence, as bad input", (_name, work) => {
    expect(work).toThrow(InexactAmount)
    expect(work).toThrow(expect.objectContaining({ type: "invalid_data", code: "amount_too_large" }) as Error)
    expect(work).toThrow(/too large to be counted exactly. Please/)
  })
})
