// Asks the customer once more to pay an invoice: the event `billing-invoice.requires-action` is told again.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { askCustomerWorkflow } from "../../../../../../workflows/billing"
import { readInvoiceResponse } from "../../../responses"

export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const invoice_id = req.params.id ?? ""
  await askCustomerWorkflow(req.scope).run({ input: { invoice_id } })
  res.json({ invoice: await readInvoiceResponse(req.scope, invoice_id) })
}
