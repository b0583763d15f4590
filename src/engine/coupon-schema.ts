// What the API accepts as coupon, promo code and restrictions; which rules hold between fields; and the shown state.
import { z } from "@medusajs/framework/zod"
import { isValidCode, normaliseCode } from "./codes"
import { dateBoundaryOrNull, dateSchema, isPlainDay } from "./dates"
import { hasDecimals } from "./money"
import { editedRestrictionsSchema, restrictionsSchema } from "./restrictions"
import { billingPeriodSchema, idListSchema, moneyListSchema } from "./schema-parts"
import type { PurchaseKind, Scope, Terms } from "./types"

const scopeLists = {
  product_type_ids: idListSchema.optional(),
  product_ids: idListSchema.optional(),
  variant_ids: idListSchema.optional(),
  collection_ids: idListSchema.optional(),
  category_ids: idListSchema.optional(),
  plan_ids: idListSchema.optional(),
  billing_periods: z.array(billingPeriodSchema).max(100).optional(),
}

/** Which lines a coupon covers (rules 8 and 9). */
export const scopeSchema = z.strictObject({ ...scopeLists, excluded: z.strictObject(scopeLists).optional() })

/** 0 is no limit, as null is (rule 74). */
const limitSchema = z
  .number()
  .int()
  .min(0)
  .max(1_000_000_000)
  .transform((limit) => (limit === 0 ? null : limit))
  .nullable()
  .optional()
const metadataSchema = z.record(z.string(), z.unknown()).nullable().optional()

/** The fields that coupons, promo codes and code batches have in common. */
export const gateShape = {
  starts_at: dateSchema.nullable().optional(),
  expires_at: dateSchema.nullable().optional(),
  max_redemptions: limitSchema,
  max_redemptions_per_customer: limitSchema,
  restrictions: restrictionsSchema.optional(),
  metadata: metadataSchema,
}

const MAX_DAYS = 36_500

/** The same of what is made to be handed out: `expires_in_days` counts from its making, and stands for `expires_at`. */
export const codeGateShape = {
  ...gateShape,
  expires_in_days: z.number().int().min(0).max(MAX_DAYS).nullable().optional(),
}

/** Every field of a coupon that can be written, without defaults and without the rules between fields. */
const couponShape = {
  name: z.string().trim().min(1).max(200),
  description: z.string().max(5000).nullable().optional(),
  status: z.enum(["draft", "active"]).optional(),
  type: z.enum(["percentage", "fixed", "trial_extension"]),
  percentage: z
    .number()
    .gt(0, "A percentage must be more than 0.")
    .max(100, "A percentage can be at most 100.")
    .refine((value) => hasDecimals(value, 4), "A percentage can have at most 4 decimals.")
    .nullable()
    .optional(),
  maximum_discount: moneyListSchema.optional(),
  amounts: moneyListSchema.optional(),
  allocation: z.enum(["across", "per_unit"]).optional(),
  trial_days: z.number().int().min(1).max(3650).nullable().optional(),
  target: z.enum(["items", "shipping"]).optional(),
  applicable_to_credits: z.boolean().optional(),
  redeemable_for: z
    .array(z.enum(["one_time", "subscription"]))
    .min(1, "redeemable_for must name at least one kind of purchase.")
    .transform((kinds) => [...new Set(kinds)])
    .optional(),
  scope: scopeSchema.optional(),
  duration: z.enum(["once", "repeating", "forever"]).optional(),
  duration_in_months: z.number().int().min(1).max(1200).nullable().optional(),
  duration_in_cycles: z.number().int().min(0).max(100_000).nullable().optional(),
  ...gateShape,
  stackable: z.boolean().optional(),
  on_plan_change: z
    .enum(["keep_if_eligible", "end", "restart"], {
      error: "on_plan_change must be one of keep_if_eligible, end, restart.",
    })
    .optional(),
  included_in_mrr: z.boolean().nullable().optional(),
  release_on_cancel: z.boolean().optional(),
  release_on_refund: z.boolean().optional(),
  hold_minutes: z.number().int().min(1).max(10_080).nullable().optional(),
}

const couponFields = z.strictObject(couponShape)

type CouponFields = z.output<typeof couponFields>

/** Rules between fields: field, sentence, and whether the coupon breaks it. One row per rule. */
const COUPON_RULES: readonly { field: keyof CouponFields; message: string; isBroken(coupon: CouponFields): boolean }[] =
  [
    {
      field: "percentage",
      message: "A coupon of type percentage needs a percentage.",
      isBroken: (coupon) => coupon.type === "percentage" && isUnset(coupon.percentage),
    },
    {
      field: "percentage",
      message: "Only a coupon of type percentage can have a percentage.",
      isBroken: (coupon) => coupon.type !== "percentage" && !isUnset(coupon.percentage),
    },
    {
      field: "maximum_discount",
      message: "Only a coupon of type percentage can have a maximum_discount.",
      isBroken: (coupon) => coupon.type !== "percentage" && !isUnset(coupon.maximum_discount),
    },
    {
      field: "applicable_to_credits",
      message: "Only a coupon of type percentage can leave out the part paid by credit.",
      isBroken: (coupon) => coupon.type !== "percentage" && coupon.applicable_to_credits === false,
    },
    {
      field: "amounts",
      message: "A coupon of type fixed needs an amount in at least one currency.",
      isBroken: (coupon) => coupon.type === "fixed" && isUnset(coupon.amounts),
    },
    {
      field: "amounts",
      message: "Only a coupon of type fixed can have amounts.",
      isBroken: (coupon) => coupon.type !== "fixed" && !isUnset(coupon.amounts),
    },
    {
      field: "allocation",
      message: "Only a coupon of type fixed can be allocated per_unit.",
      isBroken: (coupon) => coupon.type !== "fixed" && coupon.allocation === "per_unit",
    },
    {
      field: "trial_days",
      message: "A coupon of type trial_extension needs trial_days.",
      isBroken: (coupon) => coupon.type === "trial_extension" && isUnset(coupon.trial_days),
    },
    {
      field: "trial_days",
      message: "Only a coupon of type trial_extension can have trial_days.",
      isBroken: (coupon) => coupon.type !== "trial_extension" && !isUnset(coupon.trial_days),
    },
    {
      field: "target",
      message: "A coupon of type trial_extension cannot target shipping.",
      isBroken: (coupon) => coupon.type === "trial_extension" && coupon.target === "shipping",
    },
    {
      field: "redeemable_for",
      message: "A coupon of type trial_extension can only be redeemed for a subscription.",
      isBroken: (coupon) => coupon.type === "trial_extension" && (coupon.redeemable_for?.includes("one_time") ?? false),
    },
    {
      field: "duration",
      message: "A coupon of type trial_extension lengthens a trial once.",
      isBroken: (coupon) => coupon.type === "trial_extension" && (coupon.duration ?? "once") !== "once",
    },
    {
      field: "redeemable_for",
      message: "A repeating or lifelong coupon must be redeemable for a subscription.",
      isBroken: (coupon) =>
        (coupon.duration ?? "once") !== "once" && coupon.redeemable_for?.includes("subscription") === false,
    },
    {
      field: "duration_in_months",
      message: "A repeating coupon needs exactly one of duration_in_months and duration_in_cycles.",
      isBroken: (coupon) =>
        coupon.duration === "repeating" && isUnset(coupon.duration_in_months) === isUnset(coupon.duration_in_cycles),
    },
    {
      field: "duration",
      message: "Only a repeating coupon can have duration_in_months or duration_in_cycles.",
      isBroken: (coupon) =>
        coupon.duration !== "repeating" && !(isUnset(coupon.duration_in_months) && isUnset(coupon.duration_in_cycles)),
    },
  ]

/**
 * A new coupon: strict, complete and with its defaults. Rules between fields: COUPON_RULES. Defaults: `redeemable_for`
 * follows the duration (rule 7); 0 cycles mean no limit and become forever (rule 10). Dates stay as typed, because only
 * the caller knows the store's time zone: see `parseDateBoundary`.
 */
export const createCouponSchema = couponFields
  .superRefine((coupon, context) => {
    for (const rule of COUPON_RULES) {
      if (rule.isBroken(coupon)) {
        context.addIssue({ code: "custom", path: [rule.field], message: rule.message })
      }
    }
    refuseEndBeforeStart(coupon, context)
  })
  .transform(withDefaults)

/**
 * Some fields of a coupon: strict, without defaults and without the rules between fields, which only the whole coupon can
 * break. Put the update over the stored coupon and parse the whole with `createCouponSchema` before storing it.
 */
export const updateCouponSchema = couponFields.extend({ restrictions: editedRestrictionsSchema.optional() }).partial()

/** Where a code is handed out, for reports. */
export const channelSchema = z.string().trim().min(1).max(100).nullable().optional()

/** A new promo code. `code` stays as typed, trimmed; compare by `normaliseCode`. Its limit against its coupon's: the caller. */
export const createPromoCodeSchema = z
  .strictObject({
    code: z
      .string()
      .trim()
      .refine(
        (code) => isValidCode(normaliseCode(code)),
        "A code has 1 to 64 letters, digits or - _ . + % ! and at least one letter or digit.",
      )
      .optional(),
    ...codeGateShape,
    channel: channelSchema,
  })
  .superRefine(refuseDates)
  .transform((input) => ({
    /** Null where one is to be made (rule 69). */
    code: input.code ?? null,
    ...gateDefaults(input),
    expires_in_days: input.expires_in_days ?? null,
    channel: input.channel ?? null,
  }))

export type CouponInput = z.output<typeof createCouponSchema>
export type CouponUpdate = z.output<typeof updateCouponSchema>
export type PromoCodeInput = z.output<typeof createPromoCodeSchema>

function withDefaults(coupon: CouponFields) {
  const is_unlimited = coupon.duration === "repeating" && coupon.duration_in_cycles === 0
  const duration = is_unlimited ? "forever" : (coupon.duration ?? "once")
  return {
    name: coupon.name,
    description: coupon.description ?? null,
    status: coupon.status ?? "draft",
    type: coupon.type,
    percentage: coupon.percentage ?? null,
    maximum_discount: coupon.maximum_discount ?? [],
    amounts: coupon.amounts ?? [],
    allocation: coupon.allocation ?? "across",
    trial_days: coupon.trial_days ?? null,
    target: coupon.target ?? "items",
    applicable_to_credits: coupon.applicable_to_credits ?? true,
    redeemable_for: coupon.redeemable_for ?? defaultKinds(coupon.type, duration),
    scope: coupon.scope ?? {},
    duration,
    duration_in_months: coupon.duration_in_months ?? null,
    duration_in_cycles: is_unlimited ? null : (coupon.duration_in_cycles ?? null),
    ...gateDefaults(coupon),
    stackable: coupon.stackable ?? false,
    on_plan_change: coupon.on_plan_change ?? "keep_if_eligible",
    included_in_mrr: coupon.included_in_mrr ?? null,
    release_on_cancel: coupon.release_on_cancel ?? true,
    release_on_refund: coupon.release_on_refund ?? false,
    hold_minutes: coupon.hold_minutes ?? null,
  }
}

/** The same, complete: what is absent is null or empty. */
export function gateDefaults(gate: z.output<z.ZodObject<typeof gateShape>>) {
  return {
    starts_at: gate.starts_at ?? null,
    expires_at: gate.expires_at ?? null,
    max_redemptions: gate.max_redemptions ?? null,
    max_redemptions_per_customer: gate.max_redemptions_per_customer ?? null,
    restrictions: gate.restrictions ?? {},
    metadata: gate.metadata ?? null,
  }
}

/** Rule 7. A trial belongs to a subscription. */
function defaultKinds(type: Terms["type"], duration: Terms["duration"]): PurchaseKind[] {
  return duration === "once" && type !== "trial_extension" ? ["one_time", "subscription"] : ["subscription"]
}

/** The same, and two ways to say when it ends. */
export function refuseDates(
  gate: { starts_at?: string | null; expires_at?: string | null; expires_in_days?: number | null },
  context: Parameters<typeof refuseEndBeforeStart>[1],
): void {
  refuseEndBeforeStart(gate, context)
  if (typeof gate.expires_at === "string" && typeof gate.expires_in_days === "number") {
    const message = "Give expires_at or expires_in_days, not both."
    context.addIssue({ code: "custom", path: ["expires_in_days"], message })
  }
}

/** Adds an issue when two dates of the same kind are in the wrong order; what is no date has its own sentence already. */
export function refuseEndBeforeStart(
  { starts_at, expires_at }: { starts_at?: string | null; expires_at?: string | null },
  context: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void },
): void {
  // A plain day and an instant can be compared only in the store's zone, which is not known here.
  if (!starts_at || !expires_at || isPlainDay(starts_at) !== isPlainDay(expires_at)) {
    return
  }
  const [start, end] = [dateBoundaryOrNull(starts_at, "start"), dateBoundaryOrNull(expires_at, "end")]
  if (start !== null && end !== null && start > end) {
    context.addIssue({ code: "custom", path: ["expires_at"], message: "expires_at must not be before starts_at." })
  }
}

function isUnset(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}

/** A frozen copy of a coupon's terms: later changes of the coupon do not reach it (law 5). */
export function termsOf(coupon: Terms): Terms {
  const { type, percentage, maximum_discount, amounts, allocation, trial_days, target, applicable_to_credits } = coupon
  const { redeemable_for, scope, duration, duration_in_months, duration_in_cycles, stackable, on_plan_change } = coupon
  return structuredClone({
    type,
    percentage,
    maximum_discount,
    amounts,
    allocation,
    trial_days,
    target,
    applicable_to_credits,
    redeemable_for,
    scope: scope satisfies Scope,
    duration,
    duration_in_months,
    duration_in_cycles,
    stackable,
    on_plan_change: on_plan_change ?? "keep_if_eligible",
  })
}

export type PromoCodeState = "paused" | "scheduled" | "active" | "expired" | "depleted" | "archived"
export type CouponState = PromoCodeState | "draft"

/** What a state follows from. Dates are epoch ms, both inclusive; `taken` are places taken under the limit. */
export interface StateFacts<S extends string> {
  status: S
  paused: boolean
  starts_at: number | null
  expires_at: number | null
  max_redemptions: number | null
  taken: number
}

/** The shown state of a coupon at `now` (epoch ms; rule 34). Where several hold, the one that lasts longest is shown. */
export function couponState(coupon: StateFacts<"draft" | "active" | "archived">, now: number): CouponState {
  return coupon.status === "draft" ? "draft" : promoCodeState({ ...coupon, status: coupon.status }, now)
}

/** The shown state of a promo code at `now` (epoch ms; rule 35), by the same rules as a coupon's. */
export function promoCodeState(code: StateFacts<"active" | "archived">, now: number): PromoCodeState {
  if (code.status === "archived") {
    return "archived"
  }
  if (code.expires_at !== null && now > code.expires_at) {
    return "expired"
  }
  if (code.max_redemptions !== null && code.taken >= code.max_redemptions) {
    return "depleted"
  }
  if (code.paused) {
    return "paused"
  }
  return code.starts_at !== null && now < code.starts_at ? "scheduled" : "active"
}
