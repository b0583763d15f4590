// POST /admin/coupons/:id/activate: a draft becomes active.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { activateCouponWorkflow } from "../../../../../workflows/coupon"
import { sendCoupon } from "../../send-coupon"

export async function POST(req: MedusaRequest, res: MedusaResponse) {
  const { id = "" } = req.params
  await activateCouponWorkflow(req.scope).run({ input: { id } })
  await sendCoupon(req, res, id)
}
