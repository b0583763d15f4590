// How every coupon route answers: the coupon as it is now stored, with its state and counts.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readCoupon } from "../../../queries/coupons/list-coupons"
import { couponResponse } from "../../serialise"
import { pickAsked } from "../../validate"

/** Answers `{ coupon }` for `id`, with the fields the request asks for. Throws NOT_FOUND. */
export async function sendCoupon(req: MedusaRequest, res: MedusaResponse, id: string): Promise<void> {
  const view = await readCoupon(req.scope, id)
  res.json({ coupon: pickAsked(req, couponResponse(view.coupon, view, view.now)) })
}
