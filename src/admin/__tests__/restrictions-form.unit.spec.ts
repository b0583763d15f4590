// The form of restrictions: a field for every row of the engine, there and back without a change, and a text for each.
import fc from "fast-check"
import { neutralOf, restrictionsSchema, saysNothing, valueSchema, withNeutralValues } from "../../engine/restrictions"
import type { RestrictionInput, RestrictionTexts } from "../../engine/restrictions"
import { valuesOf } from "../../engine/__tests__/restriction-values"
import translations from "../i18n"
import {
  emptyRestrictionsForm,
  formOfRestrictions,
  checkRestrictions,
  ownRestrictionFields,
  readRestriction,
  restrictionsOfForm,
  shownRestriction,
  typedRestriction,
  withTyped,
  type RestrictionsForm,
} from "../lib/restrictions-form"
import { restrictionsTyped } from "./restrictions-typed"

/** Any restrictions that the API accepts, each of which says something. */
const anyRestrictions = fc.record(
  Object.fromEntries(ownRestrictionFields.map(({ key, input }) => [key, valuesOf(input)])),
  { requiredKeys: [] },
)

/** As if everything that is shown had been typed anew. */
const typedAnew = (form: RestrictionsForm): RestrictionsForm =>
  ownRestrictionFields.reduce((typed, field) => withTyped(typed, field.key, shownRestriction(form, field)), form)

describe("restrictions → form → request", () => {
  it("stay the same, untouched and typed anew, and are what the API accepts", () => {
    fc.assert(
      fc.property(anyRestrictions, (restrictions) => {
        const answer = withNeutralValues(restrictions)
        for (const stored of [restrictions, answer]) {
          const form = formOfRestrictions(stored)
          expect(restrictionsOfForm(form)).toEqual(restrictions)
          expect(restrictionsOfForm(typedAnew(form))).toEqual(restrictions)
          expect(JSON.stringify(restrictionsOfForm(typedAnew(form)))).toBe(JSON.stringify(restrictionsOfForm(form)))
          expect(checkRestrictions(typedAnew(form))).toEqual({})
        }
        expect(restrictionsSchema.parse(restrictionsOfForm(formOfRestrictions(answer)))).toEqual(restrictions)
      }),
    )
  })

  it("say nothing where nothing is set, and what is emptied is gone", () => {
    expect(restrictionsOfForm(emptyRestrictionsForm)).toEqual({})
    fc.assert(
      fc.property(anyRestrictions, (restrictions) => {
        const emptied = ownRestrictionFields.reduce(
          (form, { key, input }) => withTyped(form, key, typedRestriction(input, neutralOf(input))),
          formOfRestrictions(restrictions),
        )
        expect(restrictionsOfForm(emptied)).toEqual({})
      }),
    )
  })

  it("an edit keeps a restriction that has no field: an app's own, or a newer version's", () => {
    const stored = { minimum_quantity: 2, loyalty_level: "gold" }
    const form = { ...formOfRestrictions(stored), typed: restrictionsTyped({ minimum_quantity: "3" }).typed }
    expect(restrictionsOfForm(form)).toEqual({ minimum_quantity: 3, loyalty_level: "gold" })
  })

  it("a value that nobody touched is not rounded, sorted or checked", () => {
    const stored = {
      minimum_amount: [
        { currency_code: "usd", amount: 1 },
        { currency_code: "eur", amount: 0.001 },
      ],
    }
    expect(restrictionsOfForm(formOfRestrictions(stored))).toEqual(stored)
    expect(checkRestrictions(formOfRestrictions(stored))).toEqual({})
  })

  it.each([
    [{ minimum_quantity: "1.5" }, { "restrictions.minimum_quantity": "count" }],
    [{ minimum_quantity: "1000001" }, { "restrictions.minimum_quantity": "count" }],
    [{ minimum_quantity: " " }, {}],
    [{ minimum_amount: { eur: "1.001" } }, { "restrictions.minimum_amount": "amount" }],
    [{ minimum_amount: { eur: "" } }, {}],
  ])("%j: what is wrong stands at its field", (values, errors) => {
    expect(checkRestrictions(restrictionsTyped(values))).toEqual(errors)
  })
})

describe.each<RestrictionInput>([{ kind: "emails" }, { kind: "times" }, { kind: "flag" }])(
  "a field of $kind",
  (input) => {
    it("reads what it shows", () => {
      fc.assert(
        fc.property(valuesOf(input), (value) => {
          expect(readRestriction(typedRestriction(input, value))).toEqual({ value })
          expect(valueSchema(input).parse(value)).toEqual(value)
        }),
      )
      expect(readRestriction(typedRestriction(input, undefined))).toEqual({ value: neutralOf(input) })
    })
  },
)

it("reads e-mails as they are typed, and says which rows are not whole", () => {
  const emails = { kind: "emails", input: { kind: "emails" } } as const
  expect(readRestriction({ ...emails, value: " Ada@example.com, *@acme.com\n\nada@example.com" })).toEqual({
    value: ["ada@example.com", "*@acme.com"],
  })
  expect(readRestriction({ ...emails, value: "acme.com" })).toEqual({ error: "emails" })
  const times = { kind: "times", input: { kind: "times" } } as const
  expect(readRestriction({ ...times, value: [{ days: [], from: "17:00", to: "19:00" }] })).toEqual({ error: "times" })
  expect(readRestriction({ ...times, value: [{ days: ["mon"], from: "17:00", to: "" }] })).toEqual({ error: "times" })
})

describe.each(["en", "de"] as const)("texts in %s", (language) => {
  const texts: Record<string, RestrictionTexts | undefined> = translations[language].coupons.restrictions

  it("there are none for restrictions that do not exist", () => {
    expect(Object.keys(texts).sort()).toEqual(ownRestrictionFields.map(({ key }) => key).sort())
  })

  it.each(ownRestrictionFields.map(({ key, input }) => [key, input] as const))("%s has its texts", (key, input) => {
    const { label, said, said_one, said_other, said_named, options } = texts[key] ?? {}
    expect(label).toMatch(/\S/)
    const options_of_input = "options" in input ? [...input.options] : []
    expect(Object.keys(options ?? {}).sort()).toEqual(options_of_input.sort())
    const is_counted = ["count", "ids", "emails"].includes(input.kind)
    for (const text of is_counted ? [said_one, said_other] : input.kind === "flag" ? [] : [said]) {
      expect(text).toMatch(is_counted ? /\{\{count\}\}/ : /\{\{value\}\}/)
    }
    expect(said_named !== undefined).toBe(["ids", "emails"].includes(input.kind))
    expect(saysNothing(neutralOf(input), input)).toBe(true)
  })
})
