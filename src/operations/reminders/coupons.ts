// Tells admins of coupons that are about to expire, have expired, or are used up (rule 54).
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../lib/coupons"
import { ReminderEvents } from "../../lib/events"
import type { ReminderOptions } from "../../modules/coupon/shared/options"
import type { CouponFilter } from "../../modules/coupon/lists/coupons"
import type { CouponRow } from "../../modules/coupon/types"
import { tell } from "./tell"
import type { Reminder } from "./tell"

const PAGE = 500
const DAY_MS = 24 * 60 * 60 * 1000
/** What expired longer ago is no news: a shop that was off for longer, or has just installed the plugin, has no pile of it. */
const NEWS_MS = 30 * DAY_MS

type Row = Pick<CouponRow, "id" | "name" | "expires_at" | "max_redemptions">

/** Answers how many were told. Codes that expire or are used up have no reminder: a batch has a million of them. */
export async function remindOfCoupons(container: MedusaContainer, days: ReminderOptions, now: Date): Promise<number> {
  const soon = new Date(now.getTime() + days.couponExpiringDays * DAY_MS)
  const news = new Date(now.getTime() - NEWS_MS)
  const all = { any_origin: true, now }
  const expiring: CouponFilter = { ...all, state: ["active"], expires_to: soon }
  const expired: CouponFilter = { ...all, state: ["expired"], expires_from: news }
  const depleted: CouponFilter = { ...all, state: ["depleted"] }
  return (
    (await remindOf(container, expiring, (row) => reminder(ReminderEvents.couponExpiring, row, lastDay(row)))) +
    (await remindOf(container, expired, (row) => reminder(ReminderEvents.couponExpired, row, lastDay(row)))) +
    // Given more places it may be used up again, and that is told again.
    (await remindOf(container, depleted, (row) =>
      reminder(ReminderEvents.couponDepleted, row, String(row.max_redemptions)),
    ))
  )
}

const lastDay = ({ expires_at }: Row): string => new Date(expires_at ?? 0).toISOString()

const reminder = (name: string, row: Row, occasion: string): Reminder => ({
  name,
  subject_id: row.id,
  occasion,
  data: {
    coupon_id: row.id,
    name: row.name,
    expires_at: row.expires_at === null ? null : lastDay(row),
    max_redemptions: row.max_redemptions,
  },
})

async function remindOf(
  container: MedusaContainer,
  filter: CouponFilter,
  toReminder: (row: Row) => Reminder,
): Promise<number> {
  const coupons = couponsOf(container)
  let told = 0
  for (let after = ""; ;) {
    const page: Row[] = await coupons.listCouponsAfter(filter, after, PAGE)
    const last = page.at(-1)
    if (!last) {
      return told
    }
    after = last.id
    told += await tell(container, page.map(toReminder))
  }
}
