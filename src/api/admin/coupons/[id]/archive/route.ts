// POST /admin/coupons/:id/archive: no new redemptions; running discounts are kept or ended.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { archiveCouponWorkflow } from "../../../../../workflows/coupon"
import { sendCoupon } from "../../send-coupon"
import type { ArchiveCouponBody } from "../../validators"

export async function POST(req: MedusaRequest<ArchiveCouponBody>, res: MedusaResponse) {
  const { id = "" } = req.params
  await archiveCouponWorkflow(req.scope).run({ input: { id, ...req.validatedBody } })
  await sendCoupon(req, res, id)
}
