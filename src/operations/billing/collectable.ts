// Which invoice can still be collected: by a retry, by its customer, or by asking them once more.
import type { MedusaContainer } from "@medusajs/framework/types"
import { isAuthorized } from "../../modules/billing/statuses"
import type { InvoiceRow, SubscriptionRow } from "../../modules/billing/types"
import { bookCaptured } from "./book-captured"
import { billingOf } from "../../lib/billing"
import { refused } from "../../tools/errors"

/** An unpaid invoice and its subscription. Throws NOT_FOUND, and NOT_ALLOWED with a sentence where there is nothing to collect. */
export async function readCollectable(
  container: MedusaContainer,
  invoice_id: string,
): Promise<{ invoice: InvoiceRow; subscription: SubscriptionRow }> {
  const billing = billingOf(container)
  const invoice = await readUpToDate(container, invoice_id)
  if (isAuthorized(invoice)) {
    throw refused(
      `The payment of invoice ${invoice.number} is authorized: capture it on its order. Nobody is charged again.`,
    )
  }
  if (invoice.status !== "open" && invoice.status !== "uncollectible") {
    throw refused(`Invoice ${invoice.number} is ${invoice.status}: there is nothing to collect.`)
  }
  if (invoice.kind === "change") {
    throw refused(`Invoice ${invoice.number} is of a change of plan that is not finished. Change the plan again.`)
  }
  const subscription = await billing.readSubscription(invoice.subscription_id)
  if (subscription.status === "canceled" || subscription.status === "ended") {
    throw refused(`Subscription '${subscription.id}' has been cancelled: its invoices are not collected any more.`)
  }
  if (invoice.cycle_index !== subscription.cycle_index + 1) {
    throw refused(`Invoice ${invoice.number} is not the next one of its subscription. Void it instead.`)
  }
  return { invoice, subscription }
}

/** An authorised invoice whose capture was not heard of is paid. */
async function readUpToDate(container: MedusaContainer, invoice_id: string): Promise<InvoiceRow> {
  const invoice = await billingOf(container).readInvoice(invoice_id)
  if (!isAuthorized(invoice) || !invoice.order_id) {
    return invoice
  }
  await bookCaptured(container, [invoice.order_id])
  return billingOf(container).readInvoice(invoice_id)
}
