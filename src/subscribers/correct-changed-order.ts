// Subscriber: the ledger follows an order that was edited, exchanged or claimed (rule 30).
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { correctLedger } from "../operations/order/correct-ledger"

export default async function onOrderChanged({ event, container }: SubscriberArgs<{ order_id: string }>) {
  await correctLedger(container, event.data.order_id)
}

export const config: SubscriberConfig = {
  event: ["order-edit.confirmed", "order.exchange_created", "order.claim_created"],
}
