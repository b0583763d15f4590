// customer.coupon_discounts, customer.coupon_redemptions and customer.coupon_grants: what a customer won, used and is given.
import CustomerModule from "@medusajs/medusa/customer"
import { linkRows } from "./_from-core"

const { customer } = CustomerModule.linkable

linkRows(customer, { entity: "CouponDiscount", column: "customer_id", alias: "coupon_discount" })
linkRows(customer, { entity: "CouponRedemption", column: "customer_id", alias: "coupon_redemption" })

export default linkRows(customer, { entity: "CouponGrant", column: "customer_id", alias: "coupon_grant" })
