// Amounts, percentages, dates and lists in the reader's language.
import { WEEKDAYS } from "../../engine/types"
import type { Weekday } from "../../engine/types"

/** Formatters bound to one language. Dates are shown in UTC unless a zone is given, so that all readers see the same day. */
export interface Format {
  /** A decimal amount in major units, with its currency. */
  money(amount: number, currency_code: string): string
  /** 12.5 becomes "12.5%". */
  percent(percentage: number): string
  /** An ISO instant or plain date, without time of day. */
  date(iso: string, time_zone?: string): string
  dateTime(iso: string, time_zone?: string): string
  /** Short enough to stand below a column: "1 Mar". */
  dayAndMonth(iso: string, time_zone?: string): string
  year(iso: string, time_zone?: string): string
  /** "Mon". */
  weekday(day: Weekday): string
  /** "17:00" becomes "5:00 PM". */
  time(time_of_day: string): string
  /** First and last day of a period whose end is exclusive. */
  period(starts_at: string, ends_at: string, time_zone?: string): string
  /** Two plain days, both in the range. */
  days(first: string, last: string): string
  /** "a, b or c". */
  either(parts: string[]): string
  /** "a, b and c". */
  all(parts: string[]): string
  /** What stands before the decimals: "." or ",". */
  decimalSign: string
  /** 1000000 becomes "1,000,000". */
  number(value: number): string
}

const lastInstantBefore = (iso: string) => new Date(new Date(iso).getTime() - 1)

/** Formatters for a language as i18next names it ("en", "de", "ptBR"); unknown ones fall back to English. */
export function formatIn(language: string): Format {
  const locale = localeOf(language)
  const day = (timeZone = "UTC") => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone })
  const minute = (timeZone = "UTC") =>
    new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone })
  const short = (timeZone = "UTC") => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone })
  const weekdays = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" })
  const times = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone: "UTC" })
  const years = (timeZone = "UTC") => new Intl.DateTimeFormat(locale, { year: "numeric", timeZone })
  const share = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 4 })
  const options = new Intl.ListFormat(locale, { type: "disjunction" })
  const items = new Intl.ListFormat(locale, { type: "conjunction" })
  const digits = new Intl.NumberFormat(locale)
  return {
    money: (amount, currency) =>
      new Intl.NumberFormat(locale, { style: "currency", currency: currency.toUpperCase() }).format(
        amount === 0 ? 0 : amount,
      ),
    percent: (percentage) => share.format(percentage / 100),
    date: (iso, time_zone) => day(time_zone).format(new Date(iso)),
    dateTime: (iso, time_zone) => minute(time_zone).format(new Date(iso)),
    year: (iso, time_zone) => years(time_zone).format(new Date(iso)),
    // A week that begins with a Monday.
    weekday: (day) => weekdays.format(Date.UTC(2027, 0, 4 + WEEKDAYS.indexOf(day))),
    time: (time_of_day) => times.format(new Date(`2027-01-04T${time_of_day}:00Z`)),
    dayAndMonth: (iso, time_zone) => short(time_zone).format(new Date(iso)),
    period: (starts_at, ends_at, time_zone) =>
      day(time_zone).formatRange(new Date(starts_at), lastInstantBefore(ends_at)),
    days: (first, last) => day().formatRange(new Date(first), new Date(last)),
    either: (parts) => options.format(parts),
    all: (parts) => items.format(parts),
    decimalSign: digits.formatToParts(0.5).find(({ type }) => type === "decimal")?.value ?? ".",
    number: (value) => digits.format(value),
  }
}

/** The dashboard writes "ptBR" where browsers expect "pt-BR". */
function localeOf(language: string): string {
  const locale = language.replace(/^([a-z]{2})([A-Z]{2})$/, "$1-$2")
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? "en"
  } catch {
    return "en"
  }
}
