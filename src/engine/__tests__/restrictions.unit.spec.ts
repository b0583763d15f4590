// The table of restrictions: what must hold of every row, and what is derived from the rows of some gates.
import fc from "fast-check"
import {
  RESTRICTIONS,
  admit,
  factsNeeded,
  fieldOf,
  guardsPerson,
  isForNamedPeople,
  neutralOf,
  restrictionRows,
  restrictionsSchema,
  saysNothing,
  valueSchema,
  withNeutralValues,
} from "../index"
import { valuesOf } from "./restriction-values"
import { candidate, facts, gate } from "./builders"

describe.each(restrictionRows())("%s", (key, row) => {
  it("accepts its neutral value, which restricts nothing", () => {
    const neutral = neutralOf(row.input)
    expect(restrictionsSchema.parse({ [key]: neutral })).toEqual({ [key]: neutral })
    expect(saysNothing(neutral, row.input)).toBe(true)
    const gates = [gate({ restrictions: { [key]: neutral } })]
    expect(admit(candidate({ gates }), facts()).refusals).toEqual([])
    expect([factsNeeded(gates).size, guardsPerson(gates), isForNamedPeople(gates)]).toEqual([0, false, false])
  })

  it("keeps whatever value its schema accepts, and refuses with codes it has sentences for", () => {
    fc.assert(
      fc.property(valuesOf(row.input), (value) => {
        expect(restrictionsSchema.parse({ [key]: value })).toEqual({ [key]: value })
        const failure = row.check(value as never, facts(), candidate())
        const code = failure === null || typeof failure === "string" ? failure : failure.code
        expect(code === null || Object.hasOwn(row.refusals, code)).toBe(true)
        expect(["coupon", "time", "person", "customer", "place", "cart"]).toContain(fieldOf(row.about, value))
      }),
      { numRuns: 30 },
    )
  })

  it.each([{}, "text", 0, -1, 1.5, ["", 3], [{}]])("does not accept %j", (value) => {
    expect(valueSchema(row.input).safeParse(value).success).toBe(false)
  })
})

it("a key without a row is not accepted, and is kept as it is for whoever reads", () => {
  expect(restrictionsSchema.safeParse({ favourite_colour: "blue" }).success).toBe(false)
  expect(restrictionsSchema.safeParse({ constructor: "blue" }).success).toBe(false)
  expect(withNeutralValues({ favourite_colour: "blue", minimum_quantity: 2 })).toEqual({
    ...Object.fromEntries(restrictionRows().map(([key, { input }]) => [key, neutralOf(input)])),
    favourite_colour: "blue",
    minimum_quantity: 2,
  })
})

it("which facts are gathered, whom claims lock and what strangers may hear follow from the rows", () => {
  const asks = (...all: object[]) => all.map((restrictions) => ({ restrictions: { ...restrictions } }))
  const of_type = asks({ minimum_quantity: 2 }, { first_purchase: "product_type" })
  expect([...factsNeeded(of_type)].sort()).toEqual(["orders", "product_types"])
  expect([...factsNeeded(asks({ first_purchase: "any" }, { audience: "existing_subscribers" }))]).toEqual([
    "orders",
    "invoices",
  ])
  expect([...factsNeeded(asks({ customer_group_ids: ["group"] }))]).toEqual(["groups"])
  expect([...factsNeeded([null, undefined, ...asks({ unknown_key: 1 })])]).toEqual([])
  expect(asks({ audience: "new_subscribers" }, { first_purchase: "any" }).map((one) => guardsPerson([one]))).toEqual([
    true,
    true,
  ])
  expect(guardsPerson(asks({ audience: "existing_subscribers", customer_ids: ["cus_1"] }))).toBe(false)
  expect(
    asks({ customer_ids: ["cus_1"] }, { customer_group_ids: ["g"] }, { region_ids: ["r"] }).map((one) =>
      isForNamedPeople([one]),
    ),
  ).toEqual([true, true, false])
  expect(Object.keys(RESTRICTIONS).length).toBeGreaterThanOrEqual(9)
})
