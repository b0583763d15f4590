// The one calendar: how long periods are, and when a subscription's periods begin and end (rules 11, 13 and 20).
import { DateTime } from "luxon"
import type { BillingPeriod, Cycle, Interval } from "./types"

const DAY_MS = 24 * 60 * 60 * 1000
const UNITS = { day: "days", week: "weeks", month: "months", year: "years" } as const satisfies Record<Interval, string>

/**
 * Start (epoch ms) of the n-th period, n = 0 being the anchor itself. Always counted from the anchor, so month ends clamp
 * (31 January + 1 month = 28 or 29 February) and come back (+ 2 months = 31 March); wall time in `time_zone` (IANA name)
 * stays the same over a change to or from daylight saving time (rule 11). Throws RangeError for a bad zone or instant.
 */
export function addPeriods(anchor_ms: number, period: BillingPeriod, n: number, time_zone = "utc"): number {
  const anchor = DateTime.fromMillis(anchor_ms, { zone: time_zone })
  if (!anchor.isValid) {
    throw new RangeError(`Not an instant in a time zone: ${anchor_ms} in ${time_zone}`)
  }
  return anchor.plus({ [UNITS[period.interval]]: period.interval_count * n }).toMillis()
}

/** The end of a trial of so many days: the same time of day in `time_zone`. */
export function trialEndOf(start: Date, days: number, time_zone: string): Date {
  return new Date(addPeriods(start.getTime(), { interval: "day", interval_count: 1 }, days, time_zone))
}

/** So many days of 24 hours later; for retries, where the time of day does not matter. */
export const daysLater = (from: Date, days: number): Date => new Date(from.getTime() + days * DAY_MS)

/** How long an interval is, in whole units of 1/18980 month: 12 months, 52 weeks and 365 days are one year. */
const LENGTH: Record<Interval, number> = { day: 624, week: 4_380, month: 18_980, year: 227_760 }

/** How long a billing period is, in average months; 1 for a month, 12 for a year, 12/52 for a week, 12/365 for a day. */
export const monthsIn = ({ interval, interval_count }: BillingPeriod): number =>
  (LENGTH[interval] * interval_count) / LENGTH.month

/** More than 0 if the first period is the longer one, 0 if both last one time (1 year, 12 months or 52 weeks). */
export const compareLengths = (a: BillingPeriod, b: BillingPeriod): number =>
  LENGTH[a.interval] * a.interval_count - LENGTH[b.interval] * b.interval_count

/** The period in the days or months it is counted in: "12 months" for 1 year, "7 days" for 1 week. */
export function calendarUnits({ interval, interval_count }: BillingPeriod): string {
  switch (interval) {
    case "day":
      return `${interval_count} days`
    case "week":
      return `${7 * interval_count} days`
    case "month":
      return `${interval_count} months`
    case "year":
      return `${12 * interval_count} months`
  }
}

/** True if both periods begin and end on the same days for ever: 1 year is 12 months, but not 52 weeks. */
export const isSamePeriod = (a: BillingPeriod, b: BillingPeriod): boolean => calendarUnits(a) === calendarUnits(b)

/** What the periods of a subscription depend on; a stored subscription is one. */
export interface BillingCalendar extends BillingPeriod {
  id: string
  /** The sign-up. */
  started_at: Date
  /** Null without a trial; with one the trial is period 0. */
  trial_end: Date | null
  /** Start of the period number `anchor_index`, from which all others are counted: sign-up, end of trial, change of plan. */
  anchor: Date
  anchor_index: number
  time_zone: string
}

/** What numbered periods are counted by. */
type PeriodCalendar = Omit<BillingCalendar, "trial_end">

/** One period of a subscription: a cycle as it is stored, with its number. */
export interface Period {
  index: number
  key: string
  starts_at: Date
  /** Exclusive: the next period starts then. */
  ends_at: Date
  /** Where only the rest of a period that was billed before is meant: since when. */
  billed_from?: Date
}

/** The calendar of a subscription that starts; its paid periods are counted from the end of its trial. */
export function newCalendar(
  { id, started_at, time_zone }: Pick<BillingCalendar, "id" | "started_at" | "time_zone">,
  { interval, interval_count }: BillingPeriod,
  trial_days: number,
): BillingCalendar {
  const trial_end = trial_days > 0 ? trialEndOf(started_at, trial_days, time_zone) : null
  return {
    id,
    started_at,
    time_zone,
    interval,
    interval_count,
    trial_end,
    anchor: trial_end ?? started_at,
    anchor_index: trial_end ? 1 : 0,
  }
}

/**
 * Since when the periods are counted anew after a change of plan that takes effect with period number `index`; null where
 * the calendar stays. `starts_at`: a new period begins then (a switch in the middle of one); null: the paid one runs to
 * its end. A period of the same length keeps its calendar, so that the 31st comes back (rule 11).
 */
export function anchorAfterChange(
  calendar: PeriodCalendar,
  period: BillingPeriod,
  index: number,
  starts_at: Date | null,
): Date | null {
  return starts_at ?? (isSamePeriod(calendar, period) ? null : periodAt(calendar, index).starts_at)
}

/** The period with this number. The one before the anchor is the trial: from the sign-up to the anchor. */
export function periodAt(calendar: PeriodCalendar, index: number): Period {
  const boundary = (n: number) =>
    n < 0 ? calendar.started_at : new Date(addPeriods(calendar.anchor.getTime(), calendar, n, calendar.time_zone))
  const n = index - calendar.anchor_index
  return {
    index,
    key: cycleKey(calendar.id, index),
    starts_at: boundary(n),
    ends_at: boundary(n + 1),
  }
}

/** The name of one cycle of a subscription that is billed here, unique for ever. */
export const cycleKey = (subscription_id: string, index: number): string => `${subscription_id}#${index}`

/** The name of a cycle whose subscription is billed elsewhere: its periods have no numbers, but each has a start (epoch ms). */
export function cycleKeyOf(subscription_id: string, starts_at: number): string {
  return `${subscription_id}@${new Date(starts_at).toISOString()}`
}

/** The cycle that a document's lines carry for a period. */
export const toCycle = (period: Period): Cycle => ({
  key: period.key,
  starts_at: period.starts_at.getTime(),
  ends_at: period.ends_at.getTime(),
  ...(period.billed_from && { billed_from: period.billed_from.getTime() }),
})

/** Periods whose first one is given, by whoever bills them. */
export interface GivenPeriods extends BillingPeriod {
  period: { starts_at: Date; ends_at: Date }
  /** What the later ones are counted from; null or absent: the start of the given one. */
  anchor?: Date | null
  /** How many in all. */
  count: number
}

/** The given period as it is, and those after it, counted from the anchor. */
export function periodsFrom(given: GivenPeriods, time_zone: string): { starts_at: Date; ends_at: Date }[] {
  const { period, count } = given
  const from = (given.anchor ?? period.starts_at).getTime()
  const boundary = (n: number) => addPeriods(from, given, n, time_zone)
  let n = 0
  while (boundary(n) < period.ends_at.getTime()) {
    n++
  }
  const later = Array.from({ length: count - 1 }, (_, index) => ({
    starts_at: index === 0 ? period.ends_at : new Date(boundary(n + index)),
    ends_at: new Date(boundary(n + index + 1)),
  }))
  return [period, ...later]
}
