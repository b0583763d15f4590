// POST /admin/promo-codes/:id/pause: nobody wins anything by it until it is resumed (rule 65).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { switchPromoCodeWorkflow } from "../../../../../workflows/coupon"
import { sendPromoCode } from "../../../coupons/send-promo-code"

export async function POST(req: MedusaRequest, res: MedusaResponse) {
  const { id = "" } = req.params
  await switchPromoCodeWorkflow(req.scope).run({ input: { id, paused: true } })
  await sendPromoCode(req, res, id)
}
