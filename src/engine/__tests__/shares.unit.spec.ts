// Rule 53: what was promised in all is shared once, and never exceeded.
import fc from "fast-check"
import { shareOfTerms, toMinor } from "../index"
import { terms } from "./builders"

const eur = (amount: number) => [{ currency_code: "eur", amount }]
const across = terms({ type: "fixed", percentage: null, amounts: eur(10) })
const capped = terms({ percentage: 20, maximum_discount: eur(8) })

const shares = (promise: typeof across, weights: number[]) =>
  weights.map((_, mine) => shareOfTerms(promise, weights, (index) => index === mine))

it("fault A16: ten across and a cap of eight go to each as evaluation shared them", () => {
  expect(shares(across, [750, 250]).map(({ amounts }) => amounts)).toEqual([eur(7.5), eur(2.5)])
  expect(shares(across, [333, 333, 334]).map(({ amounts }) => amounts)).toEqual([eur(3.33), eur(3.33), eur(3.34)])
  expect(shares(capped, [600, 200]).map(({ maximum_discount }) => maximum_discount)).toEqual([eur(6), eur(2)])
})

it("fault A16: in every currency the shares add up to the promise, however the subscriptions are put together", () => {
  const weights = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 100_000 }), fc.nat(5), (weights, cents, cut) => {
      const promise = { ...across, amounts: [...eur(cents / 100), { currency_code: "jpy", amount: cents }] }
      const minors = (one: typeof across) => one.amounts.map((money) => toMinor(money.amount, money.currency_code))
      const both = [
        shareOfTerms(promise, weights, (index) => index < cut),
        shareOfTerms(promise, weights, (index) => index >= cut),
      ]
      const is_whole = cut === 0 || cut >= weights.length
      const sums = is_whole
        ? minors(promise)
        : [0, 1].map((of) => both.reduce((sum, one) => sum + (minors(one)[of] ?? 0), 0))
      expect(sums).toEqual([cents, cents])
    }),
  )
})

it.each([
  ["a percentage without a cap", terms({ percentage: 20 })],
  ["an amount per unit", { ...across, allocation: "per_unit" as const }],
])("rule 53: %s is promised to each and stays as it is", (_name, promise) => {
  expect(shares(promise, [1, 2])).toEqual([promise, promise])
})

it("rule 53: who is alone keeps the whole promise", () => {
  expect(shareOfTerms(across, [750], () => true)).toBe(across)
})
