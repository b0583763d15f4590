// What the routes for applied discounts accept.
import { z } from "@medusajs/framework/zod"
import type { TargetChoice } from "../../../workflows/coupon/discount-target"
import { idsParam, listParams } from "../../validate"

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

const id = z.string().trim().min(1).max(255).optional()
const TARGETS = ["customer_id", "subscription_id", "subscription_item_id"] as const

/** Ways of the contract that this version does not offer: refused in words, not as unknown fields. */
const NOT_OFFERED = {
  custom: "A one-off custom discount cannot be made yet: create a coupon and give its 'coupon_id'.",
  invoice_id: "A discount cannot be put on a single invoice yet: put it on the subscription or its item.",
  draft_order_id: "A discount cannot be put on a draft order yet.",
} as const

/** POST /admin/discounts. */
export const createDiscountBody = z
  .object({
    coupon_id: id,
    customer_id: id,
    subscription_id: id,
    subscription_item_id: id,
    override_limits: z.boolean().default(false),
    custom: z.unknown(),
    invoice_id: z.unknown(),
    draft_order_id: z.unknown(),
  })
  .partial()
  .strict()
  .transform((body, context) => {
    const refuse = (message: string) => {
      context.addIssue({ code: "custom", message })
      return z.NEVER
    }
    for (const [field, sentence] of Object.entries(NOT_OFFERED)) {
      if (body[field as keyof typeof NOT_OFFERED] !== undefined) return refuse(sentence)
    }
    if (body.coupon_id === undefined) return refuse("Field 'coupon_id' is required")
    const chosen = TARGETS.filter((target) => body[target] !== undefined)
    if (chosen.length !== 1) return refuse(`Name exactly one target: ${TARGETS.join(", ")}.`)
    const target = Object.fromEntries(chosen.map((field) => [field, body[field]])) as TargetChoice
    return { coupon_id: body.coupon_id, target, override_limits: body.override_limits ?? false }
  })
export type CreateDiscountBody = z.output<typeof createDiscountBody>
