// POST /admin/external-promo-codes: a coupon and its single-use code in one call (rule 38).
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import { createExternalPromoCodeWorkflow, keepFirstAnswer } from "../../../workflows/coupon"
import { readCoupon } from "../../../queries/coupons/list-coupons"
import { readPromoCode } from "../../../queries/coupons/list-promo-codes"
import type { ExternalPromoCode } from "../../../workflows/coupon"
import { idempotencyKeyOf } from "../../idempotency"
import { couponResponse, promoCodeResponse } from "../../serialise"
import type { ExternalPromoCodeBody } from "./validators"

const ROUTE = "POST /admin/external-promo-codes"

/** 409 with sentences of our own: core's error handler has one for all conflicts, which says to try again. */
const CONFLICTS: Partial<Record<ExternalPromoCode["outcome"], { code: string; message: string }>> = {
  key_reused: {
    code: "idempotency_key_reused",
    message: "This Idempotency-Key was used for a request with another body. Send a new key with a new request.",
  },
  in_progress: {
    code: "idempotency_key_in_use",
    message: "A request with this Idempotency-Key is being worked on. Please send it again in a moment.",
  },
}

export async function POST(req: AuthenticatedMedusaRequest<ExternalPromoCodeBody>, res: MedusaResponse) {
  const key = idempotencyKeyOf(req, ROUTE)
  const { result } = await createExternalPromoCodeWorkflow(req.scope).run({ input: { ...req.validatedBody, key } })
  const conflict = CONFLICTS[result.outcome]
  if (conflict) {
    res.status(409).json({ type: MedusaError.Types.CONFLICT, ...conflict })
    return
  }
  // Written to the letter as the first answer was.
  if (result.answer !== null) {
    res.json(JSON.parse(result.answer))
    return
  }
  const [code, coupon] = await Promise.all([
    readPromoCode(req.scope, result.promo_code_id),
    readCoupon(req.scope, result.coupon_id),
  ])
  const body = {
    promo_code: promoCodeResponse(code.promo_code, code, code.now),
    coupon: couponResponse(coupon.coupon, coupon, coupon.now),
  }
  res.json(await keepFirstAnswer(req.scope, key, body))
}
