// An app's own restrictions: what is refused when they are registered, and that one is a row like ours afterwards.
import {
  admit,
  allRefusals,
  createCouponSchema,
  registerRestriction,
  registeredRows,
  restrictionsSchema,
  rowOf,
  withNeutralValues,
} from "../index"
import type * as engine from "../index"
import type { Candidate, Facts, RestrictionRow } from "../index"
import { candidate, facts, gate } from "./builders"

const choice = { kind: "choice", options: ["silver", "gold"] } as const
type Row = RestrictionRow<typeof choice, Record<string, string>> & { key: string }

const row = (over: object = {}): Row => ({
  key: "member_level",
  input: choice,
  about: "customer",
  needs: [],
  once_per_person: false,
  refusals: { level_too_low: "This offer is for members of a higher level." },
  check: (level: string, { customer }: Facts, _candidate: Candidate) =>
    customer.group_ids.includes(level) ? null : "level_too_low",
  ...over,
})

it.each<[string, object, RegExp]>([
  ["a key that is no word", { key: "Member level" }, /its key must be of small letters/],
  ["a key of ours", { key: "minimum_amount" }, /a restriction of that key already/],
  ["nothing to type", { input: undefined }, /input.kind must be/],
  ["a kind that there is not", { input: { kind: "colour" } }, /input.kind must be/],
  ["a choice of nothing", { input: { kind: "choice", options: [] } }, /input.options must be/],
  ["the same option twice", { input: { kind: "choices", options: ["a", "a"] } }, /input.options must be/],
  ["a neutral value that is no option", { input: { ...choice, neutral: "none" } }, /input.neutral must be/],
  ["a count without an end", { input: { kind: "count" } }, /input.max must be/],
  ["ids of nothing", { input: { kind: "ids", of: "planet" } }, /input.of must be/],
  ["about something else", { about: "weather" }, /about is missing/],
  ["facts that nobody gathers", { needs: ["weather"] }, /needs is missing/],
  ["no word on persons", { once_per_person: undefined }, /once_per_person is missing/],
  ["no check", { check: undefined }, /check must be a function/],
  ["no refusals", { refusals: {} }, /refusals must have a sentence/],
  ["a refusal without a sentence", { refusals: { level_too_low: " " } }, /must be a word .* and have a sentence/],
  ["a refusal of ours with another sentence", { refusals: { expired: "Over." } }, /has another sentence already/],
  ["texts without a label", { texts: { en: {} } }, /texts in "en" have no label/],
])("refuses %s", (_name, over, message) => {
  expect(() => registerRestriction(row(over))).toThrow(message)
  expect(registeredRows()).toEqual([])
})

it("a registered one is a row like ours, and registered once", () => {
  // Read before, as by a coupon that an earlier part of the app checks while it is loaded.
  expect(restrictionsSchema.safeParse({ member_level: "gold" }).success).toBe(false)
  const restrictions = { member_level: "gold" }
  const gold = candidate({ gates: [gate({ restrictions })] })
  expect(admit(gold, facts())).toMatchObject({ admitted: false, refusals: [{ code: "coupon_not_active" }] })

  registerRestriction(row())

  expect(() => registerRestriction(row())).toThrow('The restriction "member_level" cannot be registered')
  expect(rowOf("member_level")?.input).toEqual(choice)
  expect(restrictionsSchema.parse(restrictions)).toEqual(restrictions)
  expect(createCouponSchema.parse({ name: "x", type: "percentage", percentage: 10, restrictions })).toMatchObject({
    restrictions,
  })
  const wrong = createCouponSchema.safeParse({
    name: "x",
    type: "percentage",
    percentage: 10,
    restrictions: { member_level: "bronze", minimum_amount: [{ currency_code: "eur", amount: 0 }] },
  })
  expect(wrong.error?.issues.map(({ path }) => path.join("."))).toEqual([
    "restrictions.minimum_amount.0.amount",
    "restrictions.member_level",
  ])
  expect(withNeutralValues({})).toMatchObject({ member_level: null, minimum_quantity: null })
  expect(admit(gold, facts())).toMatchObject({ admitted: false, certain: true, refusals: [{ code: "level_too_low" }] })
  expect(admit(gold, facts({ customer: { group_ids: ["gold"] } }))).toMatchObject({ admitted: true })
  expect(allRefusals()).toMatchObject({ level_too_low: "This offer is for members of a higher level." })
})

it("there is one registry per process, however often the engine is loaded", () => {
  registerRestriction({ ...row(), key: "here_level" })
  jest.isolateModules(() => {
    const other = jest.requireActual<typeof engine>("../index")
    expect(other.registerRestriction).not.toBe(registerRestriction)
    expect(other.rowOf("here_level")?.input).toEqual(choice)
    other.registerRestriction({ ...row(), key: "other_level" })
  })
  expect(rowOf("other_level")?.input).toEqual(choice)
})
