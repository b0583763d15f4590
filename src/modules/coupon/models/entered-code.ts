// What a customer typed on a cart, whatever its effect (rule 23). Rows are removed for good, never soft-deleted.
import { model } from "@medusajs/framework/utils"

export const CouponEnteredCode = model
  .define(
    { name: "CouponEnteredCode", tableName: "coupon_entered_code" },
    {
      id: model.id({ prefix: "ecode" }).primaryKey(),
      cart_id: model.text(),
      promo_code_id: model.text(),
      /** The customer who was logged in when the code was typed last; null for a stranger. */
      customer_id: model.text().nullable(),
      entered_at: model.dateTime(),
    },
  )
  .indexes([
    { name: "UQ_coupon_entered_code", on: ["cart_id", "promo_code_id"], unique: true },
    { name: "IDX_coupon_entered_code_promo_code", on: ["promo_code_id"] },
  ])
