// The durations: which cycles a discount covers, and what the coming invoices look like.
import type { BillingPeriod, Discount, ForecastInput, Terms } from "../index"
import { covers, discountEnd, forecast, hasRunOut, isLast, newCalendar, periodAt, toCycle } from "../index"
import { MONTHLY, WEEKLY, YEARLY, at, cycle, day, discount, subscriptionLine, terms } from "./builders"

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

const calendar = (started: string, period: BillingPeriod, trial_days = 0, time_zone = "utc") =>
  newCalendar({ id: "bsub_1", started_at: new Date(at(started)), time_zone }, period, trial_days)

const plan = (started: string, billing_period: BillingPeriod, over: Partial<ForecastInput["subscription"]> = {}) => ({
  subscription: { ...calendar(started, billing_period), currency_code: "eur", ...over },
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
      ...plan("2027-01-01", MONTHLY, calendar("2027-01-01", MONTHLY, 14)),
      discounts: [discount({ terms: ONCE })],
      count: 4,
    }
    expect(amounts(input)).toEqual([0, 600, 0, 0])
    expect(lasts(input)).toEqual([1])
  })

  it("goes on from what has been billed", () => {
    const billed = discount({ terms: CYCLES, starts_at: started, history: [use("binv_1", "bsub_1#0")] })
    const input = { ...plan("2027-01-01", MONTHLY, { from_index: 1 }), discounts: [billed], count: 3 }
    expect(forecast(input).map(({ cycle: { key } }) => key)).toEqual(["bsub_1#1", "bsub_1#2", "bsub_1#3"])
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
  const cycleOf = (index: number) => toCycle(periodAt(calendar("2027-01-01", MONTHLY), index))
  const history = [use("binv_1", "bsub_1#0"), use("binv_2", "bsub_1#1"), use("binv_3", "bsub_1#2")]

  it.each<[string, Partial<Terms>]>([
    ["3 months", MONTHS],
    ["3 cycles", { duration: "repeating", duration_in_cycles: 3 }],
  ])("says so for the third of %s only, looking back", (_name, promise) => {
    const past = discount({ terms: promise, starts_at: started, history })
    const answers = [0, 1, 2].map((index) =>
      isLast(past, { document_id: `binv_${index + 1}`, cycle: cycleOf(index) }, cycleOf(index + 1)),
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
