// Rule 37, the pure part: patterns with enough room, defaults, and relative expiry.
import fc from "fast-check"
import { createCodeBatchSchema, importCodeBatchSchema, relativeExpiry } from "../code-batch"
import { capacityProblem, smallestLength } from "../code-room"
import { capacity, DEFAULT_ALPHABET } from "../codes"

const problemsOf = (input: unknown) => {
  const result = createCodeBatchSchema.safeParse(input)
  return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`)
}

describe("rule 37: what a code batch may be", () => {
  it("has defaults: ten characters without look-alikes, each code once", () => {
    expect(createCodeBatchSchema.parse({ quantity: 1_000_000 })).toEqual({
      quantity: 1_000_000,
      prefix: "",
      length: 10,
      alphabet: DEFAULT_ALPHABET,
      starts_at: null,
      expires_at: null,
      expires_in_days: null,
      max_redemptions: 1,
      max_redemptions_per_customer: null,
      restrictions: {},
      channel: null,
      metadata: null,
    })
    expect(createCodeBatchSchema.parse({ quantity: 1, max_redemptions: null }).max_redemptions).toBeNull()
    expect(importCodeBatchSchema.parse({}).max_redemptions).toBe(1)
  })

  it("chooses a longer code where a small alphabet needs one", () => {
    expect(createCodeBatchSchema.parse({ quantity: 1_000_000, alphabet: "ab" })).toMatchObject({
      alphabet: "AB",
      length: 30,
    })
  })

  it("refuses a pattern without a thousand combinations per code, and names the smallest length that will do", () => {
    expect(problemsOf({ quantity: 924, length: 4 })).toEqual([
      "length: 4 characters of this alphabet make 923521 different codes, too few for 924: there must be 1000 times as " +
        "many, so that codes cannot be guessed. The smallest sufficient length is 5.",
    ])
    expect(problemsOf({ quantity: 923, length: 4 })).toEqual([])
  })

  it("names exactly the smallest sufficient length, whatever the alphabet and the quantity", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 2, max: DEFAULT_ALPHABET.length }),
        (quantity, size) => {
          const alphabet = DEFAULT_ALPHABET.slice(0, size)
          const length = smallestLength(quantity, alphabet)
          expect(capacityProblem(quantity, { length, alphabet })).toBeNull()
          expect(capacity(length - 1, alphabet)).toBeLessThan(quantity * 1000)
        },
      ),
    )
  })

  it.each([
    [{ quantity: 0 }, "quantity"],
    [{ quantity: 1_000_001 }, "quantity"],
    [{ quantity: 1.5 }, "quantity"],
    [{ quantity: "1" }, "quantity"],
    [{}, "quantity"],
    [{ quantity: 1, alphabet: "" }, "alphabet: An alphabet has 2 to 256"],
    [{ quantity: 1, alphabet: "aAＡ" }, "alphabet: An alphabet has 2 to 256"],
    [{ quantity: 1, alphabet: "AB-" }, "alphabet: An alphabet is made of letters and digits"],
    [{ quantity: 1, alphabet: "AB<" }, "alphabet: An alphabet is made of letters and digits"],
    [{ quantity: 1, alphabet: "\u1161\u1100" }, "alphabet: Some characters of this alphabet merge"],
    [{ quantity: 1, prefix: "<b>" }, "prefix: A prefix has only letters"],
    [{ quantity: 1, prefix: "P".repeat(60) }, "prefix: Prefix and length make codes of 70 characters"],
    [{ quantity: 1, length: 65 }, "length"],
    [{ quantity: 1, length: 0 }, "length"],
    [{ quantity: 1, expires_at: "2027-01-01", expires_in_days: 3 }, "expires_in_days: Give expires_at or"],
    [{ quantity: 1, starts_at: "2027-01-02", expires_at: "2027-01-01" }, "expires_at"],
    [{ quantity: 1, expires_at: "soon" }, "expires_at: Not a date"],
    [{ quantity: 1, max_redemptions: -1 }, "max_redemptions"],
    [{ quantity: 1, restrictions: { moon: "full" } }, "restrictions"],
    [{ quantity: 1, colour: "red" }, "colour"],
  ])("refuses %j", (input, problem) => {
    const problems = problemsOf(input)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(problem)
  })

  it("counts days of relative expiry in the store's time zone, the last one in full", () => {
    const now = Date.parse("2027-03-26T23:30:00.000Z")
    expect(relativeExpiry(null, now, "UTC")).toBeNull()
    expect(new Date(relativeExpiry(0, now, "UTC") ?? 0).toISOString()).toBe("2027-03-26T23:59:59.999Z")
    // In Berlin it is the 27th already, and summer time begins on the 28th.
    expect(new Date(relativeExpiry(1, now, "Europe/Berlin") ?? 0).toISOString()).toBe("2027-03-28T21:59:59.999Z")
    expect(() => relativeExpiry(36_500, Date.parse("9999-01-01T00:00:00Z"), "UTC")).toThrow(/beyond the year 2199/)
  })
})
