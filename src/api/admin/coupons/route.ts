// GET and POST /admin/coupons: the list with states and search, and creation.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { CouponInput } from "../../../engine"
import { createCouponWorkflow } from "../../../workflows/coupon"
import { listCoupons } from "../../../queries/coupons/list-coupons"
import { countResponse } from "../../count-response"
import { couponResponse } from "../../serialise"
import { pickFields } from "../../validate"
import { sendCoupon } from "./send-coupon"
import type { ListCouponsQuery } from "./validators"

export async function GET(req: MedusaRequest<unknown, ListCouponsQuery>, res: MedusaResponse) {
  const { fields, ...question } = req.validatedQuery
  const { coupons, now, ...counted } = await listCoupons(req.scope, question)
  res.json({
    coupons: coupons.map((view) => pickFields(couponResponse(view.coupon, view, now), fields)),
    ...countResponse(counted),
    offset: question.offset,
    limit: question.limit,
  })
}

export async function POST(req: MedusaRequest<CouponInput>, res: MedusaResponse) {
  const { result } = await createCouponWorkflow(req.scope).run({
    input: { coupon: req.validatedBody, origin: "standard" },
  })
  await sendCoupon(req, res, result.id)
}
