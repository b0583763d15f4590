// Subscriber: what a payment provider's webhook says of a renewal whose payment was left open (rule 60). Core hears it too.
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { PaymentWebhookEvents } from "@medusajs/framework/utils"
import { hearPayment } from "../operations/billing/hear-payment"
import type { PaymentWebhook } from "../operations/billing/hear-payment"

export default async function onPaymentWebhook({ event, container }: SubscriberArgs<PaymentWebhook>) {
  await hearPayment(container, event.data)
}

export const config: SubscriberConfig = { event: PaymentWebhookEvents.WebhookReceived }
