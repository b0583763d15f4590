// GET, POST and DELETE /admin/coupons/:id: read, edit as far as its life allows, delete if never redeemed.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { CouponUpdate } from "../../../../engine"
import { deleteCouponWorkflow, updateCouponWorkflow } from "../../../../workflows/coupon"
import { sendCoupon } from "../send-coupon"

export async function GET(req: MedusaRequest, res: MedusaResponse) {
  await sendCoupon(req, res, req.params.id ?? "")
}

export async function POST(req: MedusaRequest<CouponUpdate>, res: MedusaResponse) {
  const { id = "" } = req.params
  await updateCouponWorkflow(req.scope).run({ input: { id, change: req.validatedBody } })
  await sendCoupon(req, res, id)
}

export async function DELETE(req: MedusaRequest, res: MedusaResponse) {
  const { id = "" } = req.params
  await deleteCouponWorkflow(req.scope).run({ input: { id } })
  res.json({ id, object: "coupon", deleted: true })
}
