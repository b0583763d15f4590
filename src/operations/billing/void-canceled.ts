// An order that core cancelled was not paid for: its invoices are void, and their cycles are given back (rules 14 and 61). Nothing of
// ours cancels the order of an invoice that is owed: an attempt that is taken back deletes its order. So whoever finds such an order
// cancelled finds the wish of an admin.
import type { MedusaContainer, PaymentSessionDTO } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import { isBooked } from "../../modules/billing/statuses"
import type { InvoiceRow } from "../../modules/billing/types"
import { bookPayments } from "../book-payments"
import { isOrderCanceled } from "./cancel-invoice-order"
import { isAnswered } from "./charge"
import { collectionsOf, disputedOf, giveMoneyBack, sessionsOf } from "./give-back"
import { underLease } from "./lease"
import type { Lease } from "./lease"
import { findBilling, billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { statusAtProvider } from "../../lib/payment-providers"
import { messageOf, refused } from "../../tools/errors"

const REASON = "order canceled"

/** Those of these orders whose invoices are not void yet; for orders that are cancelled. */
export async function ordersWithInvoicesToVoid(container: MedusaContainer, order_ids: string[]): Promise<string[]> {
  const invoices = await findBilling(container)?.readInvoices({ order_id: order_ids, status: { $ne: "void" } })
  return [...new Set((invoices ?? []).flatMap(({ order_id }) => order_id ?? []))].sort()
}

/**
 * Voids the invoices of a cancelled order, booked ones and owed ones. The subscriptions stay as they are, as with an invoice that is
 * voided by hand: whoever wants to end them cancels them. One that is being billed or voided right now, or whose money could not be
 * given back yet, is left to the next run of the job. Harmless to repeat.
 */
export async function voidCanceledInvoices(container: MedusaContainer, order_id: string): Promise<void> {
  const invoices = await findBilling(container)?.readInvoices({ order_id, status: { $ne: "void" } })
  for (const { id, number, subscription_id } of invoices ?? []) {
    try {
      await underLease(container, subscription_id, async (lease) => {
        const invoice = await billingOf(container).readInvoice(id)
        if (invoice.order_id === order_id && !(await endCanceledInvoice(container, invoice, lease))) {
          throw refused(NOT_GIVEN_BACK)
        }
      })
    } catch (error) {
      if ((error as { type?: string }).type !== MedusaError.Types.NOT_ALLOWED) {
        throw error
      }
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.info(`billing: invoice ${number} of cancelled order ${order_id} is voided later: ${messageOf(error)}`)
    }
  }
}

/** Said where an invoice stays owed although its order was cancelled. */
export const NOT_GIVEN_BACK = "Its order was cancelled, and its payment could not be given back yet."

/**
 * Voids one invoice whose order was cancelled: money that came after the cancellation is given back, the ledger is reversed, what a
 * change of plan had won is withdrawn. The caller has the lease. Answers false, and changes nothing but money, where something may
 * still be kept.
 */
export async function endCanceledInvoice(
  container: MedusaContainer,
  invoice: InvoiceRow,
  { token }: Lease,
): Promise<boolean> {
  if (invoice.status === "void") {
    return true
  }
  if (!(await giveBackOf(container, invoice))) {
    return false
  }
  const coupons = couponsOf(container)
  const now = await coupons.now()
  const { id, kind, plan_change } = invoice
  // The ledger first: the job looks for invoices that are not void.
  await coupons.reverse({ document_ids: [id], give_back: kind !== "renewal", reason: REASON, now })
  if (plan_change?.claim_id && !isBooked(invoice)) {
    await loseClaim(container, plan_change.claim_id, now)
  }
  await billingOf(container).voidInvoice({ invoice_id: id, now, token })
  return true
}

/** The coupon of a change of plan that was not made, whether a process that died had redeemed its place already or not. */
async function loseClaim(container: MedusaContainer, claim_id: string, now: Date): Promise<void> {
  const coupons = couponsOf(container)
  const won = await coupons.listCouponDiscounts({ claim_id }, { select: ["id"] })
  await coupons.withdrawDiscounts(
    won.map(({ id }) => id),
    now,
    REASON,
  )
  await coupons.release([claim_id], now)
}

/**
 * Gives back what is kept of the payment for an invoice whose order was cancelled. Core has done so already, as far as the money had
 * come by then and the provider gave it; where a provider refuses, core cancels the order all the same. Answers whether nothing is kept.
 */
export async function giveBackOf(container: MedusaContainer, invoice: InvoiceRow): Promise<boolean> {
  const { order_id, payment_collection_id, subscription_id } = invoice
  const { payment_data } = await billingOf(container).readSubscription(subscription_id)
  const is_answered = ({ data }: PaymentSessionDTO) => isAnswered(data ?? {}, payment_data ?? {})
  // What a customer opened is charged once they confirm it; of a booked invoice it is known what was charged.
  const is_known = isBooked(invoice) || invoice.customer_pays_until !== null
  const is_settled = is_known ? undefined : is_answered
  // A sign-up was paid by a cart: its payment is the order's.
  const own = payment_collection_id ? [payment_collection_id] : []
  const collections = own.length > 0 || !order_id ? own : await collectionsOf(container, order_id)
  const disputed = await disputedOf(container, order_id)
  const is_clean = await giveMoneyBack(container, collections, { is_settled, disputed })
  if (order_id && collections.length > 0) {
    await bookPayments(container, order_id)
  }
  return is_clean
}

/**
 * What a run of renewals does with an invoice that may be owed for an order that was cancelled. The caller has the lease.
 *
 * - `owed`: it has no such order.
 * - `void`: it is void by now.
 * - `asked`: the provider was asked and may have charged; only going on with that attempt tells, and gives it back then.
 *
 * Throws NOT_ALLOWED where the payment cannot be given back yet, although the provider says that nobody was charged.
 */
export async function endIfCanceled(
  container: MedusaContainer,
  invoice: InvoiceRow,
  lease: Lease,
): Promise<"owed" | "void" | "asked"> {
  if (!(await isOrderCanceled(container, invoice.order_id))) {
    return "owed"
  }
  if (await endCanceledInvoice(container, invoice, lease)) {
    return "void"
  }
  if (invoice.customer_pays_until === null && (await mayHaveCharged(container, invoice))) {
    return "asked"
  }
  throw refused(`Invoice ${invoice.number} is not void yet. ${NOT_GIVEN_BACK}`)
}

async function mayHaveCharged(container: MedusaContainer, { payment_collection_id }: InvoiceRow): Promise<boolean> {
  const open = (await sessionsOf(container, payment_collection_id)).filter(({ payment }) => !payment)
  const statuses = await Promise.all(open.map((session) => statusAtProvider(container, session)))
  return statuses.some((status) => status === null || status === "authorized" || status === "captured")
}
