// Typed dates: whole days of a zone, the years that are taken, and refusals in words wherever a date comes in.
import { createCodeBatchSchema, createCouponSchema, createPromoCodeSchema, importCodeBatchSchema } from "../index"
import { instantSchema, parseDateBoundary, updateCouponSchema } from "../index"

/** What no date is, although some of it looks like one. */
const NO_DATES = [
  "",
  "2026",
  "2026-W10",
  "31.12.2026",
  "2026-13-01",
  "2026-02-30",
  "2026-02-30T00:00:00Z",
  "2026-12-31 or so",
  "0000-01-01",
  "0001-01-01",
  "1969-12-31T23:59:59Z",
  "2200-01-01",
  "9999-12-31",
  "9999-12-31T23:59:59-12:00",
  "+012026-01-01",
]

describe("parseDateBoundary", () => {
  it.each([
    ["2026-12-31", "end", "utc", "2026-12-31T23:59:59.999Z"],
    ["2026-12-31", "start", "utc", "2026-12-31T00:00:00.000Z"],
    ["2026-12-31", "end", "Europe/Berlin", "2026-12-31T22:59:59.999Z"],
    ["2027-03-28", "start", "Europe/Berlin", "2027-03-27T23:00:00.000Z"],
    ["2027-03-28", "end", "Europe/Berlin", "2027-03-28T21:59:59.999Z"],
    ["2026-12-31T12:00:00Z", "end", "Europe/Berlin", "2026-12-31T12:00:00.000Z"],
    ["2026-12-31T12:00:00+02:00", "start", "utc", "2026-12-31T10:00:00.000Z"],
    ["2026-12-31T12:00:00", "start", "Europe/Berlin", "2026-12-31T11:00:00.000Z"],
    ["1970-01-01", "start", "utc", "1970-01-01T00:00:00.000Z"],
    ["2199-12-31", "end", "utc", "2199-12-31T23:59:59.999Z"],
  ] as const)("%s at the %s in %s is %s", (value, boundary, zone, instant) => {
    expect(new Date(parseDateBoundary(value, boundary, zone)).toISOString()).toBe(instant)
  })

  it.each([
    ["1970-01-01", "start", "Asia/Tokyo"],
    ["2199-12-31", "end", "America/New_York"],
    ["0001-01-01", "start", "utc"],
    ["9999-12-31", "end", "utc"],
  ] as const)("refuses %s at the %s in %s: it is outside the years 1970 to 2199", (value, boundary, zone) => {
    expect(() => parseDateBoundary(value, boundary, zone)).toThrow(/years 1970 to 2199/)
  })

  it.each(NO_DATES)("refuses %j", (value) => {
    expect(() => parseDateBoundary(value, "end")).toThrow(RangeError)
  })
})

describe("fault D8: a date that is none is refused by its own field, whatever stands beside it", () => {
  const coupon = { name: "x", type: "percentage", percentage: 10 }
  const schemas = {
    createCouponSchema: [createCouponSchema, coupon],
    updateCouponSchema: [updateCouponSchema, {}],
    createPromoCodeSchema: [createPromoCodeSchema, { code: "SUMMER" }],
    createCodeBatchSchema: [createCodeBatchSchema, { quantity: 5 }],
    importCodeBatchSchema: [importCodeBatchSchema, {}],
  } as const
  const other = { starts_at: "expires_at", expires_at: "starts_at" }

  it.each(Object.keys(schemas) as (keyof typeof schemas)[])("%s", (name) => {
    const [schema, fields] = schemas[name]
    for (const date of NO_DATES) {
      for (const field of ["starts_at", "expires_at"] as const) {
        for (const beside of ["2027-01-01", "2027-01-01T00:00:00Z", null, date]) {
          const result = schema.safeParse({ ...fields, [field]: date, [other[field]]: beside })
          expect(result.error?.issues.map(({ path }) => path.join("."))).toContain(field)
          expect(result.error?.issues.map(({ message }) => message)).not.toContain(
            "expires_at must not be before starts_at.",
          )
        }
      }
    }
  })
})

describe("fault D9: instants of the billing routes", () => {
  const schema = instantSchema("until")

  it.each([
    ["2027-01-01", "2027-01-01T00:00:00.000Z"],
    ["2027-01-01T10:00:00+02:00", "2027-01-01T08:00:00.000Z"],
    ["2027-01-01 10:00:00Z", "2027-01-01T10:00:00.000Z"],
  ])("%s is %s", (typed, instant) => {
    expect(schema.parse(typed)).toBe(instant)
  })

  const no_instants: unknown[] = [...NO_DATES, "2027-01-01T10:00:00", 5, null, {}, { toString: 1 }]
  it.each(no_instants.map((typed) => [typed]))("refuses %j with a sentence", (typed) => {
    const [issue] = schema.safeParse(typed).error?.issues ?? []
    expect(issue?.message).toMatch(/^'until'/)
  })
})
