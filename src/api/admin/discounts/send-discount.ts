// How the discount routes answer with one discount.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readDiscount } from "../../../queries/coupons/list-discounts"
import { discountResponse } from "../../serialise"
import { pickAsked } from "../../validate"

/** Answers `{ discount }` for `id`, with the fields the request asks for. Throws NOT_FOUND. */
export async function sendDiscount(req: MedusaRequest, res: MedusaResponse, id: string): Promise<void> {
  res.json({ discount: pickAsked(req, discountResponse(await readDiscount(req.scope, id))) })
}
