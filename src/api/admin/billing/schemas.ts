// What the billing routes accept: strict schemas, each refusal a sentence.
import { z } from "@medusajs/framework/zod"
import { dateSchema, instantSchema, MAX_AMOUNT, MAX_QUANTITY } from "../../../engine"
import { INVOICE_STATUSES, SUBSCRIPTION_STATUSES } from "../../../modules/billing/types"
import { idsParam, listParams } from "../../validate"
import { customTerms } from "../../custom-terms"

const MAX_COUNT = 1_000
const MAX_DAYS = 3_650
const MAX_UPCOMING = 60

const id = z.string().trim().min(1).max(255)
const count = (name: string, max: number) =>
  z
    .number({ error: `'${name}' must be a whole number.` })
    .int(`'${name}' must be a whole number.`)
    .min(1, `'${name}' must be at least 1.`)
    .max(max, `'${name}' must be at most ${max}.`)
const days = z
  .number({ error: "'trial_days' must be a whole number." })
  .int("'trial_days' must be a whole number.")
  .min(0, "'trial_days' must not be negative.")
  .max(MAX_DAYS, `'trial_days' must be at most ${MAX_DAYS}.`)

const intervals = z.enum(["day", "week", "month", "year"], {
  error: "'interval' must be one of day, week, month, year.",
})

const planFields = {
  variant_id: id,
  name: z.string().trim().min(1, "A plan needs a name.").max(255),
  interval: intervals,
  interval_count: count("interval_count", MAX_COUNT),
  trial_days: days,
  is_default: z.boolean({ error: "'is_default' must be true or false." }),
}

export const createPlanSchema = z.strictObject({
  ...planFields,
  interval_count: planFields.interval_count.default(1),
  trial_days: days.default(0),
  is_default: planFields.is_default.default(false),
})
export type CreatePlanBody = z.infer<typeof createPlanSchema>

export const updatePlanSchema = z.strictObject(planFields).partial()
export type UpdatePlanBody = z.infer<typeof updatePlanSchema>

export const listPlansSchema = z.strictObject({
  ...listParams(["created_at", "updated_at", "name", "id"]),
  q: z.string().max(255).optional(),
  id: idsParam.optional(),
  variant_id: idsParam.optional(),
})
export type ListPlansQuery = z.infer<typeof listPlansSchema>

const price = z
  .number({ error: "'unit_price' must be a number." })
  .min(0, "'unit_price' must not be negative.")
  .max(MAX_AMOUNT, `'unit_price' must be at most ${MAX_AMOUNT}.`)

const MAX_ITEMS = 100
const MAX_DISCOUNTS = 20

const newItemSchema = z
  .strictObject({
    plan_id: id.optional(),
    variant_id: id.optional(),
    quantity: count("quantity", MAX_QUANTITY).default(1),
    unit_price: price.optional(),
  })
  .superRefine(({ plan_id, variant_id }, context) => {
    if (plan_id === undefined && variant_id === undefined) {
      context.addIssue({ code: "custom", message: "An item names its 'plan_id', or its 'variant_id'." })
    }
  })

const text = z.string().trim().max(255)

/** The columns of core's addresses. */
const addressSchema = z.strictObject({
  first_name: text.nullish(),
  last_name: text.nullish(),
  company: text.nullish(),
  address_1: text.nullish(),
  address_2: text.nullish(),
  city: text.nullish(),
  postal_code: text.nullish(),
  province: text.nullish(),
  country_code: z
    .string({ error: "'country_code' must be two letters, such as de." })
    .regex(/^[a-zA-Z]{2}$/, "'country_code' must be two letters, such as de.")
    .transform((code) => code.toLowerCase()),
  phone: text.nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
})

const newDiscountSchema = z
  .strictObject({
    coupon_id: id.optional(),
    code: z.string().trim().min(1).max(256).optional(),
    custom: z
      .record(z.string(), z.unknown())
      .transform((custom, context) => {
        return customTerms(custom, (message) => context.addIssue({ code: "custom", message })) ?? z.NEVER
      })
      .optional(),
    item: z
      .number({ error: "'item' must be a whole number." })
      .int("'item' must be a whole number.")
      .min(0, "'item' must not be negative: items are counted from 0.")
      .optional(),
    override_limits: z.boolean({ error: "'override_limits' must be true or false." }).default(false),
  })
  .superRefine(({ coupon_id, code, custom }, context) => {
    if ([coupon_id, code, custom].filter((source) => source !== undefined).length !== 1) {
      const message = "A discount names its 'coupon_id', its 'code', or 'custom' terms; exactly one of them."
      context.addIssue({ code: "custom", message })
    }
  })

export const createSubscriptionSchema = z
  .strictObject({
    customer_id: id,
    plan_id: id.optional(),
    region_id: id,
    sales_channel_id: id.nullish(),
    email: z.email("'email' must be an e-mail address.").nullish(),
    quantity: count("quantity", MAX_QUANTITY).optional(),
    items: z.array(newItemSchema).min(1, "'items' must name at least one item.").max(MAX_ITEMS).optional(),
    trial_days: days.optional(),
    starts_at: dateSchema.optional(),
    started_at: instantSchema("started_at").optional(),
    discounts: z.array(newDiscountSchema).max(MAX_DISCOUNTS).optional(),
    shipping_address: addressSchema.nullish(),
    shipping_option_id: id.nullish(),
    payment_provider_id: id.nullish(),
    payment_data: z.record(z.string(), z.unknown()).nullish(),
    metadata: z.record(z.string(), z.unknown()).nullish(),
    preview: z.boolean({ error: "'preview' must be true or false." }).default(false),
    count: count("count", MAX_UPCOMING).default(12),
  })
  .superRefine((body, context) => {
    const refuse = (message: string) => context.addIssue({ code: "custom", message })
    if (body.starts_at !== undefined && body.started_at !== undefined) {
      refuse("Send 'starts_at' alone: 'started_at' is its older name.")
    }
    if (body.items && body.quantity !== undefined) {
      refuse("Each of the 'items' has a 'quantity' of its own: leave out the other one.")
    }
    if (body.plan_id === undefined && !body.items?.every(({ plan_id }) => plan_id !== undefined)) {
      refuse("Each of the 'items' must name its 'plan_id', or the subscription one for all of them.")
    }
    const items = body.items?.length ?? 1
    for (const [index, { item = 0 }] of (body.discounts ?? []).entries()) {
      if (item >= items) {
        refuse(`'discounts.${index}.item' is ${item}, and the last item is ${items - 1}: they are counted from 0.`)
      }
    }
  })
export type CreateSubscriptionBody = z.infer<typeof createSubscriptionSchema>

const oneOf = <T extends string>(name: string, known: readonly [T, ...T[]]) =>
  idsParam.refine(
    (list) => list.every((item) => (known as readonly string[]).includes(item)),
    `'${name}' must be one of ${known.join(", ")}.`,
  )

export const listSubscriptionsSchema = z.strictObject({
  ...listParams(["created_at", "updated_at", "started_at", "current_period_end", "id"]),
  q: z.string().max(255).optional(),
  id: idsParam.optional(),
  customer_id: idsParam.optional(),
  plan_id: idsParam.optional(),
  order_id: idsParam.optional(),
  status: oneOf("status", SUBSCRIPTION_STATUSES).optional(),
})
export type ListSubscriptionsQuery = z.infer<typeof listSubscriptionsSchema>

export const listInvoicesSchema = z.strictObject({
  ...listParams(["created_at", "updated_at", "period_start", "issued_at", "number", "total", "id"], 50),
  q: z.string().max(255).optional(),
  id: idsParam.optional(),
  subscription_id: idsParam.optional(),
  customer_id: idsParam.optional(),
  order_id: idsParam.optional(),
  status: oneOf("status", INVOICE_STATUSES).optional(),
  // Our own codes, and whatever payment providers say.
  failure_code: idsParam.optional(),
})
export type ListInvoicesQuery = z.infer<typeof listInvoicesSchema>

export const cancelSubscriptionSchema = z.strictObject({
  at_period_end: z.boolean({ error: "'at_period_end' must be true or false." }).default(false),
})
export type CancelSubscriptionBody = z.infer<typeof cancelSubscriptionSchema>

const preview = z.boolean({ error: "'preview' must be true or false." }).default(false)

export const pauseSchema = z.strictObject({ preview })
export type PauseBody = z.infer<typeof pauseSchema>

export const changePlanSchema = z.strictObject({
  plan_id: id,
  at: z.enum(["now", "period_end"], { error: "'at' must be one of now, period_end." }).optional(),
  proration: z
    .enum(["credit", "difference", "none"], { error: "'proration' must be one of credit, difference, none." })
    .optional(),
  unit_price: price.nullish(),
  promo_code: z.string().trim().min(1).max(256).nullish(),
  coupon_id: id.nullish(),
  preview,
})
export type ChangePlanBody = z.infer<typeof changePlanSchema>

const typedCode = z.string().trim().min(1, "Enter a promo code.").max(256, "That is too long to be a promo code.")

export const enterCodeSchema = z.strictObject({
  code: typedCode,
  preview,
  count: count("count", MAX_UPCOMING).default(12),
})
export type EnterCodeBody = z.infer<typeof enterCodeSchema>

export const paymentMethodSchema = z.strictObject({
  payment_provider_id: id,
  payment_data: z.record(z.string(), z.unknown()).nullish(),
})
export type PaymentMethodBody = z.infer<typeof paymentMethodSchema>

const upcomingCount = z
  .string()
  .regex(/^\d{1,3}$/, "'count' must be a whole number.")
  .transform(Number)
  .refine((value) => value >= 1 && value <= MAX_UPCOMING, `'count' must be from 1 to ${MAX_UPCOMING}.`)
  .default(12)

export const upcomingSchema = z.strictObject({ count: upcomingCount, coupon_id: id.optional() })
export type UpcomingQuery = z.infer<typeof upcomingSchema>

export const storeUpcomingSchema = z.strictObject({ count: upcomingCount })
export type TakeCodeOffQuery = z.infer<typeof storeUpcomingSchema>

export const runRenewalsSchema = z.strictObject({ until: instantSchema("until").nullish() })
export type RunRenewalsBody = z.infer<typeof runRenewalsSchema>

export const testClockSchema = z.strictObject({ now: instantSchema("now").nullable() })
export type TestClockBody = z.infer<typeof testClockSchema>
