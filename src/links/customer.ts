// customer.coupon_discounts: what a customer has won or was given, running and ended. Their redemptions: orders.coupon_redemptions.
import CustomerModule from "@medusajs/medusa/customer"
import { linkRows } from "./_from-core"

export default linkRows(CustomerModule.linkable.customer, {
  entity: "CouponDiscount",
  column: "customer_id",
  alias: "coupon_discount",
})
