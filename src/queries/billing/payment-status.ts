// How far the money for an invoice has come, read from core's payments: nothing of it is kept twice (rule 57). And what of it disputes
// have taken, of which core knows nothing (rule 61).
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { findBilling } from "../../lib/billing"
import { graph } from "../../lib/graph"
import { isDecline, remedyOf } from "../../modules/billing/declines"
import type { InvoiceRow } from "../../modules/billing/types"
import { round } from "../../pricing/billing/figures"

/**
 * - not_paid: nobody was charged yet, or will be.
 * - authorized: the provider holds the money, whole or in part; the shop has yet to capture it.
 * - captured: the shop has it; also where there was nothing to pay.
 * - requires_action: the provider wants the customer's own word (rule 59).
 * - declined: the provider said no.
 * - refunded: all of what was captured was given back.
 */
export type PaymentStatus = "not_paid" | "authorized" | "captured" | "requires_action" | "declined" | "refunded"

/** Of core's payments, what their status is told by. */
export interface Payment {
  amount: BigNumberInput
  canceled_at?: unknown
  captures?: { amount: BigNumberInput }[]
  refunds?: { amount: BigNumberInput }[]
}

interface PaidOrder {
  id: string
  payment_collections?: { payments?: Payment[] }[]
}

/** The fields of an order that hold its payments. */
export const PAYMENT_FIELDS = [
  "payment_collections.payments.amount",
  "payment_collections.payments.canceled_at",
  "payment_collections.payments.captures.amount",
  "payment_collections.payments.refunds.amount",
]

type Invoice = Pick<InvoiceRow, "id" | "order_id" | "status" | "failure_code">

/** The shop has, or had, all of the money. */
export const wasCaptured = (status: PaymentStatus | undefined): boolean =>
  status === "captured" || status === "refunded"

/** By invoice id; one query for all of them. */
export async function paymentStatuses(
  container: MedusaContainer,
  invoices: Invoice[],
): Promise<Map<string, PaymentStatus>> {
  const payments = await paymentsOf(container, invoices)
  return new Map(invoices.map((invoice) => [invoice.id, statusOf(invoice, payments.get(invoice.order_id ?? "") ?? [])]))
}

/** How an invoice's money stands. */
export interface InvoiceMoney {
  payment_status: PaymentStatus
  /** What disputes have taken of its total, in major units. */
  disputed_amount: number
}

/** By invoice id; two queries for all of them. */
export async function moneyOfInvoices(
  container: MedusaContainer,
  invoices: (Invoice & Pick<InvoiceRow, "total" | "currency_code">)[],
): Promise<Map<string, InvoiceMoney>> {
  const payments = await paymentsOf(container, invoices)
  const disputes = (await findBilling(container)?.listDisputed(orderIds(invoices))) ?? []
  const disputed = new Map(disputes.map(({ order_id, amount }) => [order_id, amount]))
  return new Map(
    invoices.map((invoice) => {
      const order_id = invoice.order_id ?? ""
      const paid = payments.get(order_id) ?? []
      return [
        invoice.id,
        {
          payment_status: statusOf(invoice, paid),
          disputed_amount: disputedPart(invoice, paid, disputed.get(order_id) ?? 0),
        },
      ]
    }),
  )
}

const orderIds = (invoices: Invoice[]): string[] => [
  ...new Set(invoices.flatMap(({ order_id }) => (order_id === null ? [] : [order_id]))),
]

/** The payments of their orders, by order id. */
async function paymentsOf(container: MedusaContainer, invoices: Invoice[]): Promise<Map<string, Payment[]>> {
  const ids = orderIds(invoices)
  const orders =
    ids.length > 0 ? await graph<PaidOrder>(container, "order", ["id", ...PAYMENT_FIELDS], { id: ids }) : []
  return new Map(
    orders.map(({ id, payment_collections = [] }) => [
      id,
      payment_collections.flatMap(({ payments }) => payments ?? []),
    ]),
  )
}

/**
 * The part of an invoice's total that disputes have taken, in major units: its share of what they have taken of the order, which may
 * have sold other things. Pure, for its own test.
 */
export function disputedPart(
  { total, currency_code }: Pick<InvoiceRow, "total" | "currency_code">,
  all: Payment[],
  disputed: number,
): number {
  const paid = sum(all.filter(({ canceled_at }) => !canceled_at))
  if (disputed <= 0 || !MathBN.gt(paid, 0)) {
    return 0
  }
  const share = MathBN.min(MathBN.div(disputed, paid), 1)
  return round(MathBN.mult(total, share).toNumber(), currency_code)
}

/** Pure, for its own test. The payments are those of the invoice's order. */
export function statusOf({ status, failure_code }: Omit<Invoice, "id" | "order_id">, all: Payment[]): PaymentStatus {
  const payments = all.filter(({ canceled_at }) => !canceled_at)
  const captured = sum(payments.flatMap(({ captures }) => captures ?? []))
  const refunded = sum(payments.flatMap(({ refunds }) => refunds ?? []))
  if (MathBN.gt(captured, 0) && MathBN.gte(refunded, captured)) {
    return "refunded"
  }
  if (payments.length > 0) {
    return MathBN.gte(captured, sum(payments)) ? "captured" : "authorized"
  }
  if (status === "paid") {
    // Nothing was to be paid in money: by a discount, or because a gift card paid.
    return "captured"
  }
  if (failure_code === null || !isDecline(failure_code)) {
    return "not_paid"
  }
  return remedyOf(failure_code) === "customer" ? "requires_action" : "declined"
}

const sum = (moved: { amount: BigNumberInput }[]) => MathBN.sum(0, ...moved.map(({ amount }) => amount))
