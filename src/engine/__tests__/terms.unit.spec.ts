// Terms as sum types, and what becomes of terms that this version does not know: they fail closed and by name (law 6).
import { covers, evaluate, hasRunOut, isAtRest, lengthOf, valueOf } from "../index"
import type { Terms } from "../index"
import { at, cycle, discount, document, fixed, subscriptionLine, terms } from "./builders"

const january = cycle("bsub_1#1", "2027-01-01", "2027-02-01")
const newer = (over: object): Terms => ({ ...terms(), ...over })

describe("a duration that is not known", () => {
  const promises = [newer({ duration: "until_date" }), newer({ duration: "repeating" })]

  it.each(promises)("covers nothing: %j", (promise) => {
    expect(lengthOf(promise)).toEqual({ kind: "unknown" })
    const one = discount({ terms: promise, starts_at: at("2027-01-01") })
    expect(covers(one, january, "here")?.code).toBe("duration_used_up")
    expect(covers(one, null, "here")?.code).toBe("duration_used_up")
    expect([hasRunOut(one, at("2027-01-01")), isAtRest(one)]).toEqual([true, true])
    const [outcome] = evaluate(document({ lines: [subscriptionLine({ cycle: january })] }), [one]).outcomes
    expect(outcome).toMatchObject({ amount_minor: 0, skipped: [{ code: "duration_used_up" }] })
  })
})

describe("a type that is not known", () => {
  it("takes nothing off, says so, and leaves the order of the others alone", () => {
    const promise = newer({ type: "cheapest_free" })
    expect(valueOf(promise)).toEqual({ kind: "unknown" })
    const unknown = discount({ id: "a", terms: promise })
    const known = discount({ id: "b", terms: terms({ percentage: 10 }) })
    for (const order of [
      [unknown, known],
      [known, unknown],
    ]) {
      const { outcomes, total_minor } = evaluate(document(), order)
      expect(outcomes.map(({ discount_id }) => discount_id)).toEqual(["b", "a"])
      expect(outcomes[1]).toMatchObject({ amount_minor: 0, skipped: [{ code: "coupon_not_active" }] })
      expect(total_minor).toBeGreaterThan(0)
    }
  })

  it("a percentage without its number is one", () => {
    expect(valueOf(newer({ percentage: null }))).toEqual({ kind: "unknown" })
  })
})

it.each<[Partial<Terms>, object]>([
  [{ duration: "once" }, { kind: "once" }],
  [{ duration: "forever" }, { kind: "forever" }],
  [
    { duration: "repeating", duration_in_months: 3 },
    { kind: "months", months: 3 },
  ],
  [
    { duration: "repeating", duration_in_cycles: 2 },
    { kind: "cycles", cycles: 2 },
  ],
])("%j lasts %j", (over, length) => {
  expect(lengthOf(terms(over))).toEqual(length)
})

it("a value carries what its kind needs, and nothing else", () => {
  expect(valueOf(terms({ percentage: 20 }))).toEqual({
    kind: "percentage",
    percentage: 20,
    maximum_discount: [],
    applicable_to_credits: true,
  })
  const of_amounts = fixed(5)
  expect(valueOf(of_amounts)).toEqual({ kind: "fixed", amounts: of_amounts.amounts, allocation: "across" })
  expect(valueOf(terms({ type: "trial_extension", percentage: null, trial_days: 7 }))).toEqual({
    kind: "trial",
    days: 7,
  })
})
