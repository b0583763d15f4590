// What the routes for applied discounts accept.
import { z } from "@medusajs/framework/zod"
import type { CouponInput } from "../../../engine"
import type { DraftChoice, TargetChoice } from "../../../pricing/coupons/discount-target"
import { idsParam, listParams } from "../../validate"
import { customTerms } from "../../custom-terms"
import type { Refuse } from "../../custom-terms"

export const listDiscountsQuery = z
  .object({
    ...listParams(["created_at", "applied_at", "ended_at", "id"]),
    id: idsParam.optional(),
    coupon_id: idsParam.optional(),
    promo_code_id: idsParam.optional(),
    status: idsParam.pipe(z.array(z.enum(["running", "ended"])).min(1)).optional(),
    customer_id: idsParam.optional(),
    subscription_id: idsParam.optional(),
    subscription_item_id: idsParam.optional(),
    order_id: idsParam.optional(),
    invoice_id: idsParam.optional(),
    draft_order_id: idsParam.optional(),
  })
  .strict()
export type ListDiscountsQuery = z.output<typeof listDiscountsQuery>

const id = z.string().trim().min(1).max(255).nullish()
const TARGETS = ["customer_id", "subscription_id", "subscription_item_id", "invoice_id", "draft_order_id"] as const

/** Longer than any code may be. */
const MAX_TYPED_LENGTH = 256

const discountFields = {
  coupon_id: id,
  custom: z.record(z.string(), z.unknown()).nullish(),
  code: z.string().trim().min(1).max(MAX_TYPED_LENGTH).nullish(),
  customer_id: id,
  subscription_id: id,
  subscription_item_id: id,
  invoice_id: id,
  draft_order_id: id,
  override_limits: z.boolean().optional(),
}

type DiscountFields = z.output<z.ZodObject<typeof discountFields>>
type Source = { coupon_id: string } | { custom: CouponInput } | { code: string }

/** A coupon's id, terms that make a coupon of their own, or, on a draft order or a subscription, a promo code (rules 26 and 50). */
function sourceOf(body: DiscountFields, refuse: Refuse): Source | null {
  const { coupon_id, custom, code } = body
  const takes_codes = body.draft_order_id || body.subscription_id || body.subscription_item_id
  if (code && takes_codes && !coupon_id && !custom) {
    return { code }
  }
  if (code) {
    refuse("Field 'code' is for draft orders and subscriptions, and goes without 'coupon_id' and 'custom'.")
    return null
  }
  if (coupon_id && !custom) {
    return { coupon_id }
  }
  if (coupon_id || !custom) {
    refuse("Field 'coupon_id' is required, or 'custom' with the terms of a one-off discount; not both.")
    return null
  }
  const terms = customTerms(custom, refuse)
  return terms && { custom: terms }
}

/** Exactly one of the targets. */
function targetOf(body: DiscountFields, refuse: Refuse): TargetChoice | DraftChoice | null {
  const chosen = TARGETS.filter((target) => body[target])
  if (chosen.length !== 1) {
    refuse(`Name exactly one target: ${TARGETS.join(", ")}.`)
    return null
  }
  return Object.fromEntries(chosen.map((field) => [field, body[field]])) as unknown as TargetChoice | DraftChoice
}

function discountOf(body: DiscountFields, context: z.RefinementCtx) {
  const refuse: Refuse = (message) => context.addIssue({ code: "custom", message })
  const [source, target] = [sourceOf(body, refuse), targetOf(body, refuse)]
  return source && target ? { source, target, override_limits: body.override_limits ?? false } : z.NEVER
}

/** POST /admin/discounts. */
export const createDiscountBody = z.object(discountFields).strict().transform(discountOf)
export type CreateDiscountBody = z.output<typeof createDiscountBody>

const MAX_PREVIEWED = 60
const countError = `'count' must be a whole number from 1 to ${MAX_PREVIEWED}.`

/** POST /admin/discounts/preview: the same, and how many coming invoices to show. */
export const previewDiscountBody = z
  .object({
    ...discountFields,
    count: z.number({ error: countError }).int(countError).min(1, countError).max(MAX_PREVIEWED, countError).default(3),
  })
  .strict()
  .transform(({ count, ...body }, context) => ({ ...discountOf(body, context), count }))
export type PreviewDiscountBody = z.output<typeof previewDiscountBody>
