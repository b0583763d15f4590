// cart.coupon_entered_codes: the promo codes that were typed on a cart, whether they take effect or not.
import CartModule from "@medusajs/medusa/cart"
import { linkRows } from "./_from-core"

export default linkRows(CartModule.linkable.cart, {
  entity: "CouponEnteredCode",
  column: "cart_id",
  alias: "coupon_entered_code",
})
