// Reads one of the logged-in customer's own invoices.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { InvoiceRow } from "../../../../../../../modules/billing/types"
import { invoiceResponse, readOne } from "../../../../../../admin/billing/responses"

export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const mine = { customer_id: req.auth_context.actor_id }
  const invoice = await readOne<InvoiceRow>(req.scope, "billing_invoice", req.params.id, mine)
  res.json({ invoice: invoiceResponse(invoice) })
}
