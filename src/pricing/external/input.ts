// What a merchant's own billing hands in, checked before anything is read: amounts in major units, instants in ISO.
import { z } from "@medusajs/framework/zod"
import { dateBoundaryOrNull, FIRST_YEAR, LAST_YEAR, MAX_AMOUNT, MAX_QUANTITY } from "../../engine"
import { invalid } from "../../tools/errors"

const id = z.string().trim().min(1, "must not be empty").max(255)
const instant = z.union([z.date(), z.string()]).transform((value, context) => {
  const text = value instanceof Date ? value.toISOString() : value
  const at = dateBoundaryOrNull(text, "start")
  if (at === null) {
    const message = `must be an instant, such as 2027-01-01T00:00:00Z, in the years ${FIRST_YEAR} to ${LAST_YEAR}`
    context.addIssue({ code: "custom", message })
    return z.NEVER
  }
  return new Date(at)
})
const amount = z.number().min(0, "must not be negative").max(MAX_AMOUNT, `must be at most ${MAX_AMOUNT}`)

const lineSchema = z.strictObject({
  /** Unique in the document; the adjustments answer it. A discount on one subscription item goes by this id. */
  id,
  title: z.string().optional(),
  quantity: z.number().positive().max(MAX_QUANTITY),
  /** What all units cost before our discounts and after those of others, in the tax basis the line is priced in. */
  amount,
  variant_id: id.nullish(),
  product_id: id.nullish(),
  /** Default: the subscription's. */
  plan_id: id.nullish(),
  is_tax_inclusive: z.boolean().default(false),
})

const shippingSchema = z.strictObject({
  id,
  amount,
  is_tax_inclusive: z.boolean().default(false),
  /** Percent, all taxes together; asked for where the price includes them, because core reads adjustments as net. */
  tax_rate: z.number().min(0).default(0),
})

const periodSchema = z
  .strictObject({ starts_at: instant, ends_at: instant })
  .refine(({ starts_at, ends_at }) => starts_at < ends_at, "must end after it starts")

const subscription = {
  subscription_id: id,
  /** Whose discounts count as well; null or absent: none. */
  customer_id: id.nullish(),
  currency_code: z
    .string()
    .regex(/^[A-Za-z]{3}$/, "must be three letters, such as eur")
    .transform((code) => code.toLowerCase()),
  interval: z.enum(["day", "week", "month", "year"]),
  interval_count: z.number().int().min(1).max(1000).default(1),
  /** Free text; coupons name it in the scope of their plans. */
  plan_id: id.nullish(),
  lines: z.array(lineSchema).min(1, "must have at least one line").max(1000),
  shipping: z.array(shippingSchema).max(100).default([]),
}

const hasUniqueIds = ({ lines, shipping }: { lines: { id: string }[]; shipping: { id: string }[] }) =>
  new Set([...lines, ...shipping].map((line) => line.id)).size === lines.length + shipping.length

const isExact = ({ lines, shipping }: { lines: { amount: number }[]; shipping: { amount: number }[] }) =>
  [...lines, ...shipping].reduce((sum, line) => sum + line.amount, 0) <= MAX_AMOUNT

const exact = { error: `come to more than ${MAX_AMOUNT} in all`, path: ["lines"] }

const unique = { error: "has two lines of the same id", path: ["lines"] }

const renewalSchema = z
  .strictObject({
    ...subscription,
    period: periodSchema,
    /** The cycle's name. Default: subscription and start of the period. Several bills of one cycle share it (rule 12). */
    cycle_key: id.nullish(),
    /** The bill's own id, the same for each retry. Default: the cycle's name, so one bill per period. */
    document_id: id.nullish(),
    /** The order that the bill is or will be, for the ledger. */
    order_id: id.nullish(),
  })
  .refine(hasUniqueIds, unique)
  .refine(isExact, exact)

const previewSchema = z
  .strictObject({
    ...subscription,
    period: periodSchema,
    /** First instant of the first period, which the others are counted from: month ends do not drift. Default: this period's. */
    anchor: instant.nullish(),
    count: z.number().int().min(1).max(60).default(1),
  })
  .refine(hasUniqueIds, unique)
  .refine(isExact, exact)

const startSchema = z.strictObject({
  order_id: id,
  subscription_id: id,
  /** The order's lines that the subscription renews. Default: those that are marked as recurring. */
  line_ids: z.array(id).min(1).nullish(),
  starts_at: instant,
})

const voidSchema = z
  .strictObject({
    /** As `discountRenewalWorkflow` was given it, or answered it. */
    document_id: id.nullish(),
    subscription_id: id.nullish(),
    period_starts_at: instant.nullish(),
    reason: z.string().max(255).default("renewal voided"),
  })
  .refine(
    ({ document_id, subscription_id, period_starts_at }) => document_id || (subscription_id && period_starts_at),
    {
      error: "must be given, or 'subscription_id' and 'period_starts_at'",
      path: ["document_id"],
    },
  )

const endSchema = z.strictObject({
  subscription_id: id,
  /** Items that discounts were put on. */
  item_ids: z.array(id).default([]),
  reason: z.string().max(255).default("subscription ended"),
})

export type DiscountRenewalInput = z.input<typeof renewalSchema>
export type PreviewRenewalInput = z.input<typeof previewSchema>
export type StartExternalSubscriptionInput = z.input<typeof startSchema>
export type VoidRenewalInput = z.input<typeof voidSchema>
export type EndExternalSubscriptionInput = z.input<typeof endSchema>
export type Renewal = z.output<typeof renewalSchema>
export type Preview = z.output<typeof previewSchema>

/** Throws INVALID_DATA with one sentence that names every field that is wrong. */
function read<T extends z.ZodType>(schema: T, what: string): (input: unknown) => z.output<T> {
  return (input) => {
    const result = schema.safeParse(input)
    if (result.success) {
      return result.data
    }
    const problems = result.error.issues.map(({ path, message }) => `${path.join(".") || "input"}: ${message}`)
    throw invalid(`${what}: ${problems.join("; ")}.`)
  }
}

export const readRenewal = read(renewalSchema, "The renewal")
export const readPreview = read(previewSchema, "The preview")
export const readStart = read(startSchema, "The start of the subscription")
export const readVoid = read(voidSchema, "The renewal to void")
export const readEnd = read(endSchema, "The end of the subscription")
