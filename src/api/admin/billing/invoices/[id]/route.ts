// Reads an invoice.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { InvoiceRow } from "../../../../../modules/billing/types"
import { invoiceResponse, readOne } from "../../responses"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  res.json({ invoice: invoiceResponse(await readOne<InvoiceRow>(req.scope, "billing_invoice", req.params.id)) })
}
