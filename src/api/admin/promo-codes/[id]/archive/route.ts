// POST /admin/promo-codes/:id/archive: it can no longer be redeemed, and the same code can be made again.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { archivePromoCodeWorkflow } from "../../../../../workflows/coupon"
import { sendPromoCode } from "../../../coupons/send-promo-code"

export async function POST(req: MedusaRequest, res: MedusaResponse) {
  const { id = "" } = req.params
  await archivePromoCodeWorkflow(req.scope).run({ input: { id } })
  await sendPromoCode(req, res, id)
}
