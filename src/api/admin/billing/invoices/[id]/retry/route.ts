// Tries to collect a declined invoice again. Declined once more is an answer too: the invoice says why.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { couponsOf } from "../../../../../../lib/coupons"
import { retryInvoiceWorkflow } from "../../../../../../workflows/billing"
import { readInvoiceResponse } from "../../../responses"

export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const invoice_id = req.params.id ?? ""
  const now = (await couponsOf(req.scope).now()).toISOString()
  await retryInvoiceWorkflow(req.scope).run({ input: { invoice_id, now } })
  res.json({ invoice: await readInvoiceResponse(req.scope, invoice_id) })
}
