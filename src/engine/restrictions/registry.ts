// Restrictions of an app's own, one registry per process: an app and a test may load this file twice, as two modules.
import { REFUSALS } from "../refusals"
import type { AnyRow, FactNeed, RestrictionInput, RestrictionRow } from "./row"
import { RESTRICTIONS } from "./rows"

const HOME = Symbol.for("medusa-plugin-coupons.restrictions")

const registry = (): Map<string, AnyRow> => {
  const home = globalThis as { [HOME]?: Map<string, AnyRow> }
  return (home[HOME] ??= new Map<string, AnyRow>())
}

/** The rows that an app registered, in the order of their registration. */
export const registeredRows = (): [key: string, row: AnyRow][] => [...registry()]

/** The registered row of that key; undefined for any other. */
export const registeredRow = (key: string): AnyRow | undefined => registry().get(key)

/**
 * Makes a condition on winning of an app's own, for coupons, promo codes and code batches: it is accepted and answered by the
 * API under its key, enforced wherever ours are, and has a field in the Admin. Call it while the app is loaded, in every
 * process: a restriction that a process does not know refuses there.
 *
 * Throws an Error that names what is wrong with the row, and where its key or one of its refusals is taken.
 */
export function registerRestriction<const I extends RestrictionInput, const R extends Record<string, string>>({
  key,
  ...row
}: RestrictionRow<I, R> & { key: string }): void {
  const problem = problemOf(key, row as unknown as AnyRow)
  if (problem) {
    throw new Error(`The restriction "${String(key)}" cannot be registered: ${problem}`)
  }
  registry().set(key, Object.freeze(row) as unknown as AnyRow)
}

const NAME = /^[a-z][a-z0-9_]{0,62}$/
const ABOUTS: readonly string[] = ["coupon", "time", "person", "customer", "place", "cart"]
const NEEDS: readonly string[] = ["orders", "product_types", "invoices", "groups"] satisfies FactNeed[]

/** What is wrong with it, as a sentence; null if nothing is. The compiler sees most of it, but not in an app of plain JavaScript. */
function problemOf(key: string, row: AnyRow): string | null {
  if (typeof key !== "string" || !NAME.test(key)) {
    return "its key must be of small letters, digits and _, and begin with a letter."
  }
  if (Object.hasOwn(RESTRICTIONS, key) || registry().has(key)) {
    return "there is a restriction of that key already."
  }
  return (
    inputProblem(row.input) ??
    fieldProblem("about", row.about, (about) => ABOUTS.includes(about as string)) ??
    fieldProblem(
      "needs",
      row.needs,
      (needs) => Array.isArray(needs) && needs.every((need) => NEEDS.includes(need as string)),
    ) ??
    fieldProblem("once_per_person", row.once_per_person, (once) => typeof once === "boolean") ??
    (typeof row.check === "function" ? null : "check must be a function.") ??
    refusalsProblem(row.refusals) ??
    textsProblem(row.texts)
  )
}

const UNKNOWN_KIND = "input.kind must be money, count, flag, choice, choices, ids, emails or times."

function inputProblem(input: RestrictionInput | undefined): string | null {
  switch (input?.kind) {
    case undefined:
      return UNKNOWN_KIND
    case "money":
    case "flag":
    case "emails":
    case "times":
      return null
    case "count":
      return Number.isSafeInteger(input.max) && input.max >= 1 ? null : "input.max must be a whole number from 1."
    case "ids":
      return ["customer", "customer_group", "region", "sales_channel"].includes(input.of)
        ? null
        : "input.of must be customer, customer_group, region or sales_channel."
    case "choice":
    case "choices": {
      const { options } = input
      const are_identifiers =
        Array.isArray(options) && options.length > 0 && options.every((option) => NAME.test(String(option)))
      if (!are_identifiers || new Set(options).size !== options.length) {
        return "input.options must be different words of small letters, digits and _."
      }
      const neutral = input.kind === "choice" ? input.neutral : undefined
      return neutral === undefined || options.includes(neutral) ? null : "input.neutral must be one of its options."
    }
    default:
      return UNKNOWN_KIND
  }
}

/** A field that may follow from the value is asked when it is used. */
function fieldProblem(name: string, value: unknown, isGood: (value: unknown) => boolean): string | null {
  return typeof value === "function" || isGood(value) ? null : `${name} is missing, or not one of its values.`
}

function refusalsProblem(refusals: Record<string, string> | undefined): string | null {
  const entries = Object.entries(refusals ?? {})
  if (entries.length === 0) {
    return "refusals must have a sentence for each code that check answers."
  }
  const taken = new Map<string, string>(
    [REFUSALS, ...[...Object.values(RESTRICTIONS), ...registry().values()].map((row) => row.refusals)].flatMap(
      (known) => Object.entries(known),
    ),
  )
  for (const [code, sentence] of entries) {
    if (!NAME.test(code) || typeof sentence !== "string" || sentence.trim() === "") {
      return `the refusal "${code}" must be a word of small letters, digits and _, and have a sentence.`
    }
    if ((taken.get(code) ?? sentence) !== sentence) {
      return `the refusal "${code}" has another sentence already.`
    }
  }
  return null
}

function textsProblem(texts: AnyRow["texts"]): string | null {
  const without = Object.entries(texts ?? {}).find(([, { label }]) => typeof label !== "string" || label.trim() === "")
  return without ? `its texts in "${without[0]}" have no label.` : null
}
