// What the routes of the ledger accept: the list, the export and a coupon's statistics.
import { z } from "@medusajs/framework/zod"
import { dateSchema } from "../../../engine"
import { idsParam, listParams } from "../../validate"

const currencies = idsParam
  .transform((codes) => codes.map((code) => code.toLowerCase()))
  .pipe(z.array(z.string().regex(/^[a-z]{3}$/, "A currency code has three letters, such as eur.")))

const period = { from: dateSchema.optional(), to: dateSchema.optional() }

const filters = {
  q: z.string().max(200).optional(),
  id: idsParam.optional(),
  kind: idsParam.pipe(z.array(z.enum(["redemption", "reversal"])).min(1)).optional(),
  coupon_id: idsParam.optional(),
  promo_code_id: idsParam.optional(),
  code_batch_id: idsParam.optional(),
  discount_id: idsParam.optional(),
  customer_id: idsParam.optional(),
  order_id: idsParam.optional(),
  invoice_id: idsParam.optional(),
  subscription_id: idsParam.optional(),
  sales_channel_id: idsParam.optional(),
  channel: idsParam.optional(),
  currency_code: currencies.optional(),
  ...period,
}

/** GET /admin/redemptions. */
export const listRedemptionsQuery = z
  .object({ ...listParams(["redeemed_at", "amount", "name", "code", "currency_code", "id"]), ...filters })
  .strict()
export type ListRedemptionsQuery = z.output<typeof listRedemptionsQuery>

/** GET /admin/redemptions.csv: the same rows, all of them. */
export const exportRedemptionsQuery = z.object(filters).strict()
export type ExportRedemptionsQuery = z.output<typeof exportRedemptionsQuery>

/** GET /admin/coupons/:id/statistics. */
export const statisticsQuery = z.object({ ...period, currency_code: currencies.optional() }).strict()
export type StatisticsQuery = z.output<typeof statisticsQuery>
