// The receipt of an order as a PDF (rule 62).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { receiptPdf } from "../../../../../queries/orders/receipt-pdf"
import { sendPdf } from "../../../../send-pdf"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  sendPdf(res, await receiptPdf(req.scope, req.params.id ?? ""))
}
