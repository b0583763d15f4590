// Takes back an order that was never paid, as core's own compensation would: reservations, payment links, the order itself.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

/** An order that no money was taken for, and the payment collections that are linked to it. */
export interface UnpaidOrder {
  order_id: string
  payment_collection_ids: string[]
}

/** Harmless when the order is gone already. The caller makes sure that nothing was paid. */
export async function takeBackOrder(
  container: MedusaContainer,
  { order_id, payment_collection_ids }: UnpaidOrder,
): Promise<void> {
  const orders = container.resolve(Modules.ORDER)
  const [order] = await orders.listOrders({ id: order_id }, { relations: ["items"] })
  if (!order) {
    return
  }
  const links = payment_collection_ids.map((payment_collection_id) => ({
    [Modules.ORDER]: { order_id },
    [Modules.PAYMENT]: { payment_collection_id },
  }))
  if (links.length > 0) {
    await container.resolve(ContainerRegistrationKeys.LINK).dismiss(links)
  }
  const lines = (order.items ?? []).map(({ id }) => id)
  await freeGoods(container, lines)
  await orders.deleteOrders([order_id])
  // Whoever made the order may be alive, and sets goods aside until they see that it is gone.
  await freeGoods(container, lines)
}

/** Nothing is set aside for these lines of an order any more. */
export async function freeGoods(container: MedusaContainer, line_ids: string[]): Promise<void> {
  if (line_ids.length > 0) {
    await container.resolve(Modules.INVENTORY).deleteReservationItemsByLineItem(line_ids)
  }
}
