// GET /store/carts/:id/discounts: what takes effect on a cart, and why the rest does not (rules 23 and 24).
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { cartDiscounts } from "../../../../../queries/carts/cart-discounts"
import { callerOf } from "../../../caller"
import { offerResponse } from "../../../offer-response"

export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse) {
  const { granted, ...rest } = await cartDiscounts(req.scope, req.params.id ?? "", callerOf(req))
  res.json({ ...rest, granted: granted.map(({ coupon, ...one }) => ({ coupon: offerResponse(coupon), ...one })) })
}
