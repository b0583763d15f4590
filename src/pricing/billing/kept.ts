// What the shop has kept of the money for an invoice: paid or authorised, less what core has given back since, and what a bank has
// taken back (rule 61).
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { isBooked } from "../../modules/billing/statuses"
import type { InvoiceRow, SubscriptionRow } from "../../modules/billing/types"
import { numeric } from "./figures"
import { billingOf } from "../../lib/billing"
import { graph } from "../../lib/graph"

/** An invoice of the present cycle, and the part of its money that was kept: 0 to 1. */
export interface KeptInvoice {
  invoice: InvoiceRow
  share: number
}

/** What core knows of an order's money; amounts in major units. */
export interface OrderMoney {
  id: string
  status: string
  shipping_total?: BigNumberInput | null
  credit_line_total?: BigNumberInput | null
  items: {
    id: string
    quantity: BigNumberInput
    total: BigNumberInput
    detail?: { return_received_quantity?: BigNumberInput | null } | null
  }[]
  payment_collections?: {
    payments?: { amount: BigNumberInput; canceled_at?: unknown; refunds?: { amount: BigNumberInput }[] }[]
  }[]
}

const FIELDS = [
  "id",
  "status",
  "shipping_total",
  "credit_line_total",
  // Named alone, an order line's quantity stays empty: it lives in a table of its own.
  "items.*",
  "items.total",
  "items.detail.*",
  "payment_collections.payments.amount",
  "payment_collections.payments.canceled_at",
  "payment_collections.payments.refunds.amount",
]

/** The invoices with what was kept of each. Nothing of one that is void, nor of one whose order is gone. */
export async function readKept(
  container: MedusaContainer,
  subscription: Pick<SubscriptionRow, "order_line_id">,
  invoices: InvoiceRow[],
): Promise<KeptInvoice[]> {
  const booked = invoices.filter(isBooked)
  const ids = booked.flatMap(({ order_id }) => order_id ?? [])
  const orders = ids.length > 0 ? await graph<OrderMoney>(container, "order", FIELDS, { id: ids }) : []
  const byId = new Map(orders.map((order) => [order.id, order]))
  const disputed = new Map(
    (await billingOf(container).listDisputed(ids)).map(({ order_id, amount }) => [order_id, amount]),
  )
  return invoices.map((invoice) => {
    const order = isBooked(invoice) ? byId.get(invoice.order_id ?? "") : undefined
    // The order of a sign-up may have sold other things; what we make ourselves is ours from end to end.
    const line_id = invoice.kind === "initial" ? subscription.order_line_id : null
    return { invoice, share: order ? keptShare(order, line_id, disputed.get(order.id)) : 0 }
  })
}

/**
 * The part of an order's money that was kept, 0 to 1, for one of its lines (null: for all of them). A cancelled order keeps
 * nothing. What was returned in kind counts for its own line; any other refund is shared by all lines in proportion, so that
 * the parts add up to what was kept. So is what disputes have taken (`disputed`, in major units), which name no line either. An
 * authorised payment that was not cancelled counts as paid: the shop captures it later.
 */
export function keptShare(order: OrderMoney, line_id: string | null, disputed = 0): number {
  if (order.status === "canceled") {
    return 0
  }
  const payments = (order.payment_collections ?? []).flatMap((collection) => collection.payments ?? [])
  const paid = sum(payments.filter(({ canceled_at }) => !canceled_at).map(({ amount }) => amount))
  const refunded = sum(payments.flatMap(({ refunds }) => refunds ?? []).map(({ amount }) => amount))
  const shipping = numeric(order.shipping_total ?? 0)
  const sold = sum(order.items.map(({ total }) => total)) + shipping
  // What gift cards and the like paid is kept too. A refund writes credit lines as well, for what was paid in money.
  const covered = Math.min(numeric(order.credit_line_total ?? 0), Math.max(sold - paid, 0))
  const goods = order.items.reduce((value, item) => value + numeric(item.total) * notReturned(item), 0) + shipping
  const kept = Math.max(paid + covered - refunded - disputed, 0)
  const line = order.items.find(({ id }) => id === line_id)
  const share = goods > 0 ? Math.min(kept / goods, 1) : 1
  if (line) {
    return share * notReturned(line)
  }
  return sold > 0 ? share * (goods / sold) : share
}

/** The part of a line that is still the customer's, 0 to 1. */
function notReturned({ quantity, detail }: OrderMoney["items"][number]): number {
  const units = numeric(quantity)
  return units > 0 ? Math.max(1 - numeric(detail?.return_received_quantity ?? 0) / units, 0) : 1
}

const sum = (amounts: BigNumberInput[]): number => amounts.reduce<number>((total, amount) => total + numeric(amount), 0)
