// Values of restrictions by what is typed for them, for laws that must hold of every row.
import fc from "fast-check"
import { WEEKDAYS } from "../index"
import type { RestrictionInput } from "../index"

const timeOfDay = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((minutes) => new Date(minutes * 60_000).toISOString().slice(11, 16))

/** Values that say something, as the API answers them; currencies in the order of their codes. */
export const valuesOf = (input: RestrictionInput): fc.Arbitrary<unknown> => {
  switch (input.kind) {
    case "money":
      return fc
        .subarray(
          [
            { currency_code: "eur", digits: 2 },
            { currency_code: "jpy", digits: 0 },
            { currency_code: "kwd", digits: 3 },
          ],
          { minLength: 1 },
        )
        .chain((currencies) =>
          fc.tuple(
            ...currencies.map(({ currency_code, digits }) =>
              fc.integer({ min: 1, max: 10_000_000 }).map((minor) => ({ currency_code, amount: minor / 10 ** digits })),
            ),
          ),
        )
    case "count":
      return fc.integer({ min: 1, max: input.max })
    case "flag":
      return fc.constant(true)
    case "choice":
      return fc.constantFrom(...input.options.filter((option) => option !== input.neutral))
    case "choices":
      return fc.subarray([...input.options], { minLength: 1 })
    case "ids":
      return fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}_[0-9]{1,3}$/), { minLength: 1, maxLength: 5 })
    case "emails":
      return fc.uniqueArray(fc.stringMatching(/^(\*|[a-z.]{1,5})@[a-z]{1,5}\.com$/), { minLength: 1, maxLength: 5 })
    case "times":
      return fc.array(
        fc.record({ days: fc.subarray([...WEEKDAYS], { minLength: 1 }), from: timeOfDay, to: timeOfDay }),
        { minLength: 1, maxLength: 3 },
      )
  }
}
