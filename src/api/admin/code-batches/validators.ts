// What the code batch routes accept. Bodies are the engine's schemas (law 6); queries are here.
import { z } from "@medusajs/framework/zod"
import { idsParam, listParams } from "../../validate"

const listOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  idsParam.pipe(z.array(z.enum(values)).min(1))

const codeBatchParams = {
  ...listParams(["created_at", "updated_at", "status", "quantity", "created_count", "expires_at", "id"]),
  id: idsParam.optional(),
  status: listOf(["pending", "filling", "filled", "failed"]).optional(),
  source: listOf(["generated", "imported"]).optional(),
  channel: idsParam.optional(),
}

/** GET /admin/coupons/:id/code-batches. */
export const listCouponBatchesQuery = z.object(codeBatchParams).strict()
export type ListCouponBatchesQuery = z.output<typeof listCouponBatchesQuery>

/** GET /admin/code-batches. */
export const listCodeBatchesQuery = z.object({ ...codeBatchParams, coupon_id: idsParam.optional() }).strict()
export type ListCodeBatchesQuery = z.output<typeof listCodeBatchesQuery>

/** A query has texts only; whether the number is in range is the engine's to say. "null" is no limit. */
const numberParam = (name: string) =>
  z
    .string()
    .regex(/^(\d{1,10}|null)$/, `'${name}' must be a whole number, or null.`)
    .transform((text) => (text === "null" ? null : Number(text)))
    .optional()

/** POST /admin/coupons/:id/code-batches/import with a CSV body: what applies to all codes stands in the query. */
export const importQuery = z
  .object({
    fields: z.string().optional(),
    starts_at: z.string().optional(),
    expires_at: z.string().optional(),
    expires_in_days: numberParam("expires_in_days"),
    max_redemptions: numberParam("max_redemptions"),
    max_redemptions_per_customer: numberParam("max_redemptions_per_customer"),
    channel: z.string().optional(),
  })
  .strict()
  .transform(({ fields, ...gate }) => ({ fields, gate }))
export type ImportQuery = z.output<typeof importQuery>
