// Typed dates as instants: the one reader of every date that comes in, the days it takes, and the schemas made of it.
import { z } from "@medusajs/framework/zod"
import { DateTime } from "luxon"

const DAY = /^\d{4}-\d{2}-\d{2}$/
const STARTS_WITH_DAY = /^\d{4}-\d{2}-\d{2}/

/** Years a shop can mean. Beyond them lie slips of the finger, and periods that nobody can bill. */
export const FIRST_YEAR = 1970
export const LAST_YEAR = 2199
const FIRST_INSTANT = Date.UTC(FIRST_YEAR, 0, 1)
const LAST_INSTANT = Date.UTC(LAST_YEAR + 1, 0, 1) - 1

/** True for an instant (epoch ms) in the years 1970 to 2199 of UTC. */
export function isUsableInstant(ms: number): boolean {
  return ms >= FIRST_INSTANT && ms <= LAST_INSTANT
}

/** True for a typed date without a time of day. */
export const isPlainDay = (value: string): boolean => DAY.test(value)

/**
 * A typed date as an instant (epoch ms). A plain `YYYY-MM-DD` is the first or the last millisecond of that day in
 * `time_zone`, so the last day counts in full (rule 16); an ISO instant is taken as it is, in `time_zone` if it names no
 * offset. Throws RangeError, with a sentence, if it is neither, no day of the calendar, or outside the years 1970 to
 * 2199 in UTC.
 */
export function parseDateBoundary(value: string, boundary: "start" | "end", time_zone = "utc"): number {
  const at = DateTime.fromISO(value, { zone: time_zone })
  if (!STARTS_WITH_DAY.test(value) || !at.isValid) {
    throw new RangeError(`Not a date: "${value}". Use YYYY-MM-DD or an ISO instant such as 2026-12-31T23:59:59Z.`)
  }
  const instant = isPlainDay(value) ? (boundary === "start" ? at.startOf("day") : at.endOf("day")) : at
  if (!isUsableInstant(instant.toMillis())) {
    throw new RangeError(`Not a usable date: "${value}". It must lie in the years ${FIRST_YEAR} to ${LAST_YEAR} (UTC).`)
  }
  return instant.toMillis()
}

/** The same; null for what is no usable date. For checks between fields, which leave the sentence to the field itself. */
export function dateBoundaryOrNull(value: string, boundary: "start" | "end", time_zone = "utc"): number | null {
  try {
    return parseDateBoundary(value, boundary, time_zone)
  } catch {
    return null
  }
}

/** A typed date, left as typed: which millisecond a plain day means depends on the store's time zone. */
export const dateSchema = z.string().superRefine((value, context) => {
  try {
    parseDateBoundary(value, "start")
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) })
  }
})

/** A typed date as an ISO instant in UTC; a plain day is its first millisecond there. `name` is the field of the sentence. */
export function instantSchema(name: string) {
  const example = `'${name}' must be an ISO date, such as 2027-01-01T00:00:00Z.`
  return z
    .string({ error: example })
    .regex(/^\d{4}-\d{2}-\d{2}([T ][\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/, { error: example, abort: true })
    .transform((text, context) => {
      try {
        return new Date(parseDateBoundary(text.replace(" ", "T"), "start")).toISOString()
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        context.addIssue({ code: "custom", message: `'${name}': ${message}` })
        return z.NEVER
      }
    })
}
