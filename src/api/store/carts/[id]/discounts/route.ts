// GET /store/carts/:id/discounts: what takes effect on a cart, and why the rest does not (rule 23).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { cartDiscounts } from "../../../../../workflows/cart/cart-discounts"

export async function GET(req: MedusaRequest, res: MedusaResponse) {
  res.json(await cartDiscounts(req.scope, req.params.id ?? ""))
}
