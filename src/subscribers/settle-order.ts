// Subscriber: a net under the completion hook. Should settling have failed there, it is tried again when the order is announced.
// An order that no cart led to was a draft, perhaps with discounts: it is settled here.
// Loading this file also installs the seams: subscribers load after every module and every workflow file, in all modes.
import { container } from "@medusajs/framework"
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { installSeams } from "../integration/boot"
import { settleOrder } from "../workflows/cart/settle-order"
import { settleConverted } from "../workflows/order"

installSeams(container)

export default async function settlePlacedOrder({ event, container }: SubscriberArgs<{ id: string }>) {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_cart",
    fields: ["cart_id"],
    filters: { order_id: event.data.id },
  })
  const cart_id = (data[0] as { cart_id?: string } | undefined)?.cart_id
  if (cart_id) {
    await settleOrder(container, { order_id: event.data.id, cart_id })
  } else {
    await settleConverted(container, event.data.id)
  }
}

export const config: SubscriberConfig = { event: "order.placed" }
