// Lists invoices.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { invoiceResponses, readInvoicePage } from "../responses"
import type { ListInvoicesQuery } from "../schemas"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const { fields: _fields, ...query } = req.validatedQuery as ListInvoicesQuery
  const { rows, page } = await readInvoicePage(req.scope, query)
  res.json({ invoices: await invoiceResponses(req.scope, rows), ...page })
}
