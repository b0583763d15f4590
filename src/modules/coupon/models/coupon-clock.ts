// The test clock, in the database so that several servers share it. One row at most.
import { model } from "@medusajs/framework/utils"

export const CouponClock = model.define(
  { name: "CouponClock", tableName: "coupon_clock" },
  {
    id: model.id({ prefix: "clock" }).primaryKey(),
    // Null: real time.
    now: model.dateTime().nullable(),
  },
)
