// The texts of one restriction, ours or an app's: its field, its options, and how the summary of a coupon says it.
import type { MoneyAmount, TimeWindow } from "../../engine/types"
import type { TextKey, Translate } from "../i18n/texts"
import type { Format } from "./format"
import type { RestrictionField } from "./restrictions-form"

export interface RestrictionTexts {
  label: string
  hint: string | undefined
  /** The name of an option of a choice. */
  option: (value: string) => string
  /** The same within a sentence. */
  saidOption: (value: string) => string
  /** The whole restriction as a sentence; `value` is what was typed, in words. */
  said: (values: { value: string; count?: number; is_named?: boolean }) => string
}

/** The texts of the restriction with that key. Without a text, keys and options speak for themselves. */
export function restrictionTextsIn(t: Translate, key: string): RestrictionTexts {
  // Keys of an app's own restrictions are not known here.
  const text = (name: string, values: Record<string, string | number> = {}): string | undefined =>
    t(`restrictions.${key}.${name}` as TextKey, { ...values, defaultValue: "" }) || undefined
  const label = text("label") ?? key
  const option = (value: string) => text(`options.${value}`) ?? value
  return {
    label,
    hint: text("hint"),
    option,
    saidOption: (value) => text(`said_options.${value}`) ?? option(value),
    said: ({ value, count, is_named }) => {
      const values = { value, ...(count === undefined ? {} : { count }) }
      const plain = value === "" ? label : `${label}: ${value}`
      return (is_named ? text("said_named", values) : undefined) ?? text("said", values) ?? plain
    },
  }
}

/** "Mon and Tue 5:00 PM–7:00 PM"; days alone where it is the whole day. */
export function windowText({ days, from, to }: TimeWindow, format: Format): string {
  const named = format.all(days.map((day) => format.weekday(day)))
  return from === "00:00" && to === from ? named : `${named} ${format.time(from)}–${format.time(to)}`
}

/** More addresses than this are counted instead. */
const MOST_EMAILS = 3

/** How ids are said: by the names of a few, or null to count them. */
type NamesOf = (ids: string[]) => string | null

/** A restriction that says something, as a sentence. */
export function sentenceOf(
  { key, input }: RestrictionField,
  stored: unknown,
  { t, format, namesOf }: { t: Translate; format: Format; namesOf: NamesOf },
): string {
  const texts = restrictionTextsIn(t, key)
  switch (input.kind) {
    case "money": {
      const amounts = stored as MoneyAmount[]
      return texts.said({
        value: format.either(amounts.map(({ amount, currency_code }) => format.money(amount, currency_code))),
      })
    }
    case "count":
      return texts.said({ value: format.number(stored as number), count: stored as number })
    case "flag":
      return texts.said({ value: "" })
    case "choice":
      return texts.said({ value: texts.saidOption(stored as string) })
    case "choices":
      return texts.said({ value: format.either((stored as string[]).map(texts.saidOption)) })
    case "emails": {
      const emails = stored as string[]
      const is_named = emails.length <= MOST_EMAILS
      const value = is_named ? format.either(emails) : format.number(emails.length)
      return texts.said({ value, count: emails.length, is_named })
    }
    case "times":
      return texts.said({
        value: format.either((stored as TimeWindow[]).map((window) => windowText(window, format))),
      })
    case "ids": {
      const ids = stored as string[]
      const names = namesOf(ids)
      return texts.said({ value: names ?? format.number(ids.length), count: ids.length, is_named: names !== null })
    }
  }
}
