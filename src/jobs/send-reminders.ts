// Job: tells once a day what comes by itself: invoices, discounts and trials that end, cards and coupons that expire (rule 54).
import type { MedusaContainer } from "@medusajs/framework/types"
import { remind } from "../operations/reminders/remind"

export default async function sendReminders(container: MedusaContainer): Promise<void> {
  await remind(container)
}

export const config = { name: "coupons-send-reminders", schedule: "0 6 * * *" }
