// Granted coupons: the best one for each line, whatever order they come in, and never worse than the best one alone.
import fc from "fast-check"
import { bestGranted, evaluate, grantCode, isGrantCode, isValidCode, normaliseCode, savingsAlone } from "../index"
import type { Discount, Document, Terms } from "../index"
import { discount, document, fixed, line, terms } from "./builders"

/** A granted coupon named by its id; the older ones come first in `applied_at`. */
const granted = (id: string, over: Partial<Terms> = {}, applied_at = 0): Discount =>
  discount({ id, coupon_id: id, promo_code_id: null, code: null, applied_at, terms: terms(over) })

const cart = (...amounts: number[]): Document =>
  document({
    lines: amounts.map((amount_minor, index) =>
      line({ id: `line_${index}`, product_id: `prod_${index}`, amount_minor }),
    ),
  })

/** Which coupon takes how much off which line. */
function effect(of: Document, coupons: Discount[]): Record<string, [string, number]> {
  const { parts } = evaluate(of, bestGranted(of, coupons))
  return Object.fromEntries(parts.map((part) => [part.line_id, [part.discount_id, part.amount_minor]]))
}

const total = (of: Document, coupons: Discount[]): number => evaluate(of, coupons).total_minor

describe("granted coupons", () => {
  it("rule 24: each line gets the coupon that takes most off it, and no line gets two", () => {
    const coupons = [
      granted("on_first", { percentage: 10, scope: { product_ids: ["prod_0"] } }),
      granted("on_both", { percentage: 5 }),
    ]

    expect(effect(cart(1000, 2000), coupons)).toEqual({ line_0: ["on_first", 100], line_1: ["on_both", 100] })
  })

  it("rule 24: stackable coupons do not add up on a line either", () => {
    const coupons = [
      granted("a", { percentage: 10, stackable: true }),
      granted("b", { percentage: 20, stackable: true }),
    ]

    expect(effect(cart(1000), coupons)).toEqual({ line_0: ["b", 200] })
  })

  it("a fixed amount shared by all lines goes where the percentages save least", () => {
    const coupons = [
      granted("percent", { percentage: 50, scope: { product_ids: ["prod_0"] } }),
      granted("amount", fixed(8)),
    ]

    expect(effect(cart(1000, 1000), coupons)).toEqual({ line_0: ["percent", 500], line_1: ["amount", 800] })
  })

  it("a coupon that is better alone replaces all others", () => {
    const coupons = [granted("percent", { percentage: 10 }), granted("amount", fixed(15))]

    expect(effect(cart(1000, 1000), coupons)).toEqual({ line_0: ["amount", 750], line_1: ["amount", 750] })
  })

  it("a capped percentage counts for what its cap lets it take", () => {
    const capped = granted("capped", { percentage: 50, maximum_discount: [{ currency_code: "eur", amount: 3 }] })

    expect(effect(cart(1000, 1000), [capped, granted("plain", { percentage: 20 })])).toEqual({
      line_0: ["capped", 300],
      line_1: ["plain", 200],
    })
  })

  it("equal savings go to the older coupon, then to the smaller id", () => {
    expect(effect(cart(1000), [granted("b", {}, 5), granted("a", {}, 9)])).toEqual({ line_0: ["b", 200] })
    expect(effect(cart(1000), [granted("b"), granted("a")])).toEqual({ line_0: ["a", 200] })
  })

  it("one coupon on shipping goes beside those on lines", () => {
    const of = document({ lines: [line({ amount_minor: 1000 })], shipping: [{ id: "ship", amount_minor: 500 }] })
    const coupons = [
      granted("half", { target: "shipping", percentage: 50 }),
      granted("free", { target: "shipping", percentage: 100 }),
      granted("items", { percentage: 10 }),
    ]

    expect(effect(of, coupons)).toEqual({ line_1: ["items", 100], ship: ["free", 500] })
  })

  it("coupons that take nothing off are not in effect", () => {
    const elsewhere = granted("elsewhere", { scope: { product_ids: ["prod_9"] } })
    expect(bestGranted(cart(1000), [elsewhere])).toEqual([])
    expect(bestGranted(cart(0), [granted("a")])).toEqual([])
    expect(bestGranted(cart(1000), [])).toEqual([])
    expect(savingsAlone(cart(1000), [elsewhere, granted("a")])).toEqual(
      new Map([
        ["elsewhere", 0],
        ["a", 200],
      ]),
    )
  })

  it("a thousand lines with shared coupons are decided as a whole, by a way that is not exponential", () => {
    const of = cart(...Array.from({ length: 1000 }, (_, index) => 100 + index))
    const coupons = [granted("percent", { percentage: 1 }), granted("amount", fixed(5000)), granted("other", fixed(4))]

    expect(total(of, bestGranted(of, coupons))).toBeGreaterThanOrEqual(500_000)
  })

  it("the adjustment code of a granted coupon can be nobody's promo code", () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const code = grantCode(id)
        return isGrantCode(code) && !isValidCode(normaliseCode(code))
      }),
    )
    expect(isGrantCode("SUMMER20")).toBe(false)
  })

  const someTerms: fc.Arbitrary<Partial<Terms>> = fc.oneof(
    fc.record({ percentage: fc.integer({ min: 1, max: 100 }), scope: someScope() }),
    fc.record({
      percentage: fc.integer({ min: 1, max: 100 }),
      maximum_discount: fc.integer({ min: 1, max: 30 }).map((amount) => [{ currency_code: "eur", amount }]),
    }),
    fc
      .record({
        amount: fc.integer({ min: 1, max: 30 }),
        allocation: fc.constantFrom("across", "per_unit"),
        scope: someScope(),
      })
      .map(({ amount, ...over }) => fixed(amount, over as Partial<Terms>)),
  )
  const someCoupons = fc.uniqueArray(
    fc.record({ id: fc.stringMatching(/^[a-z]{1,3}$/), over: someTerms, applied_at: fc.integer({ min: 0, max: 2 }) }),
    { selector: ({ id }) => id, maxLength: 5 },
  )
  const someCart = fc
    .array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 5 })
    .map((amounts) => cart(...amounts))

  function someScope() {
    return fc.subarray(["prod_0", "prod_1", "prod_2"]).map((product_ids) => ({ product_ids }))
  }

  const made = (coupons: { id: string; over: Partial<Terms>; applied_at: number }[]) =>
    coupons.map(({ id, over, applied_at }) => granted(id, over, applied_at))

  it("rule 24: never worse than the best coupon alone, one coupon a line, and the order they come in does not matter", () => {
    fc.assert(
      fc.property(someCart, someCoupons, fc.infiniteStream(fc.nat()), (of, drawn, keys) => {
        const coupons = made(drawn)
        const chosen = bestGranted(of, coupons)
        const { parts, total_minor } = evaluate(of, chosen)
        expect(total_minor).toBeGreaterThanOrEqual(Math.max(0, ...savingsAlone(of, coupons).values()))
        expect(new Set(parts.map(({ line_id }) => line_id)).size).toBe(parts.length)
        const shuffled = [...coupons].sort(() => (keys.next().value % 2 === 0 ? -1 : 1))
        expect(evaluate(of, bestGranted(of, shuffled)).parts).toEqual(parts)
      }),
      { numRuns: 500 },
    )
  })

  it("rule 24: without shared coupons it is the lowest price there is", () => {
    const separate = someCoupons.map((coupons) =>
      coupons
        .filter(({ over }) => !over.maximum_discount?.length)
        .map((coupon) => ({ ...coupon, over: { ...coupon.over, allocation: "per_unit" as const } })),
    )
    fc.assert(
      fc.property(someCart, separate, (of, drawn) => {
        const coupons = made(drawn)
        const lowest = of.lines
          .map(({ id }) => Math.max(0, ...coupons.map((coupon) => total(of, [{ ...coupon, line_ids: [id] }]))))
          .reduce((sum, amount) => sum + amount, 0)
        expect(total(of, bestGranted(of, coupons))).toBe(lowest)
      }),
      { numRuns: 300 },
    )
  })
})
