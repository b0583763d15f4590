// An invoice as a PDF (rule 43).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { invoicePdf } from "../../../../../../queries/billing/invoice-pdf"
import { sendPdf } from "../../../../../send-pdf"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  sendPdf(res, await invoicePdf(req.scope, req.params.id ?? ""))
}
