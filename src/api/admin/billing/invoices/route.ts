// Lists invoices.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { InvoiceRow } from "../../../../modules/billing/types"
import { invoiceResponses, readPage } from "../responses"
import type { ListInvoicesQuery } from "../schemas"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const { fields: _fields, ...query } = req.validatedQuery as ListInvoicesQuery
  const { rows, ...page } = await readPage<InvoiceRow>(req.scope, "billing_invoice", query)
  res.json({ invoices: await invoiceResponses(req.scope, rows), ...page })
}
