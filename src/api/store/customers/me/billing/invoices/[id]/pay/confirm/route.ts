// Books one of the logged-in customer's own invoices, which they have just paid on-session (rule 59).
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { couponsOf } from "../../../../../../../../../lib/coupons"
import type { InvoiceRow } from "../../../../../../../../../modules/billing/types"
import { confirmInvoicePaymentWorkflow } from "../../../../../../../../../workflows/billing"
import { readInvoiceResponse, readOne } from "../../../../../../../../admin/billing/responses"

export async function POST(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const mine = { customer_id: req.auth_context.actor_id }
  const { id: invoice_id } = await readOne<InvoiceRow>(req.scope, "billing_invoice", req.params.id, mine)
  const now = (await couponsOf(req.scope).now()).toISOString()
  await confirmInvoicePaymentWorkflow(req.scope).run({ input: { invoice_id, now } })
  res.json({ invoice: await readInvoiceResponse(req.scope, invoice_id, mine) })
}
