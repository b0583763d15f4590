// Everything that is to be told today (rule 54). Safe to repeat, and to run on several servers at once: each is told by whoever
// takes it first.
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../lib/coupons"
import { remindOfCoupons } from "./coupons"
import { remindOfInvoices } from "./invoices"

/** Long after the last day on which anybody would ask whether it was told. */
const KEPT_MS = 200 * 24 * 60 * 60 * 1000

/** Answers how many reminders were told; none where the option `reminders` is false. */
export async function remind(container: MedusaContainer): Promise<number> {
  const coupons = couponsOf(container)
  const days = coupons.reminderDays()
  if (days === false) {
    return 0
  }
  const now = await coupons.now()
  const told = (await remindOfInvoices(container, days, now)) + (await remindOfCoupons(container, days, now))
  await coupons.forgetReminders(new Date(Date.now() - KEPT_MS))
  return told
}
