// The calendar and the durations: which cycles a discount covers, and what the coming invoices look like.
import type { BillingPeriod, Discount, ForecastInput, Terms } from "../index"
import { addPeriods, covers, cycleAt, discountEnd, forecast, hasRunOut, isLast } from "../index"
import { MONTHLY, WEEKLY, YEARLY, at, cycle, day, discount, subscriptionLine, terms } from "./builders"

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

  it("follow the trial, which is cycle 0", () => {
    const calendar = { id: "bsub_1", anchor: at("2027-01-01"), billing_period: MONTHLY, trial_end: at("2027-01-15") }
    expect(
      [0, 1, 2].map((index) => cycleAt(calendar, index)).map(({ key, starts_at }) => [key, day(starts_at)]),
    ).toEqual([
      ["bsub_1#1", "2027-01-01"],
      ["bsub_1#2", "2027-01-15"],
      ["bsub_1#3", "2027-02-15"],
    ])
  })
})

describe("discountEnd", () => {
  it.each([
    ["2027-01-31", 1, "2027-02-28"],
    ["2028-01-31", 1, "2028-02-29"],
    ["2027-01-01", 3, "2027-04-01"],
    ["2028-02-29", 12, "2029-02-28"],
  ])("rule 11: %s and %i months end on %s", (start, months, end) => {
    const promise = terms({ duration: "repeating", duration_in_months: months })
    expect(day(discountEnd(promise, at(start)) ?? Number.NaN)).toBe(end)
  })

  it("is open unless months decide", () => {
    expect(discountEnd(terms({ duration: "forever" }), 0)).toBeNull()
    expect(discountEnd(terms({ duration: "once" }), 0)).toBeNull()
    expect(discountEnd(terms({ duration: "repeating", duration_in_cycles: 3 }), 0)).toBeNull()
  })
})

const ONCE = { duration: "once" } as const
const MONTHS = { duration: "repeating", duration_in_months: 3 } as const
const CYCLES = { duration: "repeating", duration_in_cycles: 2 } as const
const FOREVER = { duration: "forever" } as const
const use = (document_id: string, cycle_key: string | null) => ({ document_id, cycle_key })
const started = at("2027-01-01")

describe("covers", () => {
  it.each<[string, Partial<Terms>, Partial<Discount>, string | null, string | null]>([
    ["once, fresh", ONCE, {}, "2027-01-01", null],
    ["once, this very document again", ONCE, { history: [use("here", "c")] }, "2027-01-01", null],
    ["once, another document before", ONCE, { history: [use("other", "b")] }, "2027-02-01", "duration_used_up"],
    ["months, not started yet", MONTHS, {}, "2030-01-01", null],
    ["months, a one-time line before the start", MONTHS, { history: [use("other", null)] }, "2030-01-01", null],
    ["months, used but its start was lost", MONTHS, { history: [use("other", "b")] }, "2030-01-01", "duration_used_up"],
    ["months, first instant", MONTHS, { starts_at: started }, "2027-01-01", null],
    ["months, last instant", MONTHS, { starts_at: started }, "2027-03-31T23:59:59.999Z", null],
    ["months, over", MONTHS, { starts_at: started }, "2027-04-01", "duration_used_up"],
    ["months, before its start", MONTHS, { starts_at: started }, "2026-12-31", "not_yet_started"],
    ["cycles, second", CYCLES, { history: [use("other", "b")] }, "2027-02-01", null],
    ["cycles, third", CYCLES, { history: [use("x", "a"), use("y", "b")] }, "2027-03-01", "duration_used_up"],
    ["cycles, one more invoice of a used one", CYCLES, { history: [use("x", "c"), use("y", "b")] }, "2027-03-01", null],
    [
      "cycles, two invoices in one cycle count once",
      CYCLES,
      { history: [use("x", "b"), use("y", "b")] },
      "2027-03-01",
      null,
    ],
    ["cycles, retry of the last", CYCLES, { history: [use("x", "a"), use("here", "c")] }, "2027-03-01", null],
    ["forever", FOREVER, { history: [use("x", "a"), use("y", "b")], starts_at: started }, "2050-01-01", null],
    ["ended before the cycle", FOREVER, { ended_at: started }, "2027-01-01", "discount_ended"],
    ["ended during the cycle", FOREVER, { ended_at: at("2027-01-10") }, "2027-01-01", null],
    ["one-time line, fresh", FOREVER, {}, null, null],
    ["one-time line, in a later document", FOREVER, { history: [use("other", null)] }, null, "duration_used_up"],
    ["one-time line, ended", FOREVER, { ended_at: started }, null, "discount_ended"],
    [
      "one-time line, ended, but already in this document",
      ONCE,
      { ended_at: started, history: [use("here", null)] },
      null,
      null,
    ],
    ["repeating without any number", { duration: "repeating" }, {}, "2027-01-01", "duration_used_up"],
  ])("rules 10 to 14: %s", (_name, promise, over, cycle_start, refusal) => {
    const asked = cycle_start === null ? null : cycle("c", cycle_start)
    const answer = covers(discount({ ...over, terms: promise }), asked, "here")
    expect(answer?.code ?? null).toBe(refusal)
  })

  it("counts months in the zone it is given", () => {
    const berlin = discount({ starts_at: at("2027-01-31T23:30:00Z"), terms: { ...MONTHS, duration_in_months: 1 } })
    const asked = cycle("c", "2027-02-28T23:15:00Z")
    // In Berlin it started on 1 February and lasts to 1 March, 00:30.
    expect(covers(berlin, asked, "here", "Europe/Berlin")).toBeNull()
    expect(covers(berlin, cycle("c", "2027-02-28T23:30:00Z"), "here", "Europe/Berlin")?.code).toBe("duration_used_up")
    expect(covers(berlin, cycle("c", "2027-02-28T23:30:00Z"), "here")?.code).toBe("duration_used_up")
    expect(covers(berlin, cycle("c", "2027-02-28T22:30:00Z"), "here")).toBeNull()
  })

  it("does not mix up two discounts that share their terms", () => {
    const promise = terms(MONTHS)
    const early: Discount = { ...discount(), terms: promise, starts_at: at("2027-01-01") }
    const late: Discount = { ...discount(), terms: promise, starts_at: at("2027-06-01") }
    const asked = cycle("c", "2027-06-15")
    expect(covers(early, asked, "here")?.code).toBe("duration_used_up")
    expect(covers(late, asked, "here")).toBeNull()
    expect(covers(early, asked, "here")?.code).toBe("duration_used_up")
  })
})

const plan = (anchor: string, billing_period: BillingPeriod, over: Partial<ForecastInput["subscription"]> = {}) => ({
  subscription: { id: "bsub_1", currency_code: "eur", anchor: at(anchor), billing_period, ...over },
  lines: [{ ...subscriptionLine({ billing_period, amount_minor: 3000 }) }],
})

const amounts = (input: ForecastInput) => forecast(input).map(({ evaluation }) => evaluation.total_minor)
const discounted = (input: ForecastInput) => amounts(input).filter((amount) => amount > 0).length
const lasts = (input: ForecastInput) =>
  forecast(input).flatMap(({ index, discounts }) => (discounts.some(({ is_last }) => is_last) ? [index] : []))

describe("forecast", () => {
  const three_months = [discount({ terms: MONTHS })]

  it.each<[string, string, BillingPeriod, number]>([
    ["weekly from 2027-01-01, 90 days", "2027-01-01", WEEKLY, 13],
    ["weekly from 2027-05-01, 92 days", "2027-05-01", WEEKLY, 14],
    ["monthly", "2027-01-01", MONTHLY, 3],
    ["monthly from the 31st", "2027-01-31", MONTHLY, 3],
    ["yearly", "2027-01-01", YEARLY, 1],
    ["daily from 2027-01-01", "2027-01-01", { interval: "day", interval_count: 1 }, 90],
    ["every two months", "2027-01-01", { interval: "month", interval_count: 2 }, 2],
  ])("rule 11: 3 months on %s", (_name, anchor, period, count) => {
    const input = { ...plan(anchor, period), discounts: three_months, count: count + 5 }
    expect(discounted(input)).toBe(count)
    expect(lasts(input)).toEqual([count - 1])
    expect(amounts(input).slice(0, count)).toEqual(Array<number>(count).fill(600))
  })

  it("weekly over a change of daylight saving time is 13 in the shop's own zone too", () => {
    // From 1 February to 1 May 2027: 89 days, the last week beginning on 26 April.
    const input = {
      ...plan("2027-01-31T23:00:00Z", WEEKLY, { time_zone: "Europe/Berlin" }),
      discounts: three_months,
      count: 20,
    }
    expect(discounted(input)).toBe(13)
  })

  it("rule 13: consumes nothing in the trial", () => {
    const input = {
      ...plan("2027-01-01", MONTHLY, { trial_end: at("2027-01-15") }),
      discounts: [discount({ terms: ONCE })],
      count: 4,
    }
    expect(amounts(input)).toEqual([0, 600, 0, 0])
    expect(lasts(input)).toEqual([1])
  })

  it("goes on from what has been billed", () => {
    const billed = discount({ terms: CYCLES, starts_at: started, history: [use("binv_1", "bsub_1#1")] })
    const input = { ...plan("2027-01-01", MONTHLY, { from_index: 1 }), discounts: [billed], count: 3 }
    expect(forecast(input).map(({ cycle: { key } }) => key)).toEqual(["bsub_1#2", "bsub_1#3", "bsub_1#4"])
    expect(amounts(input)).toEqual([600, 0, 0])
    expect(billed.history).toHaveLength(1)
  })

  it("stops where the subscription ends, and that invoice is the last", () => {
    const input = {
      ...plan("2027-01-01", MONTHLY, { ends_at: at("2027-03-01") }),
      discounts: [discount({ terms: FOREVER })],
      count: 12,
    }
    expect(amounts(input)).toEqual([600, 600])
    expect(lasts(input)).toEqual([1])
  })

  it("never ends a lifelong discount", () => {
    const input = { ...plan("2027-01-01", YEARLY), discounts: [discount({ terms: FOREVER })], count: 30 }
    expect(discounted(input)).toBe(30)
    expect(lasts(input)).toEqual([])
  })
})

describe("isLast of a billed invoice", () => {
  const monthly = { id: "bsub_1", anchor: started, billing_period: MONTHLY }
  const history = [use("binv_1", "bsub_1#1"), use("binv_2", "bsub_1#2"), use("binv_3", "bsub_1#3")]

  it.each<[string, Partial<Terms>]>([
    ["3 months", MONTHS],
    ["3 cycles", { duration: "repeating", duration_in_cycles: 3 }],
  ])("says so for the third of %s only, looking back", (_name, promise) => {
    const past = discount({ terms: promise, starts_at: started, history })
    const answers = [0, 1, 2].map((index) =>
      isLast(past, { document_id: `binv_${index + 1}`, cycle: cycleAt(monthly, index) }, cycleAt(monthly, index + 1)),
    )
    expect(answers).toEqual([false, false, true])
  })
})

describe("hasRunOut", () => {
  const used = (...keys: string[]) => keys.map((key) => ({ document_id: `binv ${key}`, cycle_key: key }))
  const months = { duration: "repeating", duration_in_months: 2 } as const
  const cycles = { duration: "repeating", duration_in_cycles: 2 } as const

  it.each<[string, Parameters<typeof discount>[0], boolean]>([
    ["once, not used", { terms: { duration: "once" } }, false],
    ["once, used", { terms: { duration: "once" }, history: used("1") }, true],
    ["for ever, used", { terms: { duration: "forever" }, history: used("1") }, false],
    ["two cycles, one used by two invoices", { terms: cycles, history: [...used("1"), ...used("1")] }, false],
    ["two cycles, both used", { terms: cycles, history: used("1", "2") }, true],
    ["two months, not started", { terms: months }, false],
    ["two months, in the second", { terms: months, starts_at: at("2026-12-01") }, false],
    ["two months, over", { terms: months, starts_at: at("2026-11-15") }, true],
    ["ended", { terms: { duration: "forever" }, ended_at: at("2027-01-01") }, true],
  ])("rule 51: %s", (_name, over, expected) => {
    expect(hasRunOut(discount(over), at("2027-01-15"))).toBe(expected)
  })
})
