// What GET /admin/redemptions accepts.
import { z } from "@medusajs/framework/zod"
import { parseDateBoundary } from "../../../engine"
import { idsParam, listParams } from "../../validate"

/** A plain date or an ISO instant; which millisecond a plain date means is decided in the store's time zone. */
const dateParam = z.string().superRefine((value, context) => {
  try {
    parseDateBoundary(value, "start")
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) })
  }
})

export const listRedemptionsQuery = z
  .object({
    ...listParams(["redeemed_at", "id"]),
    id: idsParam.optional(),
    kind: idsParam.pipe(z.array(z.enum(["redemption", "reversal"])).min(1)).optional(),
    coupon_id: idsParam.optional(),
    promo_code_id: idsParam.optional(),
    discount_id: idsParam.optional(),
    customer_id: idsParam.optional(),
    order_id: idsParam.optional(),
    invoice_id: idsParam.optional(),
    subscription_id: idsParam.optional(),
    sales_channel_id: idsParam.optional(),
    channel: idsParam.optional(),
    from: dateParam.optional(),
    to: dateParam.optional(),
  })
  .strict()
export type ListRedemptionsQuery = z.output<typeof listRedemptionsQuery>
