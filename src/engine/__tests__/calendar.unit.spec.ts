// The calendar: examples of month ends, zones and lengths, then its laws over any subscription.
import fc from "fast-check"
import { DateTime } from "luxon"
import {
  addPeriods,
  anchorAfterChange,
  daysLater,
  isSamePeriod,
  monthsIn,
  newCalendar,
  periodAt,
  periodsFrom,
  toCycle,
  trialEndOf,
} from "../index"
import type { BillingCalendar, BillingPeriod } from "../index"
import { MONTHLY, WEEKLY, YEARLY, at, day } from "./builders"

const every = (interval_count: number, interval: BillingPeriod["interval"]): BillingPeriod => ({
  interval,
  interval_count,
})
const starts = (anchor: string, period: BillingPeriod, count: number, zone?: string) =>
  Array.from({ length: count }, (_, n) => addPeriods(at(anchor), period, n, zone))

describe("period starts", () => {
  it.each([
    ["2027-01-31", MONTHLY, ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]],
    ["2028-01-31", MONTHLY, ["2028-01-31", "2028-02-29", "2028-03-31"]],
    ["2028-02-29", YEARLY, ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]],
    ["2027-12-30", WEEKLY, ["2027-12-30", "2028-01-06", "2028-01-13"]],
    ["2028-02-28", { interval: "day", interval_count: 1 } as const, ["2028-02-28", "2028-02-29", "2028-03-01"]],
    ["2026-11-30", { interval: "month", interval_count: 3 } as const, ["2026-11-30", "2027-02-28", "2027-05-30"]],
  ])("from %s every %j never drift", (anchor, period, days) => {
    expect(starts(anchor, period, days.length).map(day)).toEqual(days)
  })

  it("keep the wall time of the zone over a change to daylight saving time", () => {
    // Berlin goes from UTC+1 to UTC+2 on 2027-03-28 and back on 2027-10-31.
    const iso = starts("2027-03-20T09:00:00Z", WEEKLY, 3, "Europe/Berlin").map((ms) => new Date(ms).toISOString())
    expect(iso).toEqual(["2027-03-20T09:00:00.000Z", "2027-03-27T09:00:00.000Z", "2027-04-03T08:00:00.000Z"])
    const autumn = starts("2027-10-24T10:00:00Z", WEEKLY, 3, "Europe/Berlin").map((ms) => new Date(ms).toISOString())
    expect(autumn[2]).toBe("2027-11-07T11:00:00.000Z")
  })

  it("come back to their wall time after an hour that does not exist", () => {
    // 02:30 in Berlin does not exist on 28 March 2027.
    const daily = starts("2027-03-27T01:30:00Z", { interval: "day", interval_count: 1 }, 3, "Europe/Berlin")
    expect(daily.map((ms) => new Date(ms).toISOString())).toEqual([
      "2027-03-27T01:30:00.000Z",
      "2027-03-28T01:30:00.000Z",
      "2027-03-29T00:30:00.000Z",
    ])
  })

  it("refuse a zone that does not exist", () => {
    expect(() => addPeriods(0, MONTHLY, 1, "Europe/Nowhere")).toThrow(RangeError)
  })
})

describe("lengths of periods", () => {
  it("rule 42: a year has 12 months, 52 weeks and 365 days", () => {
    expect([YEARLY, every(12, "month"), every(52, "week"), every(365, "day")].map(monthsIn)).toEqual([12, 12, 12, 12])
    expect(monthsIn(WEEKLY)).toBeCloseTo(12 / 52, 10)
  })

  it("rule 11: tells periods apart that begin on other days", () => {
    expect(isSamePeriod(YEARLY, every(12, "month"))).toBe(true)
    expect(isSamePeriod(WEEKLY, every(7, "day"))).toBe(true)
    expect(isSamePeriod(YEARLY, every(52, "week"))).toBe(false)
    expect(isSamePeriod(MONTHLY, every(30, "day"))).toBe(false)
  })
})

const signUp = (started: string, period: BillingPeriod, trial_days = 0, time_zone = "utc") =>
  newCalendar({ id: "bsub_1", started_at: new Date(at(started)), time_zone }, period, trial_days)

const boundaries = (calendar: BillingCalendar, indexes: number[]) =>
  indexes
    .map((index) => periodAt(calendar, index))
    .map(({ key, starts_at, ends_at }) => [
      key,
      starts_at.toISOString().slice(0, 10),
      ends_at.toISOString().slice(0, 10),
    ])

/** The subscription once a change of plan has taken effect with this period. */
const changed = (calendar: BillingCalendar, period: BillingPeriod, index: number, starts_at: Date | null) => {
  const anchor = anchorAfterChange(calendar, period, index, starts_at)
  return { ...calendar, ...period, ...(anchor && { anchor, anchor_index: index }) }
}

describe("periods of a subscription", () => {
  it("rule 13: the trial is period 0, and the paid ones are counted from its end", () => {
    expect(boundaries(signUp("2027-01-01", MONTHLY, 14), [0, 1, 2])).toEqual([
      ["bsub_1#0", "2027-01-01", "2027-01-15"],
      ["bsub_1#1", "2027-01-15", "2027-02-15"],
      ["bsub_1#2", "2027-02-15", "2027-03-15"],
    ])
  })

  it("a trial ends at the time of day at which it began, and a retry comes after days of 24 hours", () => {
    // Berlin loses an hour on 28 March 2027.
    const start = new Date("2027-03-27T09:00:00Z")
    expect(trialEndOf(start, 2, "Europe/Berlin").toISOString()).toBe("2027-03-29T08:00:00.000Z")
    expect(daysLater(start, 2).toISOString()).toBe("2027-03-29T09:00:00.000Z")
  })

  it("rule 20: a switch in the middle of a period counts anew from then, the paid period keeps its number", () => {
    const monthly = signUp("2027-01-31", MONTHLY)
    const yearly = changed(monthly, YEARLY, 2, new Date(at("2027-03-10")))
    expect(boundaries(yearly, [2, 3])).toEqual([
      ["bsub_1#2", "2027-03-10", "2028-03-10"],
      ["bsub_1#3", "2028-03-10", "2029-03-10"],
    ])
  })

  it("rule 20: a change at the end of a period begins where that one ends", () => {
    const weekly = changed(signUp("2027-01-31", MONTHLY), WEEKLY, 1, null)
    expect(boundaries(weekly, [1, 2])).toEqual([
      ["bsub_1#1", "2027-02-28", "2027-03-07"],
      ["bsub_1#2", "2027-03-07", "2027-03-14"],
    ])
  })

  it("rule 11: a plan of the same length keeps the calendar, and the 31st comes back", () => {
    const same = changed(signUp("2027-01-31", MONTHLY), MONTHLY, 1, null)
    expect(boundaries(same, [1, 2])).toEqual([
      ["bsub_1#1", "2027-02-28", "2027-03-31"],
      ["bsub_1#2", "2027-03-31", "2027-04-30"],
    ])
  })

  it("carries what is left of a period to the document's lines", () => {
    const period = periodAt(signUp("2027-01-01", MONTHLY), 1)
    expect(toCycle(period)).toEqual({ key: "bsub_1#1", starts_at: at("2027-02-01"), ends_at: at("2027-03-01") })
    const billed_from = new Date(at("2027-02-10"))
    expect(toCycle({ ...period, billed_from }).billed_from).toBe(at("2027-02-10"))
  })

  it("rule 44: periods that somebody else bills go on from the given one, counted from their anchor", () => {
    const period = { starts_at: new Date(at("2027-02-28")), ends_at: new Date(at("2027-03-31")) }
    const coming = periodsFrom({ period, anchor: new Date(at("2027-01-31")), count: 3, ...MONTHLY }, "utc")
    expect(coming.map(({ starts_at, ends_at }) => [day(starts_at.getTime()), day(ends_at.getTime())])).toEqual([
      ["2027-02-28", "2027-03-31"],
      ["2027-03-31", "2027-04-30"],
      ["2027-04-30", "2027-05-31"],
    ])
  })
})

const zone = fc.constantFrom("utc", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
const instant = fc.integer({ min: at("1990-01-01"), max: at("2090-01-01") })
const billingPeriod = fc.record({
  interval: fc.constantFrom("day", "week", "month", "year"),
  interval_count: fc.integer({ min: 1, max: 36 }),
})
const calendars = fc
  .record({ started: instant, period: billingPeriod, trial_days: fc.integer({ min: 0, max: 60 }), time_zone: zone })
  .map(({ started, period, trial_days, time_zone }) =>
    newCalendar({ id: "bsub_1", started_at: new Date(started), time_zone }, period, trial_days),
  )
const index = fc.integer({ min: 0, max: 60 })

/** No hole, no overlap, no empty period, and a name of its own for each. */
const expectContiguous = (calendar: BillingCalendar, from: number) => {
  const periods = Array.from({ length: 12 }, (_, n) => periodAt(calendar, from + n))
  for (const [n, period] of periods.entries()) {
    expect(period.ends_at.getTime()).toBeGreaterThan(period.starts_at.getTime())
    expect(periodAt(calendar, from + n + 1).starts_at).toEqual(period.ends_at)
  }
  expect(new Set(periods.map(({ key }) => key)).size).toBe(periods.length)
}

describe("laws of the calendar", () => {
  it("rule 11: periods follow each other without a hole from the sign-up on, trial included", () => {
    fc.assert(
      fc.property(calendars, (calendar) => {
        expect(periodAt(calendar, 0).starts_at).toEqual(calendar.started_at)
        expectContiguous(calendar, 0)
      }),
    )
  })

  it("rule 11: month ends clamp and come back, and the time of day stays what it was", () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 240 }), zone, (anchor, months, time_zone) => {
        const from = DateTime.fromMillis(anchor, { zone: time_zone })
        const to = DateTime.fromMillis(addPeriods(anchor, MONTHLY, months, time_zone), { zone: time_zone })
        expect(to.year * 12 + to.month - (from.year * 12 + from.month)).toBe(months)
        expect(to.day).toBe(Math.min(from.day, to.daysInMonth ?? 0))
        // An hour that does not exist on that day is the only one that moves, by the length of the gap.
        const exists = to.set({ hour: from.hour, minute: from.minute }).hour === from.hour
        expect([to.hour, to.minute]).toEqual(exists ? [from.hour, from.minute] : [to.hour, to.minute])
      }),
    )
  })

  it("rule 11: 12 months and 1 year, 7 days and 1 week bill on the same days for ever", () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 100 }), zone, (anchor, n, time_zone) => {
        const both: [BillingPeriod, BillingPeriod][] = [
          [YEARLY, every(12, "month")],
          [WEEKLY, every(7, "day")],
        ]
        for (const [one, other] of both) {
          expect(addPeriods(anchor, one, n, time_zone)).toBe(addPeriods(anchor, other, n, time_zone))
        }
      }),
    )
  })

  it("rule 20: a change at the end of a period leaves no hole, whatever the new period", () => {
    fc.assert(
      fc.property(calendars, billingPeriod, index, (calendar, period, at_index) => {
        const next = changed(calendar, period, at_index + 1, null)
        expect(periodAt(next, at_index + 1).starts_at).toEqual(periodAt(calendar, at_index + 1).starts_at)
        expectContiguous(next, at_index + 1)
      }),
    )
  })

  it("rule 20: a change in the middle of a period starts the next one then", () => {
    fc.assert(
      fc.property(
        calendars,
        billingPeriod,
        index,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (calendar, period, n, part) => {
          const { starts_at, ends_at } = periodAt(calendar, n)
          const now = new Date(Math.round(starts_at.getTime() + part * (ends_at.getTime() - starts_at.getTime())))
          const next = changed(calendar, period, n + 1, now)
          expect(periodAt(next, n + 1).starts_at).toEqual(now)
          expectContiguous(next, n + 1)
        },
      ),
    )
  })

  it("rule 44: given periods that came from a calendar go on as that calendar does", () => {
    fc.assert(
      fc.property(calendars, index, (calendar, n) => {
        const first = calendar.anchor_index + n
        const { starts_at, ends_at } = periodAt(calendar, first)
        const given = { period: { starts_at, ends_at }, anchor: calendar.anchor, count: 5 }
        const { interval, interval_count } = calendar
        expect(periodsFrom({ ...given, interval, interval_count }, calendar.time_zone)).toEqual(
          Array.from({ length: 5 }, (_, ahead) => periodAt(calendar, first + ahead)).map((period) => ({
            starts_at: period.starts_at,
            ends_at: period.ends_at,
          })),
        )
      }),
    )
  })
})
