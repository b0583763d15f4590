// Reads one of the logged-in customer's own invoices.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readInvoiceResponse } from "../../../../../../admin/billing/responses"

export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const mine = { customer_id: req.auth_context.actor_id }
  res.json({ invoice: await readInvoiceResponse(req.scope, req.params.id, mine) })
}
