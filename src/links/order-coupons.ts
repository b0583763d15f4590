// order.coupon_redemptions: the ledger of an order. order.coupon_claims: the places it took, and the discounts won by them.
import OrderModule from "@medusajs/medusa/order"
import { linkRows } from "./_from-core"

const { order } = OrderModule.linkable

linkRows(order, { entity: "CouponRedemption", column: "order_id", alias: "coupon_redemption" })

export default linkRows(order, { entity: "CouponClaim", column: "order_id", alias: "coupon_claim" })
