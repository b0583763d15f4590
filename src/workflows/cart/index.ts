// What other code may call about codes in carts; imported as "medusa-plugin-coupons/workflows".
export { cartDiscounts } from "./cart-discounts"
export { enterPromoCodeWorkflow } from "./enter-promo-code"
export { removePromoCodeWorkflow } from "./remove-promo-code"
export { settleStaleClaims } from "./settle-stale-claims"
export { validateInGeneral, validateOnCart } from "./validate-code"
