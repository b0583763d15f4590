// Reads an invoice.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readInvoiceResponse } from "../../responses"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  res.json({ invoice: await readInvoiceResponse(req.scope, req.params.id) })
}
