// POST and DELETE /store/carts/:id/coupon: another granted coupon, none, or the best one by itself again (rule 24).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { GrantChoice } from "../../../../../modules/coupon/grants/grants"
import { chooseCouponWorkflow } from "../../../../../workflows/cart/choose-coupon"
import { cartResponse } from "../../cart-response"

async function choose(req: MedusaRequest, res: MedusaResponse, choice: GrantChoice): Promise<void> {
  const cart_id = req.params.id ?? ""
  await chooseCouponWorkflow(req.scope).run({ input: { cart_id, choice } })
  res.json({ cart: await cartResponse(req, cart_id) })
}

export async function POST(req: MedusaRequest<GrantChoice>, res: MedusaResponse) {
  await choose(req, res, req.validatedBody)
}

export async function DELETE(req: MedusaRequest, res: MedusaResponse) {
  await choose(req, res, { kind: "best" })
}
