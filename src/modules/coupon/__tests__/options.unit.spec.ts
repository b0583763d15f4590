// Options of the coupon module that are objects: their defaults, and what is said of values that cannot be.
import { readOptions } from "../shared/options"

const DEFAULTS = { attempts: 10, attemptsPerAddress: 50, windowSeconds: 600, blockSeconds: 600, addressHeader: null }

describe("the option guessing", () => {
  it.each<[string, unknown, unknown]>([
    ["absent", undefined, DEFAULTS],
    ["switched off", false, false],
    [
      "in part",
      { attempts: 3, addressHeader: "cf-connecting-ip" },
      { ...DEFAULTS, attempts: 3, addressHeader: "cf-connecting-ip" },
    ],
  ])("rule 47: %s", (_name, guessing, read) => {
    expect(readOptions({ guessing }).guessing).toEqual(read)
  })

  it.each<[unknown, RegExp]>([
    [true, /guessing: must be false, or an object such as \{ attempts: 10 \}/],
    [5, /guessing: must be false, or an object/],
    [{ attempts: 0 }, /guessing\.attempts: must be at least 1/],
    [{ attempts: "many" }, /guessing\.attempts: must be a whole number of attempts, such as 10/],
    [{ windowSeconds: 1.5 }, /guessing\.windowSeconds: must be a whole number of seconds, such as 600/],
    [{ blockSeconds: 1e9 }, /guessing\.blockSeconds: must be at most 1000000/],
    [{ addressHeader: "two words" }, /guessing\.addressHeader: must be the name of a header/],
    [{ tries: 3 }, /guessing: .*tries/],
  ])("rule 47: refuses %j and says what is wrong", (guessing, message) => {
    expect(() => readOptions({ guessing })).toThrow(message)
  })
})

describe("the option reminders", () => {
  const DAYS = { upcomingInvoiceDays: 7, trialEndingDays: 3, couponExpiringDays: 7 }

  it.each<[string, unknown, unknown]>([
    ["absent", undefined, DAYS],
    ["switched off", false, false],
    ["in part", { upcomingInvoiceDays: 14 }, { ...DAYS, upcomingInvoiceDays: 14 }],
  ])("rule 54: %s", (_name, reminders, read) => {
    expect(readOptions({ reminders }).reminders).toEqual(read)
  })

  it.each<[unknown, RegExp]>([
    [true, /reminders: must be false, or an object such as \{ upcomingInvoiceDays: 7 \}/],
    [{ trialEndingDays: 0 }, /reminders\.trialEndingDays: must be at least 1/],
    [{ couponExpiringDays: 91 }, /reminders\.couponExpiringDays: must be at most 90/],
    [{ upcomingInvoiceDays: "a week" }, /reminders\.upcomingInvoiceDays: must be a whole number of days, such as 7/],
    [{ days: 3 }, /reminders: .*days/],
  ])("rule 54: refuses %j and says what is wrong", (reminders, message) => {
    expect(() => readOptions({ reminders })).toThrow(message)
  })
})
