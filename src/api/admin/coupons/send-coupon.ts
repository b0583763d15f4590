// How every coupon route answers: the coupon as it is now stored, with its state and counts.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readCoupon } from "../../../workflows/coupon"
import { couponResponse } from "../../serialise"
import { pickFields } from "../../validate"

/** Answers `{ coupon }` for `id`, with the fields the request asks for. Throws NOT_FOUND. */
export async function sendCoupon(req: MedusaRequest, res: MedusaResponse, id: string): Promise<void> {
  const view = await readCoupon(req.scope, id)
  const { fields } = req.validatedQuery as { fields?: string }
  res.json({ coupon: pickFields(couponResponse(view.coupon, view, view.now), fields) })
}
