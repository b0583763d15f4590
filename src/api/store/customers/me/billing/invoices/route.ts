// Lists the logged-in customer's own invoices.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { InvoiceRow } from "../../../../../../modules/billing/types"
import { invoiceResponses, readPage } from "../../../../../admin/billing/responses"
import type { StoreListQuery } from "../schemas"

export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { fields: _fields, ...query } = req.validatedQuery as StoreListQuery
  const mine = { ...query, customer_id: req.auth_context.actor_id }
  const { rows, ...page } = await readPage<InvoiceRow>(req.scope, "billing_invoice", mine)
  res.json({ invoices: await invoiceResponses(req.scope, rows), ...page })
}
