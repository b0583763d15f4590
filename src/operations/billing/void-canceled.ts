// An order that core cancelled was not paid for: its invoices are void, and their cycles are given back (rules 14 and 61).
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import { isBooked } from "../../modules/billing/statuses"
import { findBilling } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { messageOf } from "../../tools/errors"

/** Those of these orders whose invoices are still booked; for orders that are cancelled. */
export async function ordersWithBookedInvoices(container: MedusaContainer, order_ids: string[]): Promise<string[]> {
  const invoices = await findBilling(container)?.readInvoices({ order_id: order_ids })
  return [...new Set((invoices ?? []).filter(isBooked).flatMap(({ order_id }) => order_id ?? []))].sort()
}

/**
 * Voids the paid and authorised invoices of a cancelled order. The subscriptions stay as they are, as with an invoice that is voided by hand:
 * whoever wants to end them cancels them. One that is being billed or voided right now is left to the next run of the job.
 * Harmless to repeat.
 */
export async function voidCanceledInvoices(container: MedusaContainer, order_id: string): Promise<void> {
  const billing = findBilling(container)
  const coupons = couponsOf(container)
  const invoices = (await billing?.readInvoices({ order_id })) ?? []
  for (const { id, number, kind } of invoices.filter(isBooked)) {
    const now = await coupons.now()
    // The ledger first: the job looks for invoices that are booked.
    await coupons.reverse({ document_ids: [id], give_back: kind !== "renewal", reason: "order canceled", now })
    try {
      await billing?.voidInvoice({ invoice_id: id, now })
    } catch (error) {
      if ((error as { type?: string }).type !== MedusaError.Types.NOT_ALLOWED) {
        throw error
      }
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.info(`billing: invoice ${number} of cancelled order ${order_id} is voided later: ${messageOf(error)}`)
    }
  }
}
