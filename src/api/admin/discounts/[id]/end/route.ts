// POST /admin/discounts/:id/end: no later invoice is discounted by it; a draft order's price goes up at once.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { endDiscountWorkflow } from "../../../../../workflows/coupon"
import { sendDiscount } from "../../send-discount"

export async function POST(req: AuthenticatedMedusaRequest, res: MedusaResponse) {
  const { id = "" } = req.params
  await endDiscountWorkflow(req.scope).run({ input: { id, actor_id: req.auth_context.actor_id } })
  await sendDiscount(req, res, id)
}
