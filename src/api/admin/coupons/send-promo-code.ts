// How the promo code routes answer: one code, or a page of codes, with states and counts.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { listPromoCodes, readPromoCode } from "../../../queries/coupons/list-promo-codes"
import type { PromoCodesQuestion } from "../../../queries/coupons/list-promo-codes"
import { countResponse } from "../../count-response"
import { promoCodeResponse } from "../../serialise"
import { pickAsked, pickFields } from "../../validate"

/** Answers `{ promo_code }` for `id`, with the fields the request asks for. Throws NOT_FOUND. */
export async function sendPromoCode(req: MedusaRequest, res: MedusaResponse, id: string): Promise<void> {
  const view = await readPromoCode(req.scope, id)
  res.json({ promo_code: pickAsked(req, promoCodeResponse(view.promo_code, view, view.now)) })
}

/** Answers `{ promo_codes, count, offset, limit }`. */
export async function sendPromoCodes(
  req: MedusaRequest,
  res: MedusaResponse,
  { fields, ...question }: PromoCodesQuestion & { fields?: string },
): Promise<void> {
  const { promo_codes, now, ...counted } = await listPromoCodes(req.scope, question)
  res.json({
    promo_codes: promo_codes.map((view) => pickFields(promoCodeResponse(view.promo_code, view, now), fields)),
    ...countResponse(counted),
    offset: question.offset,
    limit: question.limit,
  })
}
