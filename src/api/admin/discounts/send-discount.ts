// How the discount routes answer with one discount.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readDiscount } from "../../../workflows/coupon"
import { discountResponse } from "../../serialise"
import { pickFields } from "../../validate"

/** Answers `{ discount }` for `id`, with the fields the request asks for. Throws NOT_FOUND. */
export async function sendDiscount(req: MedusaRequest, res: MedusaResponse, id: string): Promise<void> {
  const { fields } = req.validatedQuery as { fields?: string }
  res.json({ discount: pickFields(discountResponse(await readDiscount(req.scope, id)), fields) })
}
