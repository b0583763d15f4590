// Sends the plugin's reminders by e-mail, through the provider that Medusa's notification module has for it. Copy this file into
// `src/subscribers/` of your app, and `texts.ts` into `src/lib/`; the import below is then from "../lib/texts".
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { Modules } from "@medusajs/framework/utils"
import { EVENTS, messageOf } from "./texts"
import type { ReminderData } from "./texts"

/** Who hears of coupons that expire or are used up; nobody where it is not set. */
const admin = () => process.env.REMINDERS_TO

export default async function sendReminder({ event, container }: SubscriberArgs<ReminderData>): Promise<void> {
  const { data, name } = event
  const { to, language } = await addressee(container, data)
  const time_zone = container.resolve<{ timeZone(): string }>("coupon").timeZone()
  const message = messageOf(name, data, language, time_zone)
  if (!to || !message) {
    return
  }
  await container.resolve(Modules.NOTIFICATION).createNotifications({
    to,
    channel: "email",
    // Providers with templates of their own find everything in `data`.
    template: name,
    content: message,
    data: { ...data, ...message },
    // Told twice, after a server has died, it is sent once.
    idempotency_key: data.id,
  })
}

/** The customer, in the language that stands in `metadata.locale` of theirs; for coupons the shop. */
async function addressee(container: SubscriberArgs["container"], data: ReminderData) {
  if (typeof data.customer_id !== "string") {
    return { to: admin(), language: "en" }
  }
  const [customer] = await container.resolve(Modules.CUSTOMER).listCustomers({ id: data.customer_id })
  const language = customer?.metadata?.locale
  return {
    to: typeof data.email === "string" ? data.email : customer?.email,
    language: typeof language === "string" ? language : "en",
  }
}

export const config: SubscriberConfig = { event: EVENTS }
