// Conditions on winning, as they are typed on a coupon, a promo code or a batch, and back; by the engine's rows (rules 18 to 20).
import { neutralOf, saysNothing } from "../../engine/restrictions/row"
import type { RestrictionInput } from "../../engine/restrictions/row"
import type { Restrictions } from "../../engine/restrictions/rows"
import { restrictionRows, rowOf, type StoredRestrictions } from "../../engine/restrictions/table"
import { isEmailPattern, normaliseEmail } from "../../engine/emails"
import { WEEKDAYS } from "../../engine/types"
import type { MoneyAmount, TimeWindow } from "../../engine/types"
import { areBlank, isBlank, readAmounts, readCount, typedAmounts, typedNumber, type TypedAmounts } from "./typed"

/** A restriction that has a field: its key, and what is typed for it. */
export interface RestrictionField {
  key: string
  input: RestrictionInput
}

/** The fields of our own restrictions, in their order. */
export const ownRestrictionFields: readonly RestrictionField[] = restrictionRows().map(([key, { input }]) => ({
  key,
  input,
}))

/** What a field of each kind holds while it is typed. */
interface TypedByKind {
  money: TypedAmounts
  count: string
  flag: boolean
  /** Null: none of the options. */
  choice: string | null
  choices: string[]
  ids: string[]
  /** One a line, or with commas between. */
  emails: string
  times: TimeWindow[]
}

type Kind = RestrictionInput["kind"]

/** One restriction as typed, with what may be typed for it. */
export type TypedRestriction = {
  [K in Kind]: { kind: K; input: Extract<RestrictionInput, { kind: K }>; value: TypedByKind[K] }
}[Kind]

export interface RestrictionsForm {
  /** As stored. What nobody types over is sent back as it came, whether it has a field or not: restrictions are replaced whole. */
  original: StoredRestrictions
  /** What was typed over, by key. */
  typed: Readonly<Record<string, TypedRestriction>>
}

/** Where the error of a restriction stands among those of a form. */
export type RestrictionPlace = `restrictions.${string}`
export const placeOf = (key: string): RestrictionPlace => `restrictions.${key}`
export const isRestrictionPlace = (field: string): field is RestrictionPlace => field.startsWith("restrictions.")

/** Which text of `form.errors` belongs to which restriction. */
export type RestrictionErrorKey = "amount" | "count" | "emails" | "times"
export type RestrictionErrors = Partial<Record<RestrictionPlace, RestrictionErrorKey>>

export const emptyRestrictionsForm: RestrictionsForm = { original: {}, typed: {} }

/** Stored restrictions, or those of an answer of the API, with nothing typed over yet. */
export const formOfRestrictions = (stored: Restrictions | StoredRestrictions): RestrictionsForm => ({
  original: stored,
  typed: {},
})

/** What the field of a restriction shows: what was typed, or what is stored as it would have been typed. */
export const shownRestriction = ({ original, typed }: RestrictionsForm, { key, input }: RestrictionField) =>
  typed[key] ?? typedRestriction(input, original[key])

/** The form with this typed into the field. */
export const withTyped = (form: RestrictionsForm, key: string, typed: TypedRestriction): RestrictionsForm => ({
  ...form,
  typed: { ...form.typed, [key]: typed },
})

/** A stored value as it would have been typed; absent: as the empty field. */
export function typedRestriction(input: RestrictionInput, stored: unknown): TypedRestriction {
  const value = stored ?? neutralOf(input)
  switch (input.kind) {
    case "money":
      return { kind: input.kind, input, value: typedAmounts(value as MoneyAmount[]) }
    case "count":
      return { kind: input.kind, input, value: typedNumber(value as number | null) }
    case "flag":
      return { kind: input.kind, input, value: value as boolean }
    case "choice":
      return { kind: input.kind, input, value: value as string | null }
    case "choices":
      return { kind: input.kind, input, value: value as string[] }
    case "ids":
      return { kind: input.kind, input, value: value as string[] }
    case "emails":
      return { kind: input.kind, input, value: (value as string[]).join("\n") }
    case "times":
      return { kind: input.kind, input, value: value as TimeWindow[] }
  }
}

/** What was typed, as the API takes it, or what is wrong with it. */
export function readRestriction(typed: TypedRestriction): { value: unknown } | { error: RestrictionErrorKey } {
  switch (typed.kind) {
    case "money": {
      const amounts = areBlank(typed.value) ? [] : readAmounts(typed.value)
      return amounts === null ? { error: "amount" } : { value: amounts }
    }
    case "count": {
      const count = readCount(typed.value, typed.input.max)
      return count === null && !isBlank(typed.value) ? { error: "count" } : { value: count }
    }
    case "emails": {
      const emails = [...new Set(typed.value.split(/[\s,;]+/).map(normaliseEmail))].filter((email) => email !== "")
      return emails.every(isEmailPattern) ? { value: emails } : { error: "emails" }
    }
    case "times": {
      const isWhole = ({ days, from, to }: TimeWindow) => days.length > 0 && from !== "" && to !== ""
      const windows = typed.value.map((window) => ({
        ...window,
        days: WEEKDAYS.filter((day) => window.days.includes(day)),
      }))
      return windows.every(isWhole) ? { value: windows } : { error: "times" }
    }
    case "flag":
    case "choice":
    case "choices":
    case "ids":
      return { value: typed.value }
  }
}

/** Everything that is wrong, by restriction. The server has the last word. */
export function checkRestrictions({ typed }: RestrictionsForm): RestrictionErrors {
  const errors: RestrictionErrors = {}
  for (const [key, value] of Object.entries(typed)) {
    const read = readRestriction(value)
    if ("error" in read) {
      errors[placeOf(key)] = read.error
    }
  }
  return errors
}

/** Only the restrictions that say something, in a steady order: two forms that say the same become the same request. */
export function restrictionsOfForm({ original, typed }: RestrictionsForm): Restrictions {
  const order = [
    ...new Set([...ownRestrictionFields.map(({ key }) => key), ...Object.keys({ ...original, ...typed }).sort()]),
  ]
  const sent = order.flatMap((key) => {
    const field = typed[key]
    const read = field ? readRestriction(field) : { value: original[key] }
    const value = "error" in read ? null : read.value
    return saysNothing(value, field?.input ?? rowOf(key)?.input) ? [] : [[key, value] as const]
  })
  return Object.fromEntries(sent)
}
