// Reads what people type: decimals, counts, amounts per currency, promo codes. Null means it cannot be read.
import { isValidCode, normaliseCode } from "../../engine/codes"
import { currencyDigits } from "../../engine/money"
import type { MoneyAmount } from "../../engine/types"

/** Amounts as typed, by currency code. */
export type TypedAmounts = Record<string, string>

/** A typed decimal, with point or comma; null when it is none or has more than `decimals` places. */
export function readDecimal(typed: string, decimals: number): number | null {
  const match = /^(\d+)(?:[.,](\d+))?$/.exec(typed.trim())
  if (!match || (match[2]?.length ?? 0) > decimals) {
    return null
  }
  return Number(typed.trim().replace(",", "."))
}

/** A typed whole number from 1 to `max`; null when it is none. */
export function readCount(typed: string, max = 1_000_000_000): number | null {
  const count = readDecimal(typed, 0)
  return count !== null && count >= 1 && count <= max ? count : null
}

/** A percentage of rule 1: more than 0, at most 100, up to 4 decimals. */
export function readPercentage(typed: string): number | null {
  const percentage = readDecimal(typed, 4)
  return percentage !== null && percentage > 0 && percentage <= 100 ? percentage : null
}

/** True when nothing is typed. */
export const isBlank = (typed: string): boolean => typed.trim() === ""

/** True when no currency has an amount. */
export const areBlank = (amounts: TypedAmounts): boolean => Object.values(amounts).every(isBlank)

/** The amounts above 0 (major units) that were typed, in the order of their currencies' codes; null when one of them cannot be read. */
export function readAmounts(amounts: TypedAmounts): MoneyAmount[] | null {
  const read = Object.entries(amounts)
    .filter(([, typed]) => !isBlank(typed))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency_code, typed]) => ({ currency_code, amount: readDecimal(typed, currencyDigits(currency_code)) }))
  const isGood = (entry: { amount: number | null }): entry is MoneyAmount => entry.amount !== null && entry.amount > 0
  return read.every(isGood) ? read : null
}

/** Amounts as they would have been typed, with all decimals of their currency. */
export const typedAmounts = (amounts: MoneyAmount[] | undefined): TypedAmounts =>
  Object.fromEntries(
    (amounts ?? []).map(({ currency_code, amount }) => [currency_code, amount.toFixed(currencyDigits(currency_code))]),
  )

/** A number as it would have been typed; nothing for null. */
export const typedNumber = (value: number | null | undefined): string =>
  value === null || value === undefined ? "" : String(value)

/** Nothing, or something that the engine takes as a promo code. */
export function isCode(typed: string): boolean {
  const code = normaliseCode(typed)
  return code === "" || isValidCode(code)
}

/** The plain day ("2027-01-31") an instant falls on in `time_zone` (IANA name); nothing for null. */
export function dayIn(time_zone: string, iso: string | null): string {
  if (iso === null) {
    return ""
  }
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: time_zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  })
  const part = Object.fromEntries(parts.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]))
  return `${part.year}-${part.month}-${part.day}`
}
