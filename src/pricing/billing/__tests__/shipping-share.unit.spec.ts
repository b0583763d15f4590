// The subscriptions of one order share its shipping: together they never bill more of it than the order did (law 8).
import fc from "fast-check"
import { toMinor } from "../../../engine"
import { shippingShare } from "../shipping-share"

const method = (amount: number) => ({
  id: "ship",
  name: "Post",
  amount,
  is_tax_inclusive: false,
  shipping_option_id: null,
  data: null,
})

const shareOf = (amount: number, prices: number[], index: number, currency = "eur") => {
  const lines = prices.map((price, number) => ({ id: `line_${number}`, amount: price }))
  return shippingShare([method(amount)], lines, `line_${index}`, currency)[0]?.amount
}

it.each([
  ["one subscription bears it all", 5, [30], [5]],
  ["in proportion to the prices", 5, [30, 10, 10], [3, 1, 1]],
  ["to the last cent, ties to the earlier", 5, [1, 1, 1], [1.67, 1.67, 1.66]],
  ["in equal parts where nothing costs anything", 5, [0, 0], [2.5, 2.5]],
])("rule 40: %s", (_name, amount, prices, shares) => {
  expect(prices.map((_, index) => shareOf(amount, prices, index))).toEqual(shares)
})

it("rule 40: shares of any order add up to its shipping", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100_000 }),
      fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 }),
      (minor, prices) => {
        const shares = prices.map(
          (_, index) =>
            shareOf(
              minor / 100,
              prices.map((price) => price / 100),
              index,
            ) ?? NaN,
        )
        expect(shares.reduce((sum, share) => sum + toMinor(share, "eur"), 0)).toBe(minor)
      },
    ),
  )
})
