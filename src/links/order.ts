// order.coupon_redemptions: what was taken off an order, by which code, for which coupon; reversals are rows of their own.
import OrderModule from "@medusajs/medusa/order"
import { linkRows } from "./_from-core"

export default linkRows(OrderModule.linkable.order, {
  entity: "CouponRedemption",
  column: "order_id",
  alias: "coupon_redemption",
})
