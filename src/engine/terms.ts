// Terms as the rules read them: what a discount is worth and how long it lasts, one thing each. Terms are flat in tables and
// in the API; whoever decides by type or duration asks here, so that an unknown one is met by name (law 6).
import type { Allocation, MoneyAmount, Terms } from "./types"

/** What it takes off (rules 1 to 3). `unknown`: a newer version's type, or one without its number; it takes nothing off. */
export type Value =
  | { kind: "percentage"; percentage: number; maximum_discount: MoneyAmount[]; applicable_to_credits: boolean }
  | { kind: "fixed"; amounts: MoneyAmount[]; allocation: Allocation }
  | { kind: "trial"; days: number }
  | { kind: "unknown" }

/** How long it lasts (rule 10). `unknown`: a newer version's duration, or one without its number; it covers nothing. */
export type Length =
  | { kind: "once" }
  | { kind: "months"; months: number }
  | { kind: "cycles"; cycles: number }
  | { kind: "forever" }
  | { kind: "unknown" }

const UNKNOWN = { kind: "unknown" } as const

/** The value of the terms, whoever stored them. */
export function valueOf(terms: Terms): Value {
  switch (terms.type) {
    case "percentage": {
      const { percentage, maximum_discount, applicable_to_credits } = terms
      return percentage === null ? UNKNOWN : { kind: "percentage", percentage, maximum_discount, applicable_to_credits }
    }
    case "fixed":
      return { kind: "fixed", amounts: terms.amounts, allocation: terms.allocation }
    case "trial_extension":
      return { kind: "trial", days: terms.trial_days ?? 0 }
    default:
      terms.type satisfies never
      return UNKNOWN
  }
}

/** The duration of the terms, whoever stored them. */
export function lengthOf(terms: Terms): Length {
  switch (terms.duration) {
    case "once":
    case "forever":
      return { kind: terms.duration }
    case "repeating":
      if (terms.duration_in_cycles !== null) {
        return { kind: "cycles", cycles: terms.duration_in_cycles }
      }
      return terms.duration_in_months === null ? UNKNOWN : { kind: "months", months: terms.duration_in_months }
    default:
      terms.duration satisfies never
      return UNKNOWN
  }
}
