// What a person has bought and paid for before: the facts behind first purchases (rule 18).
import type { MedusaContainer } from "@medusajs/framework/types"
import { OrderStatus, PaymentCollectionStatus } from "@medusajs/framework/utils"
import { graph } from "../lib/graph"

export const noOrders = { paid_order_count: 0, purchased_product_type_ids: [] as string[] }

interface OrderRow {
  id: string
  sales_channel_id: string | null
  items?: { product_type_id: string | null }[]
  payment_collections?: ({ status: string } | null)[]
}

/** Money was promised or taken, in whole or in part. A refund later leaves it that way: the purchase was made. */
const PAID: string[] = [
  PaymentCollectionStatus.AUTHORIZED,
  PaymentCollectionStatus.PARTIALLY_AUTHORIZED,
  PaymentCollectionStatus.PARTIALLY_CAPTURED,
  PaymentCollectionStatus.COMPLETED,
]

/**
 * Paid orders of these customer records: how many there are anywhere, and the product types bought in this sales channel
 * (only if asked for). Cancelled orders, drafts and orders that were never paid do not count; one that cost nothing does.
 */
export async function paidOrders(
  container: MedusaContainer,
  customer_ids: string[],
  sales_channel_id: string | null,
  with_product_types: boolean,
): Promise<typeof noOrders> {
  if (customer_ids.length === 0) {
    return noOrders
  }
  const orders = await ordersOf(container, customer_ids, with_product_types)
  const free = await freeOrders(
    container,
    orders.filter(({ payment_collections }) => !payment_collections?.length).map(({ id }) => id),
  )
  const paid = orders.filter(
    ({ id, payment_collections }) =>
      free.has(id) || (payment_collections ?? []).some((payment) => payment && PAID.includes(payment.status)),
  )
  const types = paid
    .filter((order) => order.sales_channel_id === sales_channel_id)
    .flatMap(({ items }) => (items ?? []).map(({ product_type_id }) => product_type_id))
  return {
    paid_order_count: paid.length,
    purchased_product_type_ids: [...new Set(types)].filter((id): id is string => typeof id === "string"),
  }
}

async function ordersOf(
  container: MedusaContainer,
  customer_ids: string[],
  with_product_types: boolean,
): Promise<OrderRow[]> {
  const types = with_product_types ? ["items.product_type_id"] : []
  return graph<OrderRow>(container, "order", ["id", "sales_channel_id", "payment_collections.status", ...types], {
    customer_id: customer_ids,
    status: { $nin: [OrderStatus.CANCELED, OrderStatus.DRAFT] },
  })
}

/** Those of the orders that cost nothing; only such ones have nothing to pay and count as bought. */
async function freeOrders(container: MedusaContainer, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) {
    return new Set()
  }
  const orders = await graph<{ id: string; total: number }>(container, "order", ["id", "total"], { id: ids })
  return new Set(orders.filter(({ total }) => total <= 0).map(({ id }) => id))
}
