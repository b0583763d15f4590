// Who was seen logged in on a cart, and which granted coupon they chose. An e-mail address on a cart proves nothing.
import { model } from "@medusajs/framework/utils"

export const CouponCartShopper = model
  .define(
    { name: "CouponCartShopper", tableName: "coupon_cart_shopper" },
    {
      id: model.id({ prefix: "cshop" }).primaryKey(),
      cart_id: model.text(),
      customer_id: model.text(),
      /** `best`: the lowest price, by itself; `one`: the coupon named beside; `none`: declined. */
      choice: model.enum(["best", "one", "none"]).default("best"),
      coupon_id: model.text().nullable(),
    },
  )
  .indexes([{ name: "UQ_coupon_cart_shopper_cart", on: ["cart_id"], unique: true }])
