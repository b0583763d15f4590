// One of the logged-in customer's own invoices as a PDF (rule 43).
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { InvoiceRow } from "../../../../../../../../modules/billing/types"
import { invoicePdf } from "../../../../../../../../queries/billing/invoice-pdf"
import { readOne } from "../../../../../../../admin/billing/responses"
import { sendPdf } from "../../../../../../../send-pdf"

export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const mine = { customer_id: req.auth_context.actor_id }
  const { id } = await readOne<InvoiceRow>(req.scope, "billing_invoice", req.params.id, mine)
  sendPdf(res, await invoicePdf(req.scope, id))
}
