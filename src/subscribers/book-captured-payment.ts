// Subscriber: an invoice that was only authorised is paid when core has captured its payment (rule 57).
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { hearCapture } from "../operations/billing/book-captured"
import { ordersOfPayments } from "../operations/clean-up/end-order"

export default async function onPaymentCaptured({ event, container }: SubscriberArgs<{ id: string }>) {
  await hearCapture(container, await ordersOfPayments(container, [event.data.id]))
}

export const config: SubscriberConfig = { event: "payment.captured" }
