// What the coupon and promo code routes accept. Bodies are the engine's schemas (law 6); queries are here.
import { z } from "@medusajs/framework/zod"
import { updateCouponSchema } from "../../../engine"
import { idsParam, listParams } from "../../validate"

const listOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  idsParam.pipe(z.array(z.enum(values)).min(1))

/** Without `order`: the newest first, archived ones after all others. */
function archivedLast(orderable: readonly [string, ...string[]]) {
  const params = listParams(orderable)
  return { ...params, order: params.order.removeDefault().optional() }
}

const couponOrder = ["created_at", "updated_at", "name", "status", "starts_at", "expires_at", "id"] as const

/** GET /admin/coupons. Lists are comma-separated or repeated. */
export const listCouponsQuery = z
  .object({
    ...archivedLast([...couponOrder]),
    q: z.string().max(200).optional(),
    id: idsParam.optional(),
    status: listOf(["draft", "active", "archived"]).optional(),
    state: listOf(["draft", "paused", "scheduled", "active", "expired", "depleted", "archived"]).optional(),
    type: listOf(["percentage", "fixed", "trial_extension"]).optional(),
    origin: listOf(["standard", "external", "custom"]).optional(),
    duration: listOf(["once", "repeating", "forever"]).optional(),
    covers_product_id: z.string().trim().min(1).max(255).optional(),
  })
  .strict()
export type ListCouponsQuery = z.output<typeof listCouponsQuery>

/** POST /admin/coupons/:id/archive. */
export const archiveCouponBody = z.object({ existing_discounts: z.enum(["keep", "end"]).default("keep") }).strict()
export type ArchiveCouponBody = z.output<typeof archiveCouponBody>

/** POST /admin/coupons/:id/clone: fields that the copy has differently. */
export const cloneCouponBody = updateCouponSchema.omit({ status: true }).strict()
export type CloneCouponBody = z.output<typeof cloneCouponBody>

const codeOrder = ["created_at", "updated_at", "code", "status", "starts_at", "expires_at", "id"] as const

const promoCodeParams = {
  ...archivedLast([...codeOrder]),
  q: z.string().max(200).optional(),
  id: idsParam.optional(),
  code: idsParam.optional(),
  code_batch_id: idsParam.optional(),
  channel: idsParam.optional(),
  status: listOf(["active", "archived"]).optional(),
  state: listOf(["paused", "scheduled", "active", "expired", "depleted", "archived"]).optional(),
}

/** GET /admin/coupons/:id/promo-codes. */
export const listCouponCodesQuery = z.object(promoCodeParams).strict()
export type ListCouponCodesQuery = z.output<typeof listCouponCodesQuery>

/** GET /admin/promo-codes. */
export const listPromoCodesQuery = z.object({ ...promoCodeParams, coupon_id: idsParam.optional() }).strict()
export type ListPromoCodesQuery = z.output<typeof listPromoCodesQuery>
