// Adds to rows of the ledger what only other modules know: who the customer is, and how order and invoice are numbered.
import type { CustomerDTO, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { findBilling } from "../../lib/billing"
import type { RedemptionRow } from "../../modules/coupon/ledger/reports"

export interface RedemptionView {
  redemption: RedemptionRow
  /** Null for guests without a customer record and for customers that were deleted since. */
  customer: Pick<CustomerDTO, "id" | "email" | "first_name" | "last_name"> | null
  /** The customer's e-mail address, or the one of the time: of a guest, or of an account that was deleted since. */
  email: string | null
  /** The number that people call the order by; null without an order, and once it was deleted. */
  order_display_id: number | null
  /** Null for orders without an invoice, and while billing is off. */
  invoice_number: string | null
}

type Id = string | null

/** The rows in their order. At most three queries, however many rows. */
export async function viewRedemptions(container: MedusaContainer, rows: RedemptionRow[]): Promise<RedemptionView[]> {
  const [customers, orders, invoices] = await Promise.all([
    byId(idsOf(rows, "customer_id"), (id, take) =>
      container
        .resolve(Modules.CUSTOMER)
        .listCustomers({ id }, { take, select: ["id", "email", "first_name", "last_name"] }),
    ),
    byId(idsOf(rows, "order_id"), (id, take) =>
      container.resolve(Modules.ORDER).listOrders({ id }, { take, select: ["id", "display_id"] }),
    ),
    byId(idsOf(rows, "invoice_id"), (id, take) => invoicesOf(container, id, take)),
  ])
  return rows.map((redemption) => ({
    redemption,
    customer: customers.get(redemption.customer_id) ?? null,
    email: customers.get(redemption.customer_id)?.email ?? redemption.email,
    order_display_id: orders.get(redemption.order_id)?.display_id ?? null,
    invoice_number: invoices.get(redemption.invoice_id)?.number ?? null,
  }))
}

async function invoicesOf(
  container: MedusaContainer,
  id: string[],
  take: number,
): Promise<{ id: string; number: string }[]> {
  const billing = findBilling(container)
  return billing ? billing.listBillingInvoices({ id }, { take, select: ["id", "number"] }) : []
}

const idsOf = (rows: RedemptionRow[], field: "customer_id" | "order_id" | "invoice_id"): string[] => [
  ...new Set(rows.flatMap((row) => row[field] ?? [])),
]

async function byId<T extends { id: string }>(
  ids: string[],
  list: (ids: string[], take: number) => Promise<T[]>,
): Promise<Map<Id, T>> {
  const found = ids.length > 0 ? await list(ids, ids.length) : []
  return new Map(found.map((row) => [row.id, row]))
}
