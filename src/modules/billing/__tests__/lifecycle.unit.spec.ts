// Every pair of wishes about a subscription has one answer: pause, resume and cancel, in any order (rule 40).
import { endedAtOnce, endingWithPeriod, isBilling, paused, resumed } from "../lifecycle"
import type { Life } from "../lifecycle"

const NEW_YEAR = new Date("2027-01-01T00:00:00.000Z")
const FEBRUARY = new Date("2027-02-01T00:00:00.000Z")
const MARCH = new Date("2027-03-01T00:00:00.000Z")

/** Paid until February. */
const member = (over: Partial<Life> = {}): Life => ({
  id: "bsub",
  status: "active",
  trial_end: null,
  anchor: NEW_YEAR,
  anchor_index: 0,
  cycle_index: 0,
  current_period_end: FEBRUARY,
  next_billing_at: FEBRUARY,
  cancel_at_period_end: false,
  canceled_at: null,
  paused_at: null,
  ...over,
})

const WISHES = { pause: paused, resume: resumed, "end with period": endingWithPeriod, end: endedAtOnce }
type Wish = keyof typeof WISHES

const after = (start: Life, wishes: Wish[], now: Date): Life =>
  wishes.reduce((life, wish) => ({ ...life, ...WISHES[wish](life, now) }), start)

/** What the run does with it on that day: the question of `listDue` and `billDue`. */
function fate({ status, cancel_at_period_end, next_billing_at }: Life, day: Date): string {
  const is_due = next_billing_at !== null && next_billing_at <= day
  if (!is_due || !(isBilling({ status }) || (status === "paused" && cancel_at_period_end))) {
    return status
  }
  return cancel_at_period_end ? "ends" : "is billed"
}

it.each<[Wish[], string]>([
  [[], "is billed"],
  [["pause"], "paused"],
  [["pause", "resume"], "is billed"],
  [["end with period"], "ends"],
  [["end with period", "end with period"], "ends"],
  [["end with period", "resume"], "is billed"],
  [["end with period", "resume", "pause"], "paused"],
  [["end with period", "pause"], "ends"],
  [["pause", "end with period"], "ends"],
  [["end with period", "pause", "resume"], "ends"],
  [["pause", "end with period", "resume"], "ends"],
  [["end with period", "pause", "resume", "resume"], "is billed"],
  [["end"], "canceled"],
  [["pause", "end"], "canceled"],
  [["end with period", "pause", "end"], "canceled"],
])("fault A14: after %j, February %s", (wishes, expected) => {
  expect(fate(after(member(), wishes, NEW_YEAR), FEBRUARY)).toBe(expected)
})

it.each<[string, Partial<Life>, Wish[], Date, string]>([
  [
    "a trial that is paused and was to end",
    { status: "trialing", trial_end: FEBRUARY },
    ["end with period", "pause"],
    NEW_YEAR,
    "ends",
  ],
  ["a declined one that was to end", { status: "past_due" }, ["end with period"], FEBRUARY, "ends"],
  [
    "a declined one whose end is taken back",
    { status: "past_due" },
    ["end with period", "resume"],
    FEBRUARY,
    "is billed",
  ],
  [
    "one that was paused when its end came, and resumed late",
    {},
    ["end with period", "pause", "resume"],
    MARCH,
    "ends",
  ],
  [
    "one without any invoice yet",
    { cycle_index: -1, next_billing_at: NEW_YEAR },
    ["end with period", "pause"],
    NEW_YEAR,
    "ends",
  ],
])("fault A14: %s", (_name, over, wishes, now, expected) => {
  expect(fate(after(member(over), wishes, now), MARCH)).toBe(expected)
})

it.each<[string, Partial<Life>, Wish[], Date, RegExp]>([
  ["pausing what owes money", { status: "past_due" }, ["pause"], NEW_YEAR, /unpaid invoice/],
  ["pausing twice", {}, ["pause", "pause"], NEW_YEAR, /is paused and cannot be paused/],
  ["pausing what is over", {}, ["end", "pause"], NEW_YEAR, /is canceled and cannot be paused/],
  ["resuming what runs", {}, ["resume"], NEW_YEAR, /nothing to resume/],
  ["resuming what is over", { cancel_at_period_end: true }, ["end", "resume"], NEW_YEAR, /nothing to resume/],
  ["ending what is over", {}, ["end", "end with period"], NEW_YEAR, /cancelled already/],
  ["ending it twice", {}, ["end", "end"], NEW_YEAR, /cancelled already/],
  ["a period that is over", {}, ["pause", "end with period"], MARCH, /no period to end/],
  ["no period at all", { status: "unpaid" }, ["end with period"], NEW_YEAR, /no period to end/],
])("fault A14: refuses %s", (_name, over, wishes, now, message) => {
  expect(() => after(member(over), wishes, now)).toThrow(message)
})
