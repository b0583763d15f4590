// POST /admin/coupons/:id/pause: nobody wins it until it is resumed (rule 65).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { switchCouponWorkflow } from "../../../../../workflows/coupon"
import { sendCoupon } from "../../send-coupon"

export async function POST(req: MedusaRequest, res: MedusaResponse) {
  const { id = "" } = req.params
  await switchCouponWorkflow(req.scope).run({ input: { id, paused: true } })
  await sendCoupon(req, res, id)
}
