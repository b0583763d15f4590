// GET /store/carts/:id/discounts: what takes effect on a cart, and why the rest does not (rules 23 and 24).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { cartDiscounts } from "../../../../../workflows/cart/cart-discounts"
import { offerResponse } from "../../../offer-response"

export async function GET(req: MedusaRequest, res: MedusaResponse) {
  const { granted, ...rest } = await cartDiscounts(req.scope, req.params.id ?? "")
  res.json({ ...rest, granted: granted.map(({ coupon, ...one }) => ({ coupon: offerResponse(coupon), ...one })) })
}
