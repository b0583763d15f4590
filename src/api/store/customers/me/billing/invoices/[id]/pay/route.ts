// Lets the logged-in customer pay one of their own invoices: answers a payment collection, for a session as at a checkout (rule 59).
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { couponsOf } from "../../../../../../../../lib/coupons"
import type { InvoiceRow } from "../../../../../../../../modules/billing/types"
import { readInvoicePayment } from "../../../../../../../../queries/billing/invoice-payment"
import { payInvoiceWorkflow } from "../../../../../../../../workflows/billing"
import { readOne } from "../../../../../../../admin/billing/responses"

export async function POST(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const mine = { customer_id: req.auth_context.actor_id }
  const { id: invoice_id } = await readOne<InvoiceRow>(req.scope, "billing_invoice", req.params.id, mine)
  const now = (await couponsOf(req.scope).now()).toISOString()
  const { result } = await payInvoiceWorkflow(req.scope).run({ input: { invoice_id, now } })
  res.json({ payment_collection: await readInvoicePayment(req.scope, result.payment_collection_id) })
}
