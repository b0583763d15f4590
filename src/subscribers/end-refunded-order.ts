// Subscriber: the places of an order that was refunded in full are given back where its coupons say so (rule 31).
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { endRefundedOrder, orderOfPayment } from "../operations/clean-up/end-order"

export default async function onPaymentRefunded({ event, container }: SubscriberArgs<{ id: string }>) {
  const order_id = await orderOfPayment(container, event.data.id)
  if (order_id) {
    await endRefundedOrder(container, order_id)
  }
}

export const config: SubscriberConfig = { event: "payment.refunded" }
