// cart.coupon_entered_codes: what was typed on a cart. cart.coupon_claims: the places it holds, and the discounts won by them.
import CartModule from "@medusajs/medusa/cart"
import { linkRows } from "./_from-core"

const { cart } = CartModule.linkable

linkRows(cart, { entity: "CouponEnteredCode", column: "cart_id", alias: "coupon_entered_code" })

export default linkRows(cart, { entity: "CouponClaim", column: "cart_id", alias: "coupon_claim" })
