// Lists the logged-in customer's own invoices.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { invoiceResponses, readInvoicePage } from "../../../../../admin/billing/responses"
import type { StoreListQuery } from "../schemas"

export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { fields: _fields, subscription_id, ...query } = req.validatedQuery as StoreListQuery
  const mine = {
    ...query,
    customer_id: [req.auth_context.actor_id],
    ...(subscription_id !== undefined && { subscription_id: [subscription_id] }),
  }
  const { rows, page } = await readInvoicePage(req.scope, mine)
  res.json({ invoices: await invoiceResponses(req.scope, rows), ...page })
}
