// Has core cancel the order of an invoice, which gives back money and stock, and picks up where a process died in the middle:
// core's own workflow cannot be run a second time once it has begun to write the refund into the order.
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import type { InvoiceRow } from "../../modules/billing/types"
import { bookPayments } from "../book-payments"
import { freeGoods } from "../take-back-order"
import { graph } from "../../lib/graph"
import { refused } from "../../tools/errors"

const CANCELED = "canceled"
/** Core's kind of change that writes a refund into an order; its types know fewer kinds than its constants. */
const REFUND_LINES = "credit_line"

interface OrderOfInvoice {
  id: string
  status: string
  items: { id: string }[]
  payment_collections?: { payments?: { refunds?: { id: string }[] }[] }[]
}

async function readOrder(container: MedusaContainer, id: string): Promise<OrderOfInvoice | null> {
  const fields = ["id", "status", "items.id", "payment_collections.payments.refunds.id"]
  const [order] = await graph<OrderOfInvoice>(container, "order", fields, { id })
  return order ?? null
}

/** Whether core has cancelled it; false for an order that is not there. */
export async function isOrderCanceled(container: MedusaContainer, order_id: string | null): Promise<boolean> {
  const [order] = order_id
    ? await container.resolve(Modules.ORDER).listOrders({ id: order_id }, { select: ["id", "status"] })
    : []
  return order?.status === CANCELED
}

/** Throws NOT_ALLOWED, with a sentence, for an order that sold other things as well: it is not ours to cancel. */
export async function refuseSharedOrder(container: MedusaContainer, invoice: InvoiceRow): Promise<void> {
  const order = invoice.order_id ? await readOrder(container, invoice.order_id) : null
  const ours = invoice.lines.filter(({ subscription_item_id }) => subscription_item_id !== null)
  if (order && order.status !== CANCELED && order.items.length !== ours.length) {
    throw refused(
      `Invoice ${invoice.number} is one line of order ${order.id}. Return or refund that line on the order instead.`,
    )
  }
}

/** How often money of the invoice's order was given back. */
export async function refundsOf(container: MedusaContainer, { order_id }: InvoiceRow): Promise<number> {
  const order = order_id ? await readOrder(container, order_id) : null
  const payments = (order?.payment_collections ?? []).flatMap(({ payments }) => payments ?? [])
  return payments.flatMap(({ refunds }) => refunds ?? []).length
}

/** Cancels it, however far that has come already. Throws what core refuses with. */
export async function cancelOrderOf(container: MedusaContainer, { order_id }: InvoiceRow): Promise<void> {
  const order = order_id ? await readOrder(container, order_id) : null
  if (!order) {
    return
  }
  try {
    if (order.status !== CANCELED) {
      await finishRefundLines(container, order.id)
      await cancelOrderWorkflow(container).run({ input: { order_id: order.id } })
    }
  } finally {
    // Core takes its entries back when it fails, and not the refund.
    await bookPayments(container, order.id)
    await releaseStock(container, order.id)
  }
}

/** Core sets goods aside again when a cancellation of its fails, also for an order that another call has cancelled meanwhile. */
async function releaseStock(container: MedusaContainer, order_id: string): Promise<void> {
  const order = await readOrder(container, order_id)
  if (order?.status === CANCELED) {
    await freeGoods(
      container,
      order.items.map(({ id }) => id),
    )
  }
}

/** Core writes what was refunded into the order by a change of its own; one that it left half-made stands in the way. */
async function finishRefundLines(container: MedusaContainer, order_id: string): Promise<void> {
  const orders = container.resolve(Modules.ORDER)
  const pending = await orders.listOrderChanges(
    { order_id, status: ["pending", "requested"] },
    { relations: ["actions"] },
  )
  for (const { id, actions } of pending.filter((change) => String(change.change_type) === REFUND_LINES)) {
    await ((actions ?? []).length > 0 ? orders.confirmOrderChange(id) : orders.cancelOrderChange(id))
  }
}
