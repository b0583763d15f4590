// The payment that a customer makes for an invoice, as core's own route shows one, and whether a payment is such a one (rule 59).
import type { MedusaContainer } from "@medusajs/framework/types"
import { findBilling } from "../../lib/billing"
import { graph } from "../../lib/graph"

/** What core's `/store/payment-collections` answers by default. Amount in major units. */
export interface InvoicePayment {
  id: string
  currency_code: string
  amount: number
  payment_sessions: object[]
}

const FIELDS = ["id", "currency_code", "amount", "payment_sessions.*"]

export async function readInvoicePayment(
  container: MedusaContainer,
  payment_collection_id: string,
): Promise<InvoicePayment | null> {
  const [payment] = await graph<InvoicePayment>(container, "payment_collection", FIELDS, { id: payment_collection_id })
  return payment ?? null
}

/** True for a payment collection that an invoice's customer is paying. One indexed query. */
export async function isInvoicePayment(container: MedusaContainer, payment_collection_id: string): Promise<boolean> {
  const of_customers = { payment_collection_id, customer_pays_until: { $ne: null } }
  const invoices = await findBilling(container)?.readInvoices(of_customers)
  return (invoices ?? []).length > 0
}
