// What the routes for grants accept.
import { z } from "@medusajs/framework/zod"
import type { GrantTargetChoice } from "../../../pricing/coupons/grant-target"
import { idsParam, listParams } from "../../validate"

/** GET /admin/grants: running ones, unless `status` asks for others. */
export const listGrantsQuery = z
  .object({
    ...listParams(["created_at", "granted_at", "ended_at", "id"]),
    id: idsParam.optional(),
    coupon_id: idsParam.optional(),
    plan_id: idsParam.optional(),
    subscription_id: idsParam.optional(),
    customer_id: idsParam.optional(),
    status: idsParam.pipe(z.array(z.enum(["running", "ended"])).min(1)).default(["running"]),
  })
  .strict()
export type ListGrantsQuery = z.output<typeof listGrantsQuery>

const id = z.string().trim().min(1).max(255)
const TARGETS = ["plan_id", "subscription_id", "customer_id"] as const

/** POST /admin/grants. An id that is null is not named. */
export const createGrantBody = z
  .object({
    coupon_id: id,
    plan_id: id.nullish(),
    subscription_id: id.nullish(),
    customer_id: id.nullish(),
  })
  .strict()
  .transform((body, context) => {
    const chosen = TARGETS.filter((target) => typeof body[target] === "string")
    if (chosen.length !== 1) {
      context.addIssue({ code: "custom", message: `Name exactly one holder: ${TARGETS.join(", ")}.` })
      return z.NEVER
    }
    const target = Object.fromEntries(chosen.map((field) => [field, body[field]])) as GrantTargetChoice
    return { coupon_id: body.coupon_id, target }
  })
export type CreateGrantBody = z.output<typeof createGrantBody>
