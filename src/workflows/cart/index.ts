// The workflows of codes in carts.
export { chooseCouponWorkflow } from "./choose-coupon"
export { enterPromoCodeWorkflow } from "./enter-promo-code"
export { removePromoCodeWorkflow } from "./remove-promo-code"
