// GET /admin/promo-codes/:id. Promo codes are not edited: archive one and make another (rule 35).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { sendPromoCode } from "../send-promo-code"

export async function GET(req: MedusaRequest, res: MedusaResponse) {
  await sendPromoCode(req, res, req.params.id ?? "")
}
