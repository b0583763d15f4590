// The small schemas that coupon, promo code and restrictions are built from.
import { z } from "@medusajs/framework/zod"
import { isEmailPattern, normaliseEmail } from "./emails"
import { currencyDigits, fitsCurrency, isCurrency, MAX_AMOUNT } from "./money"
import { WEEKDAYS } from "./types"
import type { BillingPeriod, MoneyAmount, TimeWindow } from "./types"

const MAX_IDS = 10_000

/** A list of ids, each once, at most 10,000. */
export const idListSchema = z
  .array(z.string().trim().min(1).max(255))
  .max(MAX_IDS)
  .transform((ids) => [...new Set(ids)])

/** E-mail addresses and domains ("*@acme.com"), normalised, each once, at most 10,000. */
export const emailListSchema = z
  .array(
    z
      .string()
      .max(320)
      .transform(normaliseEmail)
      .refine(isEmailPattern, {
        error: ({ input }) => `${String(input)} is neither an e-mail address nor a domain such as *@acme.com.`,
      }),
  )
  .max(MAX_IDS)
  .transform((emails) => [...new Set(emails)])

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "A time of day has hours and minutes, such as 17:00.")

/** Hours on some days of the week; days in their order, each once. */
export const timeWindowsSchema: z.ZodType<TimeWindow[]> = z
  .array(
    z.strictObject({
      days: z
        .array(z.enum(WEEKDAYS))
        .min(1)
        .max(WEEKDAYS.length)
        .transform((days) => WEEKDAYS.filter((day) => days.includes(day))),
      from: timeOfDay,
      to: timeOfDay,
    }),
  )
  .max(100)

/** One decimal amount (major units), more than 0, with no more decimals than its currency has; the code in lower case. */
export const moneySchema: z.ZodType<MoneyAmount> = z
  .strictObject({
    currency_code: z
      .string()
      .regex(/^[a-zA-Z]{3}$/, { error: "A currency code has three letters, such as eur.", abort: true })
      .refine(isCurrency, { error: ({ input }) => `There is no currency ${String(input).toUpperCase()}.` })
      .transform((code) => code.toLowerCase()),
    amount: z.number(),
  })
  .superRefine(({ currency_code, amount }, context) => {
    const problem = moneyProblem(amount, currency_code)
    if (problem) {
      context.addIssue({ code: "custom", path: ["amount"], message: problem })
    }
  })

function moneyProblem(amount: number, currency_code: string): string | null {
  if (!(amount > 0)) {
    return "An amount must be more than 0."
  }
  if (!fitsCurrency(amount, currency_code)) {
    return `Amounts in ${currency_code.toUpperCase()} have at most ${currencyDigits(currency_code)} decimals: ${amount} has more.`
  }
  return amount > MAX_AMOUNT ? `The amount ${amount} is too large: ${MAX_AMOUNT} is the most.` : null
}

/** One amount per currency, no currency twice. */
export const moneyListSchema = z
  .array(moneySchema)
  .max(200)
  .superRefine((amounts, context) => {
    const seen = new Set<string>()
    for (const { currency_code } of amounts) {
      if (seen.has(currency_code)) {
        context.addIssue({
          code: "custom",
          message: `There can be only one amount in ${currency_code.toUpperCase()}.`,
        })
      }
      seen.add(currency_code)
    }
  })

/** How often a plan bills, e.g. every 1 month. */
export const billingPeriodSchema: z.ZodType<BillingPeriod> = z.strictObject({
  interval: z.enum(["day", "week", "month", "year"]),
  interval_count: z.number().int().min(1).max(1000),
})
