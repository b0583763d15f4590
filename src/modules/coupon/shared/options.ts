// The module's options, checked once at boot.
import { z } from "@medusajs/framework/zod"
import { invalid } from "../../../tools/errors"

/** Options of the coupon module; a plugin's options arrive here whole, so options of other rooms are let through. */
export interface CouponModuleOptions {
  /** The store's time zone, an IANA name; plain dates and calendar months are meant in it. Default "UTC". */
  timeZone: string
  /** Lets an admin set the clock; for demos and tests. Default false. */
  testClock: boolean
  /** Rule 21: a customer with a running subscription may not enter codes for sign-ups. Default true. */
  refuseCodeWithActiveSubscription: boolean
  /** Rule 47: how many wrong codes may be tried; false switches the limits off. */
  guessing: GuessingOptions | false
  /** Rule 54: how many days before what comes; false: nobody is reminded. */
  reminders: ReminderOptions | false
}

/** Days before something comes, in which its reminder is told; a run that was missed is made up for while it has not come. */
export interface ReminderOptions {
  /** Before an invoice is due; with it come reminders of discounts that end, and of cards that expire before it. Default 7. */
  upcomingInvoiceDays: number
  /** Before a trial ends. Default 3. */
  trialEndingDays: number
  /** Before a coupon expires. Default 7. */
  couponExpiringDays: number
}

/** How many failed attempts to find a code are answered before all further ones are refused for a while (rule 47). */
export interface GuessingOptions {
  /** Per cart, and per customer who is logged in. Default 10. */
  attempts: number
  /** Per address, which many people may share. Default 50. */
  attemptsPerAddress: number
  /** Failures are counted over this time, from the first one on. Default 600. */
  windowSeconds: number
  /** How long nothing is answered after the last attempt. Default 600. */
  blockSeconds: number
  /** A header that the shop's own proxy always sets to the caller's address; null: the address as Express sees it. */
  addressHeader: string | null
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name })
    return true
  } catch {
    return false
  }
}

const count = (what: string, example: number) =>
  z
    .number({ error: `must be a whole number of ${what}, such as ${example}` })
    .int(`must be a whole number of ${what}, such as ${example}`)
    .min(1, "must be at least 1")
    .max(1_000_000, "must be at most 1000000")
    .default(example)

const guessingLimits = z.strictObject(
  {
    attempts: count("attempts", 10),
    attemptsPerAddress: count("attempts", 50),
    windowSeconds: count("seconds", 600),
    blockSeconds: count("seconds", 600),
    addressHeader: z
      .string({ error: "must be the name of a header, such as cf-connecting-ip" })
      .regex(/^[\w-]+$/, "must be the name of a header, such as cf-connecting-ip")
      .nullable()
      .default(null),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? undefined : "must be false, or an object such as { attempts: 10 }",
  },
)

/** False, or options where each that is missing has its default. A union would not say which of them is wrong. */
const unlessFalse = <T>(schema: z.ZodType<T>) =>
  z.unknown().transform((value, context): T | false => {
    if (value === false) {
      return false
    }
    const options = schema.safeParse(value ?? {})
    if (options.success) {
      return options.data
    }
    for (const { path, message } of options.error.issues) {
      context.addIssue({ code: "custom", path: [...path], message })
    }
    return z.NEVER
  })

const days = (example: number) =>
  z
    .number({ error: `must be a whole number of days, such as ${example}` })
    .int(`must be a whole number of days, such as ${example}`)
    .min(1, "must be at least 1")
    .max(90, "must be at most 90")
    .default(example)

const reminderDays = z.strictObject(
  { upcomingInvoiceDays: days(7), trialEndingDays: days(3), couponExpiringDays: days(7) },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? undefined : "must be false, or an object such as { upcomingInvoiceDays: 7 }",
  },
)

const schema = z.object({
  timeZone: z
    .string()
    .refine(isTimeZone, {
      error: (issue) => `"${String(issue.input)}" is not a known time zone, such as "Europe/Berlin"`,
    })
    .default("UTC"),
  testClock: z.boolean({ error: "must be true or false" }).default(false),
  refuseCodeWithActiveSubscription: z.boolean({ error: "must be true or false" }).default(true),
  guessing: unlessFalse<GuessingOptions>(guessingLimits),
  reminders: unlessFalse<ReminderOptions>(reminderDays),
})

/** Reads the options; throws MedusaError INVALID_DATA that names the option and what is wrong with it. */
export function readOptions(options: unknown): CouponModuleOptions {
  const result = schema.safeParse(options ?? {})
  if (result.success) {
    return result.data
  }
  const problems = result.error.issues.map((issue) => `${issue.path.join(".") || "options"}: ${issue.message}`)
  throw invalid(`Options of the coupon module: ${problems.join("; ")}.`)
}
