// What takes all leaves exactly nothing, and nothing goes below zero: measured by core's own totals, at any price and tax.
import { decorateCartTotals, MathBN } from "@medusajs/framework/utils"
import fc from "fast-check"
import { evaluate, sumExact } from "../../engine"
import type { Discount, Terms } from "../../engine"
import { discount, fixed, terms } from "../../engine/__tests__/builders"
import { adjustmentsOf, trialAdjustments } from "../adjustments"
import type { OurAdjustment } from "../adjustments"
import type { CoreCart } from "../core-cart"
import { totalBeforeCredits } from "../credits"
import { reductionsOnCart, cartDocument, withCredit } from "../cart"

interface Sold {
  price: number
  quantity: number
  /** What core's promotion takes off, in percent; it may be one of prices with tax. */
  core_off: number
  core_is_inclusive: boolean
}

/** A stored cart: core's adjustments as core writes them, net unless the promotion includes tax, with its 20 digits. */
function cartOf(sold: Sold[], tax: { rate: number; inclusive: boolean }, shipping: number[] = []): CoreCart {
  const tax_lines = () => (tax.rate > 0 ? [{ rate: tax.rate }] : [])
  const factor = 1 + tax.rate / 100
  return {
    id: "cart_1",
    currency_code: "eur",
    items: sold.map(({ price, quantity, core_off, core_is_inclusive }, index) => {
      const own = MathBN.mult(price, quantity)
      const net = tax.inclusive ? MathBN.div(own, factor) : own
      const base = core_is_inclusive ? MathBN.mult(net, factor) : net
      const amount = MathBN.div(MathBN.mult(base, core_off), 100).toPrecision(20)
      return {
        id: `line_${index}`,
        unit_price: price,
        quantity,
        is_tax_inclusive: tax.inclusive,
        tax_lines: tax_lines(),
        adjustments:
          core_off > 0
            ? [{ id: `adj_${index}`, code: "CORE", amount: { value: amount }, is_tax_inclusive: core_is_inclusive }]
            : [],
      }
    }),
    shipping_methods: shipping.map((amount, index) => ({
      id: `ship_${index}`,
      amount,
      is_tax_inclusive: tax.inclusive,
      tax_lines: tax_lines(),
      adjustments: [],
    })),
  }
}

interface Totals {
  total: { toJSON(): number }
  items: { total: { toJSON(): number } }[]
  shipping_methods: { total: { toJSON(): number } }[]
}

function totalsWith(cart: CoreCart, ours: OurAdjustment[], credit = 0): { total: number; lines: number[] } {
  const lines = <T extends { id: string; adjustments?: object[] }>(list: T[] = []) =>
    list.map((line) => ({
      ...line,
      adjustments: [...(line.adjustments ?? []), ...ours.filter(({ line_id }) => line_id === line.id)],
    }))
  const priced = decorateCartTotals(
    structuredClone({
      currency_code: "eur",
      items: lines(cart.items),
      shipping_methods: lines(cart.shipping_methods),
      credit_lines: credit > 0 ? [{ id: "credit", amount: credit }] : [],
    }) as never,
  ) as unknown as Totals
  const number = ({ total }: { total: { toJSON(): number } }) => total.toJSON()
  return { total: number(priced), lines: [...priced.items, ...priced.shipping_methods].map(number) }
}

function priced(cart: CoreCart, promises: Terms[], credit = 0) {
  const reductions = reductionsOnCart(cart, new Set())
  const bare = cartDocument(cart, reductions, new Map(), 0)
  const document = credit > 0 ? withCredit(bare, credit, totalBeforeCredits(cart, reductions, [])) : bare
  const discounts: Discount[] = promises.map((promise, index) => discount({ id: `d${index}`, terms: promise }))
  const evaluation = evaluate(document, discounts)
  const codes = discounts.map(({ id }) => ({ entered: { id, promo_code: { code: id } } }))
  const ours = adjustmentsOf(cart, { codes, document, evaluation, trial_days: new Map() })
  return { document, evaluation, ...totalsWith(cart, ours, credit) }
}

const plain = (price: number, quantity = 1, core_off = 0): Sold => ({
  price,
  quantity,
  core_off,
  core_is_inclusive: false,
})
const free = terms({ percentage: 100 })
const free_shipping = terms({ percentage: 100, target: "shipping" })
const NO_TAX = { rate: 0, inclusive: false }

const RATES = [0, 7, 19, 20, 21, 22, 23, 25]
const price = fc.oneof(
  fc.constantFrom(14.99, 4.9, 0.333, 41.625, 4.995, 0.0001),
  fc.integer({ min: 1, max: 50_000_000 }).map((steps) => steps / 10_000),
)
const sold: fc.Arbitrary<Sold> = fc.record({
  price,
  quantity: fc.integer({ min: 1, max: 25 }),
  core_off: fc.constantFrom(0, 0, 15, 33, 33.3333, 50, 12.5),
  core_is_inclusive: fc.boolean(),
})
const anyCart = fc.record({
  sold: fc.array(sold, { minLength: 1, maxLength: 4 }),
  tax: fc.record({ rate: fc.constantFrom(...RATES), inclusive: fc.boolean() }),
  shipping: fc.array(price, { maxLength: 2 }),
})

describe("what takes all takes all", () => {
  it.each<[string, CoreCart, Terms]>([
    ["14.99 less core's 15 %, at 100 %", cartOf([plain(14.99, 1, 15)], NO_TAX), free],
    ["41.625 at 100 %", cartOf([plain(41.625)], NO_TAX), free],
    ["41.625 less 500", cartOf([plain(41.625)], NO_TAX), fixed(500)],
    ["three of 0.333, each less 1", cartOf([plain(0.333, 3)], NO_TAX), fixed(1, { allocation: "per_unit" })],
  ])("fault B1: %s is 0", (_name, cart, promise) => {
    expect(priced(cart, [promise])).toMatchObject({ total: 0, lines: [0] })
  })

  it("fault B1: shipping of 4.995 at 100 % is 0", () => {
    expect(priced(cartOf([plain(10)], NO_TAX, [4.995]), [free_shipping])).toMatchObject({ total: 10, lines: [10, 0] })
  })

  it("fault B1: a trial under core's 15 % is 0", () => {
    const cart = cartOf([plain(14.99, 1, 15)], NO_TAX)
    const document = cartDocument(cart, reductionsOnCart(cart, new Set()), new Map(), 0)
    expect(totalsWith(cart, trialAdjustments(cart, { document, trial_days: new Map([["line_0", 14]]) })).total).toBe(0)
  })

  it("fault B1: for any prices, quantities, taxes and core discounts; what is booked is what was taken, halves up", () => {
    fc.assert(
      fc.property(anyCart, fc.constantFrom(free, fixed(1e9)), ({ sold, tax, shipping }, promise) => {
        const { document, evaluation, total, lines } = priced(cartOf(sold, tax, shipping), [promise, free_shipping])
        expect([total, ...lines].filter((one) => one !== 0)).toEqual([])
        const { amount_minor, below_nano } = sumExact([...document.lines, ...document.shipping])
        expect(evaluation.total_minor).toBe(amount_minor + (below_nano >= 5e8 ? 1 : 0))
      }),
      { numRuns: 500 },
    )
  })

  it("rule 4: nothing goes below zero, whatever is taken off in whatever order", () => {
    const anyTerms = fc
      .record({
        type: fc.constantFrom("percentage", "fixed", "per_unit"),
        value: fc.integer({ min: 1, max: 10_000 }),
        target: fc.constantFrom("items", "items", "shipping"),
        cap: fc.option(fc.integer({ min: 1, max: 5_000 })),
      })
      .map(({ type, value, target, cap }) => {
        const more = { stackable: true, target } as const
        return type === "percentage"
          ? terms({
              ...more,
              percentage: value / 100,
              maximum_discount: cap === null ? [] : [{ currency_code: "eur", amount: cap / 100 }],
            })
          : fixed(value / 100, { ...more, allocation: type === "fixed" ? "across" : "per_unit" })
      })
    fc.assert(
      fc.property(anyCart, fc.array(anyTerms, { maxLength: 4 }), ({ sold, tax, shipping }, promises) => {
        const { total, lines } = priced(cartOf(sold, tax, shipping), promises)
        expect([total, ...lines].filter((one) => one < 0)).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it("rule 5, fault B1: 100 % of the part paid in money leaves exactly what the credit pays", () => {
    const money_only = terms({ percentage: 100, applicable_to_credits: false })
    fc.assert(
      fc.property(anyCart, fc.integer({ min: 1, max: 500_000 }), ({ sold, tax }, cents) => {
        const cart = cartOf(sold, tax)
        const { total } = totalsWith(cart, [])
        const credit = Math.min(cents / 100, total)
        // Core takes a credit of no more than a cent for nothing.
        fc.pre(credit > 0.01)
        expect(priced(cart, [money_only], credit).total).toBe(0)
      }),
      { numRuns: 300 },
    )
  })
})
