// Subscriber: what a payment provider's webhook says of a renewal whose payment was left open (rule 60), which core hears too, and of a
// dispute (rule 61), which core does not.
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { PaymentWebhookEvents } from "@medusajs/framework/utils"
import { hearPayment } from "../operations/billing/hear-payment"
import type { PaymentWebhook } from "../operations/billing/hear-payment"

export default async function onPaymentWebhook({ event, container }: SubscriberArgs<PaymentWebhook>) {
  await hearPayment(container, event.data)
}

export const config: SubscriberConfig = { event: PaymentWebhookEvents.WebhookReceived }
