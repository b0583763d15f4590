// DELETE /store/carts/:id/promo-codes/:code: a customer takes a promo code off the cart.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { removePromoCodeWorkflow } from "../../../../../../workflows/cart/remove-promo-code"
import { cartResponse } from "../../../cart-response"

export async function DELETE(req: MedusaRequest, res: MedusaResponse) {
  const { id = "", code = "" } = req.params
  await removePromoCodeWorkflow(req.scope).run({ input: { cart_id: id, code } })
  res.json({ cart: await cartResponse(req, id) })
}
