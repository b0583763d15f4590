// Subscriber: a cancelled order's redemptions are reversed and its places given back (rule 31).
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { endCanceledOrder } from "../operations/clean-up/end-order"

export default async function onOrderCanceled({ event, container }: SubscriberArgs<{ id: string }>) {
  await endCanceledOrder(container, event.data.id)
}

export const config: SubscriberConfig = { event: "order.canceled" }
