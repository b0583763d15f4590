// GET /admin/coupons/:id/statistics: redemptions and money by day, by channel and by sales channel.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { couponStatistics } from "../../../../../queries/coupons/coupon-statistics"
import type { StatisticsQuery } from "../../../redemptions/validators"

export async function GET(req: MedusaRequest<unknown, StatisticsQuery>, res: MedusaResponse) {
  const { id = "" } = req.params
  res.json({ statistics: await couponStatistics(req.scope, { coupon_id: id, ...req.validatedQuery }) })
}
