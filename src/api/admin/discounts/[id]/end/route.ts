// POST /admin/discounts/:id/end: no later invoice is discounted by it; a draft order's price goes up at once.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { endDiscountWorkflow } from "../../../../../workflows/coupon"
import { sendDiscount } from "../../send-discount"

export async function POST(req: MedusaRequest, res: MedusaResponse) {
  const { id = "" } = req.params
  await endDiscountWorkflow(req.scope).run({ input: { id } })
  await sendDiscount(req, res, id)
}
