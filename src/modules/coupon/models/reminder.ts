// What was told once and must not be told again: one row for each reminder (rule 54).
import { model } from "@medusajs/framework/utils"

export const CouponReminder = model
  .define(
    { name: "CouponReminder", tableName: "coupon_reminder" },
    {
      id: model.id({ prefix: "remind" }).primaryKey(),
      /** The name of its event. */
      name: model.text(),
      /** What it is about: a subscription, a discount, a coupon. */
      subject_id: model.text(),
      /** Which of the subject's: the day an invoice is due, say, so that the next invoice has one of its own. */
      occasion: model.text(),
      /** Whoever takes it tells it, in real time; taken and not told for long, it is another's to take. */
      taken_at: model.dateTime(),
      /** When the bus had it, in real time; null until then. */
      told_at: model.dateTime().nullable(),
    },
  )
  .indexes([
    { name: "UQ_coupon_reminder", on: ["name", "subject_id", "occasion"], unique: true },
    { name: "IDX_coupon_reminder_told_at", on: ["told_at"] },
  ])
