// The option `guessing`: its defaults, and what is said of values that cannot be.
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
