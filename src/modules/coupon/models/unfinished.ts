// What was begun and has not come to its end: one row from before an operation's first write until after its last.
import { model } from "@medusajs/framework/utils"

export const CouponUnfinished = model
  .define(
    { name: "CouponUnfinished", tableName: "coupon_unfinished" },
    {
      id: model.id({ prefix: "unfin" }).primaryKey(),
      /** One of `UNFINISHED_KINDS`. */
      kind: model.text(),
      /** What it is done to: a cart, a subscription, an invoice, an order. */
      subject_id: model.text(),
      /** What whoever finishes it needs to know. */
      input: model.json(),
      begun_at: model.dateTime(),
      /** When finishing it failed last; real time, as `begun_at`. */
      tried_at: model.dateTime().nullable(),
    },
  )
  .indexes([
    { name: "UQ_coupon_unfinished", on: ["kind", "subject_id"], unique: true },
    { name: "IDX_coupon_unfinished_begun_at", on: ["begun_at"] },
  ])
