// The module's options, checked once at boot.
import { MedusaError } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"

/** Options of the coupon module; a plugin's options arrive here whole, so options of other rooms are let through. */
export interface CouponModuleOptions {
  /** The store's time zone, an IANA name; plain dates and calendar months are meant in it. Default "UTC". */
  timeZone: string
  /** Lets an admin set the clock; for demos and tests. Default false. */
  testClock: boolean
  /** Rule 21: a customer with a running subscription may not enter codes for sign-ups. Default true. */
  refuseCodeWithActiveSubscription: boolean
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name })
    return true
  } catch {
    return false
  }
}

const schema = z.object({
  timeZone: z
    .string()
    .refine(isTimeZone, {
      error: (issue) => `"${String(issue.input)}" is not a known time zone, such as "Europe/Berlin"`,
    })
    .default("UTC"),
  testClock: z.boolean({ error: "must be true or false" }).default(false),
  refuseCodeWithActiveSubscription: z.boolean({ error: "must be true or false" }).default(true),
})

/** Reads the options; throws MedusaError INVALID_DATA that names the option and what is wrong with it. */
export function readOptions(options: unknown): CouponModuleOptions {
  const result = schema.safeParse(options ?? {})
  if (result.success) {
    return result.data
  }
  const problems = result.error.issues.map((issue) => `${issue.path.join(".") || "options"}: ${issue.message}`)
  throw new MedusaError(MedusaError.Types.INVALID_DATA, `Options of the coupon module: ${problems.join("; ")}.`)
}
