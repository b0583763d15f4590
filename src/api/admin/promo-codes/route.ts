// GET /admin/promo-codes: the promo codes of all coupons.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { ListPromoCodesQuery } from "../coupons/validators"
import { sendPromoCodes } from "../coupons/send-promo-code"

export async function GET(req: MedusaRequest<unknown, ListPromoCodesQuery>, res: MedusaResponse) {
  await sendPromoCodes(req, res, req.validatedQuery)
}
