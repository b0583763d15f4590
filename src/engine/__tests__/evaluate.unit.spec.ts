// Evaluation: tables for each kind of value, and the laws that hold for every document.
import fc from "fast-check"
import type { Discount, Document, Evaluation, Terms } from "../index"
import { evaluate } from "../index"
import { MONTHLY, at, cycle, discount, document, fixed, line, subscriptionLine, terms } from "./builders"

const partsOf = (evaluation: Evaluation) => evaluation.parts.map((part) => [part.line_id, part.amount_minor])
const reasons = (evaluation: Evaluation) => evaluation.outcomes.map(({ skipped }) => skipped.map(({ code }) => code))
const lines = (...amounts: number[]) =>
  amounts.map((amount_minor, index) => line({ id: `l${index + 1}`, amount_minor }))
const price = (promise: Terms, over: Partial<Document> = {}) => evaluate(document(over), [discount({ terms: promise })])

describe("values", () => {
  it.each<[string, Terms, Partial<Document>, [string, number][]]>([
    [
      "a percentage, halves up",
      terms({ percentage: 50 }),
      { lines: lines(333, 1) },
      [
        ["l1", 167],
        ["l2", 1],
      ],
    ],
    ["100 %", terms({ percentage: 100 }), { lines: lines(333) }, [["l1", 333]]],
    [
      "a capped percentage, the cap shared by largest remainder",
      terms({ percentage: 50, maximum_discount: [{ currency_code: "eur", amount: 1 }] }),
      { lines: lines(1000, 1000, 1000) },
      [
        ["l1", 34],
        ["l2", 33],
        ["l3", 33],
      ],
    ],
    [
      "a cap in another currency caps nothing",
      terms({ percentage: 50, maximum_discount: [{ currency_code: "usd", amount: 1 }] }),
      { lines: lines(1000) },
      [["l1", 500]],
    ],
    [
      "a fixed amount across",
      fixed(10),
      { lines: lines(1000, 2000, 3000) },
      [
        ["l1", 167],
        ["l2", 333],
        ["l3", 500],
      ],
    ],
    [
      "never more than is there",
      fixed(10),
      { lines: lines(300, 200) },
      [
        ["l1", 300],
        ["l2", 200],
      ],
    ],
    [
      "a fixed amount per unit",
      fixed(5, { allocation: "per_unit" }),
      {
        lines: [
          line({ id: "l1", quantity: 3, amount_minor: 3000 }),
          line({ id: "l2", quantity: 2, amount_minor: 700 }),
        ],
      },
      [
        ["l1", 1500],
        ["l2", 700],
      ],
    ],
    [
      "yen have no decimals",
      fixed(0, { amounts: [{ currency_code: "jpy", amount: 500 }] }),
      { currency_code: "jpy", lines: lines(700, 300) },
      [
        ["l1", 350],
        ["l2", 150],
      ],
    ],
    [
      "dinars have three",
      fixed(0, { amounts: [{ currency_code: "kwd", amount: 0.125 }] }),
      { currency_code: "kwd", lines: lines(1000) },
      [["l1", 125]],
    ],
    [
      "lines out of scope give nothing",
      terms({ scope: { product_ids: ["prod_9"] } }),
      { lines: [line({ id: "l1" }), line({ id: "l2", product_id: "prod_9" })] },
      [["l2", 200]],
    ],
    [
      "credit left out",
      terms({ applicable_to_credits: false }),
      { lines: lines(6000, 4000), credit_minor: 4000 },
      [
        ["l1", 720],
        ["l2", 480],
      ],
    ],
    [
      "credit counted in",
      terms(),
      { lines: lines(6000, 4000), credit_minor: 4000 },
      [
        ["l1", 1200],
        ["l2", 800],
      ],
    ],
  ])("%s", (_name, promise, over, parts) => {
    const evaluation = price(promise, over)
    expect(partsOf(evaluation)).toEqual(parts)
    expect(evaluation.total_minor).toBe(parts.reduce((sum, [, amount]) => sum + amount, 0))
    expect(reasons(evaluation)).toEqual([[]])
  })

  it.each<[string, Terms, Partial<Document>, string[]]>([
    ["a currency without an amount", fixed(5), { currency_code: "usd" }, ["currency_mismatch"]],
    ["a line of nothing", terms(), { lines: lines(0) }, ["nothing_to_discount"]],
    ["less than half a unit", terms({ percentage: 1 }), { lines: lines(49) }, ["nothing_to_discount"]],
    ["an empty document", terms(), { lines: [] }, ["nothing_to_discount"]],
    [
      "everything paid by credit",
      terms({ applicable_to_credits: false }),
      { lines: lines(100), credit_minor: 100 },
      ["nothing_to_discount"],
    ],
    [
      "each reason once",
      terms({ redeemable_for: ["subscription"], scope: { plan_ids: ["bplan_9"] } }),
      { lines: [line({ id: "l1" }), line({ id: "l2" }), subscriptionLine({ id: "l3" })] },
      ["not_redeemable_for_one_time", "plan_not_eligible"],
    ],
    [
      "shipping alone, out of scope",
      terms({ target: "shipping", scope: { product_ids: ["no"] } }),
      { shipping: [{ id: "s", amount_minor: 5 }] },
      ["item_not_eligible"],
    ],
    ["no shipping", terms({ target: "shipping" }), {}, ["nothing_to_discount"]],
  ])("%s takes nothing, with the reason", (_name, promise, over, codes) => {
    const evaluation = price(promise, over)
    expect(evaluation.total_minor).toBe(0)
    expect(evaluation.parts).toEqual([])
    expect(reasons(evaluation)).toEqual([codes])
  })

  it("a trial extension takes no money, and that is no problem", () => {
    const promise = terms({ type: "trial_extension", percentage: null, trial_days: 14 })
    expect(price(promise).outcomes).toEqual([{ discount_id: "disc_1", amount_minor: 0, skipped: [] }])
  })

  it("shipping follows the covered line, and items stay as they are", () => {
    const evaluation = price(terms({ target: "shipping", percentage: 100 }), {
      lines: [line({ is_discountable: false, id: "l1" }), subscriptionLine({ id: "l2" })],
      shipping: [{ id: "ship_1", amount_minor: 490 }],
    })
    expect(evaluation.parts).toEqual([
      { discount_id: "disc_1", line_id: "ship_1", on: "shipping", amount_minor: 490, cycle_key: "bsub_1#1" },
    ])
  })

  it.each<[string, Partial<Document>, Partial<Terms>[], [string, number][]]>([
    [
      "half of the gross price",
      { lines: lines(6000), credit_minor: 3600, payable_minor: 7200 },
      [{}],
      [["disc_0", 600]],
    ],
    [
      "several codes use up the money, never the credit",
      { lines: lines(10_000), credit_minor: 5000 },
      [{ percentage: 50 }, { percentage: 100 }, { percentage: 100 }],
      [
        ["disc_0", 2500],
        ["disc_1", 2500],
      ],
    ],
    [
      "100 % of the money leaves what the credit pays, to the unit",
      { lines: lines(100, 100, 100), credit_minor: 100 },
      [{ percentage: 100 }],
      [
        ["disc_0", 66],
        ["disc_0", 67],
        ["disc_0", 67],
      ],
    ],
    ["more credit than there is to pay", { lines: lines(100), credit_minor: 500 }, [{ percentage: 100 }], []],
  ])("rule 5: %s", (_name, over, promises, parts) => {
    const discounts = promises.map((promise, index) =>
      discount({ id: `disc_${index}`, terms: { applicable_to_credits: false, stackable: true, ...promise } }),
    )
    const evaluation = evaluate(document(over), discounts)
    expect(evaluation.parts.map(({ discount_id, amount_minor }) => [discount_id, amount_minor])).toEqual(parts)
  })

  it("rule 25: a shipping method gives to one discount, however stackable", () => {
    const stackable = { target: "shipping", stackable: true } as const
    const fixed_amount = discount({ id: "disc_b", terms: { ...fixed(2), ...stackable } })
    const half = discount({ id: "disc_a", terms: { ...stackable, percentage: 50 } })
    const evaluation = evaluate(document({ shipping: [{ id: "ship_1", amount_minor: 500 }] }), [fixed_amount, half])
    expect(evaluation.parts).toMatchObject([{ discount_id: "disc_a", amount_minor: 250 }])
    expect(reasons(evaluation)).toEqual([[], ["not_stackable"]])
  })

  it("refuses amounts that are not whole or negative", () => {
    expect(() => price(terms(), { lines: lines(10.5) })).toThrow(RangeError)
    expect(() => price(terms(), { lines: lines(-1) })).toThrow(RangeError)
  })
})

describe("fault B1: what is below the smallest unit", () => {
  const half = 500_000_000
  const exact = ({ parts }: Evaluation) =>
    parts.map((part) => [part.discount_id, part.line_id, part.amount_minor, part.below_nano ?? 0])
  const two = [
    line({ id: "l1", amount_minor: 4162, below_nano: half }),
    line({ id: "l2", amount_minor: 4162, below_nano: half }),
  ]

  it.each<[string, Terms]>([
    ["100 %", terms({ percentage: 100 })],
    ["as much as there is", fixed(83.25)],
    ["more than there is", fixed(500)],
    ["more than each costs", fixed(500, { allocation: "per_unit" })],
    [
      "100 % with a cap that is reached exactly",
      terms({ percentage: 100, maximum_discount: [{ currency_code: "eur", amount: 83.25 }] }),
    ],
  ])("is taken by what takes all: %s; what is booked adds up", (_name, promise) => {
    const evaluation = price(promise, { lines: two })
    expect(exact(evaluation)).toEqual([
      ["disc_1", "l1", 4163, -half],
      ["disc_1", "l2", 4162, half],
    ])
    expect(evaluation.total_minor).toBe(8325)
  })

  it.each<[string, Terms, number]>([
    ["a percentage", terms({ percentage: 50 }), 4162],
    ["an amount that is not enough", fixed(83.24), 8324],
    ["a cap", terms({ percentage: 100, maximum_discount: [{ currency_code: "eur", amount: 83.24 }] }), 8324],
    ["an amount per unit", fixed(41.62, { allocation: "per_unit" }), 8324],
  ])("stays where something is left: %s takes whole units", (_name, promise, total) => {
    const { parts, total_minor } = price(promise, { lines: two })
    expect([total_minor, parts.every(({ below_nano }) => below_nano === undefined)]).toEqual([total, true])
  })

  it("rule 2: an amount between the whole units and all there is, is given in full", () => {
    const lines = ["l1", "l2", "l3"].map((id) => line({ id, amount_minor: 4162, below_nano: 900_000_000 }))
    const { parts, total_minor } = price(fixed(124.88), { lines })
    expect(total_minor).toBe(12_488)
    expect(parts.every((part) => part.amount_minor + (part.below_nano ?? 0) / 1e9 <= 4162.9)).toBe(true)
  })

  it("goes to the last of several, and what is booked of all of them is their sum", () => {
    const evaluation = evaluate(document({ lines: two }), [
      discount({ id: "a", terms: { percentage: 50, stackable: true } }),
      discount({ id: "b", terms: { percentage: 100, stackable: true, scope: {} }, applied_at: 1 }),
    ])
    expect(evaluation.outcomes.map(({ amount_minor }) => amount_minor)).toEqual([4162, 4163])
    expect(evaluation.total_minor).toBe(8325)
  })

  it("rule 33: less than a unit alone is taken and counts nowhere", () => {
    const evaluation = price(terms({ percentage: 100 }), {
      lines: [line({ amount_minor: 0, below_nano: 150_000_000 })],
    })
    expect(exact(evaluation)).toEqual([["disc_1", "line_1", 0, 150_000_000]])
    expect(evaluation.outcomes).toEqual([{ discount_id: "disc_1", amount_minor: 0, skipped: [] }])
  })

  it("rule 5: 100 % of the part paid in money leaves exactly what the credit pays, before tax too", () => {
    const promise = terms({ percentage: 100, applicable_to_credits: false })
    // 30.00 and 20 % tax are 36.00; 10.00 of it are credit, which is 8.333... before tax.
    const evaluation = price(promise, { lines: lines(1000, 2000), credit_minor: 1000, payable_minor: 3600 })
    const taken = evaluation.parts.reduce((sum, part) => sum + part.amount_minor + (part.below_nano ?? 0) / 1e9, 0)
    expect((3000 - taken) * 1.2).toBeCloseTo(1000, 6)
  })
})

describe("together", () => {
  const stackable = { stackable: true }
  const on = (over: Partial<Discount>, promise: Terms) => discount({ ...over, terms: promise })

  it("rule 25: percentages come before fixed amounts, then the older, then the id", () => {
    const list = [
      on({ id: "fixed" }, fixed(1, stackable)),
      on({ id: "b", applied_at: 2 }, terms({ ...stackable, percentage: 10 })),
      on({ id: "a", applied_at: 2 }, terms({ ...stackable, percentage: 50 })),
      on({ id: "z", applied_at: 1 }, terms({ ...stackable, percentage: 20 })),
    ]
    const { outcomes } = evaluate(document(), list)
    // 1000 - 20 % = 800, - 50 % = 400, - 10 % = 360, - 1.00 = 260
    expect(outcomes.map(({ discount_id, amount_minor }) => [discount_id, amount_minor])).toEqual([
      ["z", 200],
      ["a", 400],
      ["b", 40],
      ["fixed", 100],
    ])
  })

  it("a line gives to one that is not stackable, and to stackable ones besides", () => {
    const list = [
      on({ id: "a" }, terms({ scope: { product_ids: ["prod_1"] } })),
      on({ id: "b" }, terms({ percentage: 50 })),
      on({ id: "c" }, terms({ ...stackable, percentage: 10 })),
    ]
    const evaluation = evaluate(
      document({ lines: [line({ id: "l1" }), line({ id: "l2", product_id: "prod_2" })] }),
      list,
    )
    expect(evaluation.parts.map((part) => [part.discount_id, part.line_id, part.amount_minor])).toEqual([
      ["a", "l1", 200],
      ["b", "l2", 500],
      ["c", "l1", 80],
      ["c", "l2", 50],
    ])
  })

  it("the second one that is not stackable says why it takes nothing", () => {
    const evaluation = evaluate(document(), [on({ id: "a" }, terms()), on({ id: "b" }, fixed(1))])
    expect(reasons(evaluation)).toEqual([[], ["not_stackable"]])
  })

  it("evaluates every cycle of a document by itself", () => {
    const invoice = document({
      lines: [
        subscriptionLine({ id: "in", cycle: cycle("bsub_1#3", "2027-03-01") }),
        line({ id: "add-on" }),
        subscriptionLine({ id: "over", cycle: cycle("bsub_1#4", "2027-04-01") }),
        subscriptionLine({ id: "in again", cycle: cycle("bsub_2#1", "2027-03-31") }),
      ],
    })
    const promise = terms({ duration: "repeating", duration_in_months: 3 })
    const history = [{ document_id: "binv_1", cycle_key: "bsub_1#1" }]
    const evaluation = evaluate(invoice, [discount({ terms: promise, starts_at: at("2027-01-01"), history })])
    expect(partsOf(evaluation).map(([id]) => id)).toEqual(["in", "in again"])
  })

  it("three subscriptions in one cart are all covered by their first cycle", () => {
    const cart = document({
      lines: ["weekly", "monthly", "yearly"].map((name) =>
        subscriptionLine({ id: name, cycle: cycle(`${name}#0`, "2027-01-01") }),
      ),
    })
    const promise = terms({ duration: "repeating", duration_in_cycles: 1, redeemable_for: ["subscription"] })
    const { parts } = evaluate(cart, [discount({ terms: promise })])
    expect(parts.map((part) => part.cycle_key)).toEqual(["weekly#0", "monthly#0", "yearly#0"])
  })
})

const arbitraryTerms: fc.Arbitrary<Terms> = fc
  .record({
    type: fc.constantFrom("percentage", "fixed", "trial_extension"),
    percentage: fc.integer({ min: 1, max: 1_000_000 }).map((steps) => steps / 10_000),
    amount: fc.integer({ min: 1, max: 20_000 }).map((cents) => cents / 100),
    cap: fc.option(fc.integer({ min: 1, max: 2_000 }).map((cents) => cents / 100)),
    allocation: fc.constantFrom("across", "per_unit"),
    target: fc.constantFrom("items", "items", "shipping"),
    applicable_to_credits: fc.boolean(),
    stackable: fc.boolean(),
    duration: fc.constantFrom("once", "months", "cycles", "forever"),
    length: fc.integer({ min: 1, max: 3 }),
    product_ids: fc.subarray(["prod_1", "prod_2", "prod_3"]),
    excluded: fc.subarray(["prod_1", "prod_2"]),
  })
  .map(({ amount, cap, duration, length, product_ids, excluded, ...rest }) => ({
    ...terms(),
    ...rest,
    percentage: rest.type === "percentage" ? rest.percentage : null,
    amounts: rest.type === "fixed" ? [{ currency_code: "eur", amount }] : [],
    maximum_discount: rest.type === "percentage" && cap !== null ? [{ currency_code: "eur", amount: cap }] : [],
    duration: duration === "months" || duration === "cycles" ? "repeating" : duration,
    duration_in_months: duration === "months" ? length : null,
    duration_in_cycles: duration === "cycles" ? length : null,
    scope: { product_ids, excluded: { product_ids: excluded } },
  }))

const arbitraryDiscounts: fc.Arbitrary<Discount[]> = fc
  .array(
    fc.record({
      terms: arbitraryTerms,
      applied_at: fc.integer({ min: 0, max: 3 }),
      history: fc.subarray([
        { document_id: "binv_0", cycle_key: "bsub_1#1" },
        { document_id: "binv_1", cycle_key: "bsub_1#2" },
        { document_id: "order_1", cycle_key: "bsub_1#3" },
      ]),
      starts_at: fc.option(fc.constantFrom(at("2027-01-01"), at("2027-03-01"), at("2027-05-01"))),
      ended_at: fc.option(fc.constant(at("2027-03-01")), { freq: 5 }),
    }),
    { maxLength: 5 },
  )
  .map((list) => list.map((over, index) => discount({ ...over, id: `disc_${index}` })))

const amount = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 100_000 }))

const arbitraryDocument: fc.Arbitrary<Document> = fc
  .record({
    lines: fc.array(
      fc.record({
        amount_minor: amount,
        quantity: fc.integer({ min: 1, max: 5 }),
        product_id: fc.constantFrom("prod_1", "prod_2", "prod_3", null),
        is_subscription: fc.boolean(),
        is_discountable: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
      }),
      { maxLength: 6 },
    ),
    shipping: fc.array(amount, { maxLength: 2 }),
    credit_minor: fc.integer({ min: 0, max: 50_000 }),
  })
  .map(({ lines, shipping, credit_minor }) =>
    document({
      lines: lines.map(({ is_subscription, ...over }, index) => {
        const id = `line_${index}`
        return is_subscription
          ? subscriptionLine({ ...over, id, billing_period: MONTHLY, cycle: cycle("bsub_1#3", "2027-03-01") })
          : line({ ...over, id })
      }),
      shipping: shipping.map((amount_minor, index) => ({ id: `ship_${index}`, amount_minor })),
      credit_minor,
    }),
  )

const add = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0)
const law = (check: (document: Document, discounts: Discount[]) => void) =>
  fc.assert(fc.property(arbitraryDocument, arbitraryDiscounts, check), { numRuns: 400 })

describe("laws of evaluation", () => {
  it("parts add up to outcomes and to the total, and are never zero", () => {
    law((priced, discounts) => {
      const { parts, outcomes, total_minor } = evaluate(priced, discounts)
      expect(add(parts.map((part) => part.amount_minor))).toBe(total_minor)
      expect(outcomes).toHaveLength(discounts.length)
      for (const outcome of outcomes) {
        const own = parts.filter((part) => part.discount_id === outcome.discount_id)
        expect(add(own.map((part) => part.amount_minor))).toBe(outcome.amount_minor)
      }
      expect(parts.every((part) => Number.isInteger(part.amount_minor) && part.amount_minor > 0)).toBe(true)
    })
  })

  it("rule 4: never takes more than a line or shipping method has", () => {
    law((priced, discounts) => {
      const { parts } = evaluate(priced, discounts)
      for (const { on, list } of [
        { on: "line", list: priced.lines },
        { on: "shipping", list: priced.shipping },
      ]) {
        for (const { id, amount_minor } of list) {
          const taken = parts.filter((part) => part.on === on && part.line_id === id)
          expect(add(taken.map((part) => part.amount_minor))).toBeLessThanOrEqual(amount_minor)
        }
      }
    })
  })

  it("does not depend on the order the discounts come in", () => {
    fc.assert(
      fc.property(
        arbitraryDocument,
        arbitraryDiscounts.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        (priced, [list, shuffled]) => {
          expect(evaluate(priced, shuffled)).toEqual(evaluate(priced, list))
        },
      ),
      { numRuns: 400 },
    )
  })

  it("evaluating twice gives the same and changes nothing", () => {
    law((priced, discounts) => {
      const before = structuredClone({ priced, discounts })
      const first = evaluate(priced, discounts)
      expect(evaluate(priced, discounts)).toEqual(first)
      expect({ priced, discounts }).toEqual(before)
    })
  })

  it("rule 14: gives a retry the same amounts: what the document has used does not count against it", () => {
    law((priced, discounts) => {
      const first = evaluate(priced, discounts)
      const redeemed = redeem(priced, discounts, first)
      expect(evaluate(priced, redeemed).parts).toEqual(first.parts)
    })
  })

  it("a cycle that was voided and renewed is a cycle that was renewed", () => {
    law((priced, discounts) => {
      const voided = redeem({ ...priced, id: "voided" }, discounts, evaluate({ ...priced, id: "voided" }, discounts))
      // Voiding writes a reversal, so the entry is left out of the history; the start that was set stays.
      const given_back = voided.map((one) => ({
        ...one,
        history: one.history.filter((use) => use.document_id !== "voided"),
      }))
      const renewed = { ...priced, id: "renewed" }
      expect(evaluate(renewed, given_back)).toEqual(evaluate(renewed, discounts))
    })
  })

  it("says why, whenever nothing is taken", () => {
    law((priced, discounts) => {
      for (const { discount_id, amount_minor, skipped } of evaluate(priced, discounts).outcomes) {
        const is_trial = discounts.find(({ id }) => id === discount_id)?.terms.type === "trial_extension"
        expect(skipped.length > 0).toBe(amount_minor === 0 && !is_trial)
      }
    })
  })

  it("takes from a line for only one discount that is not stackable", () => {
    law((priced, discounts) => {
      const single = new Set(discounts.filter(({ terms }) => !terms.stackable).map(({ id }) => id))
      const { parts } = evaluate(priced, discounts)
      const places = parts.filter((part) => single.has(part.discount_id)).map((part) => `${part.on} ${part.line_id}`)
      expect(new Set(places).size).toBe(places.length)
    })
  })
})

/** What the ledger makes of an evaluation: discounts that took money have started and know the document. */
function redeem(priced: Document, discounts: Discount[], evaluation: Evaluation): Discount[] {
  return discounts.map((one) => {
    const part = evaluation.parts.find((candidate) => candidate.discount_id === one.id)
    if (!part) {
      return one
    }
    const starts_at = one.starts_at ?? (part.cycle_key === null ? null : at("2027-03-01"))
    const history = one.history.filter((use) => use.document_id !== priced.id)
    return { ...one, starts_at, history: [...history, { document_id: priced.id, cycle_key: part.cycle_key }] }
  })
}
