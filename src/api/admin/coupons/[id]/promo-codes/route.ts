// GET and POST /admin/coupons/:id/promo-codes: the promo codes of this coupon.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { PromoCodeInput } from "../../../../../engine"
import { createPromoCodeWorkflow } from "../../../../../workflows/coupon"
import { readCoupon } from "../../../../../queries/coupons/list-coupons"
import { sendPromoCode, sendPromoCodes } from "../../send-promo-code"
import type { ListCouponCodesQuery } from "../../validators"

export async function GET(req: MedusaRequest<unknown, ListCouponCodesQuery>, res: MedusaResponse) {
  // A coupon that does not exist is a 404, not an empty list.
  const { coupon } = await readCoupon(req.scope, req.params.id ?? "")
  await sendPromoCodes(req, res, { ...req.validatedQuery, coupon_id: [coupon.id] })
}

export async function POST(req: MedusaRequest<PromoCodeInput>, res: MedusaResponse) {
  const { result } = await createPromoCodeWorkflow(req.scope).run({
    input: { coupon_id: req.params.id ?? "", promo_code: req.validatedBody },
  })
  await sendPromoCode(req, res, result.id)
}
