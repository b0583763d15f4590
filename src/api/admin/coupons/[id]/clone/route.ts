// POST /admin/coupons/:id/clone: a new draft with all its settings, and the changes in the body.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { cloneCouponWorkflow } from "../../../../../workflows/coupon"
import { sendCoupon } from "../../send-coupon"
import type { CloneCouponBody } from "../../validators"

export async function POST(req: MedusaRequest<CloneCouponBody>, res: MedusaResponse) {
  const { result } = await cloneCouponWorkflow(req.scope).run({
    input: { id: req.params.id ?? "", change: req.validatedBody },
  })
  await sendCoupon(req, res, result.id)
}
