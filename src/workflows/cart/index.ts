// What other code may call about codes in carts; imported as "medusa-plugin-coupons/workflows".
export { cartDiscounts } from "../../queries/carts/cart-discounts"
export { chooseCouponWorkflow } from "./choose-coupon"
export { enterPromoCodeWorkflow } from "./enter-promo-code"
export { grantedTo } from "../../pricing/granted"
export { removePromoCodeWorkflow } from "./remove-promo-code"
export { validateInGeneral, validateOnCart } from "../../queries/carts/validate-code"
