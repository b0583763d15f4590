// GET /admin/promo-codes/:id; and POST and DELETE, which say why there is no such thing (rule 35).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { refused } from "../../../../tools/errors"
import { readPromoCode } from "../../../../queries/coupons/list-promo-codes"
import { sendPromoCode } from "../../coupons/send-promo-code"

export async function GET(req: MedusaRequest, res: MedusaResponse) {
  await sendPromoCode(req, res, req.params.id ?? "")
}

/** Throws NOT_FOUND without the code, and otherwise NOT_ALLOWED with what to do instead. */
async function refuseChange(req: MedusaRequest) {
  const { promo_code } = await readPromoCode(req.scope, req.params.id ?? "")
  throw refused(
    `The promo code ${promo_code.code} cannot be edited or deleted: people may know it already. Archive it ` +
      "(POST /admin/promo-codes/:id/archive) and make a new one; the word is free again then.",
  )
}

export const POST = refuseChange
export const DELETE = refuseChange
