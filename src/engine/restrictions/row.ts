// What one restriction is: everything about it in one value, from which admission, API, form, facts and limits are derived (law 6).
import type { Candidate, Facts, MoneyAmount, TimeWindow } from "../types"

/** Kinds of records whose ids a restriction may list. */
export type RecordKind = "customer" | "customer_group" | "region" | "sales_channel"

/**
 * What is typed for a restriction. The kind decides schema, neutral value, form field and the way between form and request:
 * - `money`: one decimal amount per currency (major units). Neutral: [].
 * - `count`: a whole number from 1 to `max`. Neutral: null.
 * - `flag`: yes or no. Neutral: false.
 * - `choice`: one of the options. Neutral: `neutral`, or null where there is none.
 * - `choices`: several of the options. Neutral: [].
 * - `ids`: ids of records of one kind. Neutral: [].
 * - `emails`: e-mail addresses, and domains as "*@acme.com"; normalised. Neutral: [].
 * - `times`: days of the week with hours (local to whoever reads them). Neutral: [].
 */
export type RestrictionInput =
  | { kind: "money" }
  | { kind: "count"; max: number }
  | { kind: "flag" }
  | { kind: "choice"; options: readonly string[]; neutral?: string }
  | { kind: "choices"; options: readonly string[] }
  | { kind: "ids"; of: RecordKind }
  | { kind: "emails" }
  | { kind: "times" }

/** What such an input says when it says something. */
export type ValueOf<I extends RestrictionInput> = I extends { kind: "money" }
  ? MoneyAmount[]
  : I extends { kind: "count" }
    ? number
    : I extends { kind: "flag" }
      ? boolean
      : I extends { kind: "choice"; options: readonly (infer O)[] }
        ? O
        : I extends { kind: "choices"; options: readonly (infer O)[] }
          ? O[]
          : I extends { kind: "times" }
            ? TimeWindow[]
            : string[]

/** What may be stored for it: a value, or null where null is the neutral value. */
export type StoredOf<I extends RestrictionInput> =
  | ValueOf<I>
  | (I extends { kind: "count" }
      ? null
      : I extends { kind: "choice" }
        ? I extends { neutral: string }
          ? never
          : null
        : never)

/**
 * What a refusal is about; it decides whether the refusal is certain, and who may hear of it:
 * - `coupon`: certain, and true for everybody.
 * - `time`: true for everybody, and waiting helps.
 * - `person`: certain for who has logged in. The code is for named people: strangers hear that there is no such code.
 * - `customer`: what a customer has done before; certain for who has logged in, logging in may help a guest.
 * - `place`: where it is bought; another cart may be elsewhere.
 * - `cart`: what is bought, and how; changing the cart helps.
 */
export type About = "coupon" | "time" | "person" | "customer" | "place" | "cart"

/**
 * Facts that cost a query, gathered only where a rule needs them: paid orders; product types of the lines and of what was
 * bought before; paid subscription invoices; the customer's groups, which core's completion does not bring along.
 */
export type FactNeed = "orders" | "product_types" | "invoices" | "groups"

/**
 * Texts of a row in one language, for the Admin. In what is `said`, a sentence of the summary of a coupon, `{{value}}` is what
 * was typed, in words, and `{{count}}` how many; without it the label says it.
 */
export interface RestrictionTexts {
  /** Above the field. */
  label: string
  /** Below the field. */
  hint?: string
  /** "Only for members of level {{value}}". */
  said?: string
  /** In its place, for counts and ids: of one, and of more. */
  said_one?: string
  said_other?: string
  /** In its place, for ids: of a few records by their names. */
  said_named?: string
  /** Names of the options of a choice. */
  options?: Record<string, string>
  /** The same within a sentence, where they differ. */
  said_options?: Record<string, string>
}

/** Why a check fails: one of the row's refusals, perhaps with a whole sentence of details. Null: it is met. */
export type Failure<Code extends string> = Code | { code: Code; details: string } | null

/** A field that holds for every value of the row, or follows from the value. */
export type PerValue<Value, Field> = Field | ((value: Value) => Field)

/** One restriction of a coupon or promo code (section 5 of product.md). */
export interface RestrictionRow<
  I extends RestrictionInput = RestrictionInput,
  Refusals extends Record<string, string> = Record<string, string>,
> {
  input: I
  about: PerValue<ValueOf<I>, About>
  /** A guest's e-mail is enough for a refusal to be certain: logging in would show the same history. */
  counts_for_guests?: true
  needs: PerValue<ValueOf<I>, readonly FactNeed[]>
  /** A person passes it once: claims lock the person, and completion asks again behind the lock (rule 18). */
  once_per_person: PerValue<ValueOf<I>, boolean>
  /** Code → sentence for the customer. */
  refusals: Refusals
  /** Not called for values that say nothing. */
  check(value: ValueOf<I>, facts: Facts, candidate: Candidate): Failure<keyof Refusals & string>
  /** Texts by language ("en", "de"), of rows that an app registers; ours are among the Admin's texts. */
  texts?: Record<string, RestrictionTexts>
}

/** A row as the readers of the table see it, whatever its input is. */
export type AnyRow = RestrictionRow<never, Record<string, string>> & { input: RestrictionInput }

/** The row, with everything known of its types. */
export function restriction<const I extends RestrictionInput, const R extends Record<string, string>>(
  row: RestrictionRow<I, R>,
): RestrictionRow<I, R> {
  return row
}

/** The value that says nothing; what a client reads where none is set. */
export function neutralOf(input: RestrictionInput): unknown {
  switch (input.kind) {
    case "money":
    case "choices":
    case "ids":
    case "emails":
    case "times":
      return []
    case "count":
      return null
    case "flag":
      return false
    case "choice":
      return input.neutral ?? null
  }
}

/** True if the value restricts nothing: absent, null, an empty list, or the neutral value of its input. */
export function saysNothing(value: unknown, input?: RestrictionInput): boolean {
  return (
    value === null ||
    value === undefined ||
    (Array.isArray(value) && value.length === 0) ||
    (input !== undefined && value === neutralOf(input))
  )
}
