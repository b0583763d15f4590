// Makes up for orders whose end was announced and not heard: the process died, or the event was lost.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { couponsOf } from "../../lib/coupons"
import { graph } from "../../lib/graph"
import { ordersWithInvoicesToVoid } from "../billing/void-canceled"
import { endCanceledOrder, endRefundedOrder, ordersOfPayments } from "./end-order"

/** How far back it looks: a shop that is down for longer loses no money, only places that stay taken. */
const WINDOW_MS = 7 * 24 * 60 * 60 * 1000
const PAGE = 500

type Row = Record<string, string>

/** Answers how many orders it ended. Two servers may run it at once: the second finds nothing left. */
export async function endMissedOrders(container: MedusaContainer): Promise<number> {
  const coupons = couponsOf(container)
  const since = new Date(Date.now() - WINDOW_MS)
  let ended = 0
  await eachPage(container, { entity: "order", field: "id", at: "canceled_at", since }, async (order_ids) => {
    const toReverse = await coupons.findOrdersToReverse(order_ids, "canceled")
    for (const order_id of new Set([...toReverse, ...(await ordersWithInvoicesToVoid(container, order_ids))])) {
      ended += await tryTo(container, order_id, endCanceledOrder)
    }
  })
  await eachPage(container, { entity: "refund", field: "payment_id", at: "created_at", since }, async (payment_ids) => {
    const order_ids = await ordersOfPayments(container, payment_ids)
    for (const order_id of await coupons.findOrdersToReverse(order_ids, "refunded")) {
      ended += await tryTo(container, order_id, endRefundedOrder)
    }
  })
  return ended
}

interface Pages {
  entity: "order" | "refund"
  field: string
  at: string
  since: Date
}

/** Hands the field of every row since then to `work`, page by page. */
async function eachPage(
  container: MedusaContainer,
  { entity, field, at, since }: Pages,
  work: (values: string[]) => Promise<void>,
): Promise<void> {
  for (let skip = 0; ; skip += PAGE) {
    const page = { skip, take: PAGE, order: { [at]: "ASC", id: "ASC" } as const }
    const rows = await graph<Row>(container, entity, ["id", field], { [at]: { $gte: since } }, { page })
    await work([...new Set(rows.map((row) => row[field] ?? ""))])
    if (rows.length < PAGE) {
      return
    }
  }
}

/** One order that cannot be ended must not keep the others waiting. */
async function tryTo(
  container: MedusaContainer,
  order_id: string,
  end: (container: MedusaContainer, order_id: string) => Promise<void>,
): Promise<number> {
  try {
    await end(container, order_id)
    return 1
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`coupons: the end of order ${order_id} could not be reversed: ${String(error)}`)
    return 0
  }
}
