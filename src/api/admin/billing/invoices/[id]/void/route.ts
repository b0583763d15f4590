// Voids an invoice: its order is cancelled, its redemptions are reversed, its cycle is given back.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { couponsOf } from "../../../../../../lib/coupons"
import { voidInvoiceWorkflow } from "../../../../../../workflows/billing"
import { readInvoiceResponse } from "../../../responses"

export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const invoice_id = req.params.id ?? ""
  const now = (await couponsOf(req.scope).now()).toISOString()
  await voidInvoiceWorkflow(req.scope).run({ input: { invoice_id, now } })
  res.json({ invoice: await readInvoiceResponse(req.scope, invoice_id) })
}
