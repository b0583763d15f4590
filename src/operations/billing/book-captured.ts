// An authorised invoice is paid when core has captured its payment: by core's event, and by a job where that was not heard (rule 57).
import type { MedusaContainer } from "@medusajs/framework/types"
import type { InvoiceStatus } from "../../modules/billing/types"
import { findBilling } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { bookPayments } from "../book-payments"
import { paymentStatuses, wasCaptured } from "../../queries/billing/payment-status"

/** No authorisation lasts longer (Stripe: 7 days, 30 for some; PayPal: 29): an older one is asked about by hand. */
const WINDOW_MS = 30 * 24 * 60 * 60 * 1000
const PAGE = 500
/** Owed, as long as it is not authorised. */
export const LEFT_OPEN: InvoiceStatus[] = ["open", "uncollectible"]

/**
 * Books the authorised invoices of these orders as paid whose payments core has captured in full. Asks core, not the caller, so
 * nobody can pay an invoice by an announcement. Harmless to repeat, at several servers at once. Answers how many it booked.
 */
export async function bookCaptured(container: MedusaContainer, order_ids: string[]): Promise<number> {
  const billing = findBilling(container)
  if (!billing || order_ids.length === 0) {
    return 0
  }
  const invoices = await billing.readInvoices({ order_id: order_ids, status: "open", authorized_at: { $ne: null } })
  if (invoices.length === 0) {
    return 0
  }
  const statuses = await paymentStatuses(container, invoices)
  const invoice_ids = invoices.map(({ id }) => id).filter((id) => wasCaptured(statuses.get(id)))
  if (invoice_ids.length === 0) {
    return 0
  }
  return (await billing.bookCaptured({ invoice_ids, now: await couponsOf(container).now() })).length
}

/**
 * What core's announcement of a capture leads to: authorised invoices of the payment's order are paid, and one that was left open
 * by a process that died, or declined although the money came later, is tried again: its own attempt finds the payment (rule 60).
 */
export async function hearCapture(container: MedusaContainer, order_ids: string[]): Promise<void> {
  const billing = findBilling(container)
  if (!billing || order_ids.length === 0) {
    return
  }
  const invoices = await billing.readInvoices({ order_id: order_ids })
  await bookCaptured(container, order_ids)
  const now = await couponsOf(container).now()
  for (const { id, status, authorized_at } of invoices) {
    if (LEFT_OPEN.includes(status) && !authorized_at) {
      await billing.tryAgain({ invoice_id: id, now })
    }
  }
  // Last, so that no invoice waits for it. The announcement of the second of two that were booked at the same time comes after both.
  for (const order_id of new Set(invoices.map((invoice) => invoice.order_id))) {
    if (order_id) {
      await bookPayments(container, order_id)
    }
  }
}

/** The job's part: captures whose event nobody heard. Answers how many invoices it booked. */
export async function bookMissedCaptures(container: MedusaContainer): Promise<number> {
  const billing = findBilling(container)
  let booked = 0
  for (let after = ""; billing;) {
    const since = new Date((await couponsOf(container).now()).getTime() - WINDOW_MS)
    const page = await billing.listAuthorized({ since, after, limit: PAGE })
    const last = page.at(-1)
    if (!last) {
      break
    }
    after = last.id
    booked += await bookCaptured(container, [...new Set(page.map(({ order_id }) => order_id))])
  }
  return booked
}
