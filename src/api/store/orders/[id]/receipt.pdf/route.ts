// The receipt of one of the logged-in customer's own orders as a PDF (rule 62).
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { receiptPdf } from "../../../../../queries/orders/receipt-pdf"
import { sendPdf } from "../../../../send-pdf"

export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  // A draft is no order of the customer's yet, and core's own list has none.
  const mine = { customer_id: req.auth_context.actor_id, is_draft_order: false }
  sendPdf(res, await receiptPdf(req.scope, req.params.id ?? "", mine))
}
