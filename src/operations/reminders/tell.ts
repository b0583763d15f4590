// How a reminder is told once: taken by its key, given to the event bus, and only then marked (rule 54).
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { couponsOf } from "../../lib/coupons"
import type { ReminderKey } from "../../modules/coupon/shared/reminders"

/** One event: its key, and what whoever writes the message needs to know. */
export interface Reminder extends ReminderKey {
  data: Record<string, unknown>
}

/**
 * Tells those that were not told yet, each with the reminder's `id`, by which a subscriber knows one that comes twice. Answers how
 * many. Throws what the bus throws; then none of them is marked, and the next run tells them.
 */
export async function tell(container: MedusaContainer, reminders: Reminder[]): Promise<number> {
  const coupons = couponsOf(container)
  const taken = await coupons.takeReminders(
    reminders.map(({ name, subject_id, occasion }) => ({ name, subject_id, occasion })),
  )
  const ids = taken.map(({ id }) => id)
  const byKey = new Map(reminders.map((reminder) => [keyOf(reminder), reminder.data]))
  try {
    const events = taken.map((one) => ({ name: one.name, data: { id: one.id, ...byKey.get(keyOf(one)) } }))
    if (events.length > 0) {
      await container.resolve(Modules.EVENT_BUS).emit(events)
    }
  } catch (error) {
    await coupons.giveBackReminders(ids)
    throw error
  }
  await coupons.markRemindersTold(ids)
  return ids.length
}

const keyOf = ({ name, subject_id, occasion }: ReminderKey): string => [name, subject_id, occasion].join("\n")
