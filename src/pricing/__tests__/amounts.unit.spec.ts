// Core's decimals: exact as the engine wants them, the same after any way through core, gross and net and gross again.
import { BigNumber, MathBN } from "@medusajs/framework/utils"
import { toMinor } from "../../engine"
import { bookedOn, exactOf, isSameAmount, netOfShipping, roundedTogether, shownOfShipping } from "../amounts"

const RATES = [7, 19, 20, 21, 22, 23, 25, 8.1, 7.7]
const PRICES = [6, 4.9, 4.99, 0.333, 14.99, 41.625, 99_999.99, 0.01]
const pairs = RATES.flatMap((rate) => PRICES.map((price) => [price, rate] as const))

describe("gross, stored net, and gross again", () => {
  it.each(pairs)("fault B4: %d at %d %%", (price, rate) => {
    const method = { is_tax_inclusive: true, tax_lines: [{ rate }] }
    const net = netOfShipping(price, method)
    // What we hand over is a number; core keeps it with 20 digits, and reads it as a number or as those.
    const written = MathBN.convert(net).toNumber()
    const stored = new BigNumber(written)
    for (const read of [stored, stored.numeric, stored.raw?.value ?? ""]) {
      const again = shownOfShipping(read, method)
      expect(exactOf(again, "eur")).toEqual(exactOf(price, "eur"))
      expect(isSameAmount(again, price, "eur")).toBe(true)
      expect(isSameAmount(read, net, "eur")).toBe(true)
      expect(toMinor(exactOf(again, "kwd").amount_minor / 1000, "kwd")).toBe(exactOf(price, "kwd").amount_minor)
    }
    expect(isSameAmount(written, MathBN.sub(written, 0.0001), "eur")).toBe(false)
  })

  it("leaves prices without tax in them as they are", () => {
    expect(Number(netOfShipping(6, { is_tax_inclusive: false, tax_lines: [{ rate: 22 }] }))).toBe(6)
    expect(Number(shownOfShipping(6, {}))).toBe(6)
  })
})

it.each([
  ["9.999999999999999", 1000, 0],
  ["10.000000000000002", 1000, 0],
  ["12.741499999999999", 1274, 150_000_000],
  ["-0.00000000001", 0, 0],
])("reads %s without its noise", (amount, amount_minor, below_nano) => {
  expect(exactOf(amount, "eur")).toEqual({ amount_minor, below_nano })
})

it("fault B1: rounds a column as one", () => {
  expect(roundedTogether([41.625, 41.625, 0.333], "eur")).toEqual([41.63, 41.62, 0.33])
})

describe("what is booked of an order", () => {
  const adjustment = (code: string, amount: number, promotion_id?: string) => ({ code, amount, promotion_id })
  const order = {
    currency_code: "eur",
    items: [
      { id: "b", adjustments: [adjustment("SAVE", 41.625), adjustment("CORE", 1, "promo")] },
      { id: "a", adjustments: [adjustment("SAVE", 41.625)] },
      { id: "c" },
    ],
    shipping_methods: [
      { id: "s", is_tax_inclusive: true, tax_lines: [{ rate: 22 }], adjustments: [adjustment("SAVE", 6 / 1.22)] },
    ],
  }

  it("faults B1 and B4: is what the customer sees, adds up, and does not depend on the order of lines", () => {
    const adjustmentCodes = new Set(["SAVE", "OTHER"])
    for (const items of [order.items, [...order.items].reverse()]) {
      const booked = bookedOn({ ...order, items }, adjustmentCodes)
      expect(["a", "b", "c", "s"].map((id) => booked("SAVE", id))).toEqual([4163, 4162, 0, 600])
      expect([booked("OTHER", "a"), booked("CORE", "b")]).toEqual([0, 0])
    }
  })
})
