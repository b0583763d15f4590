// The widgets whose code is fetched when the first of them is shown (`late.tsx`), in one file of the build.
export { CouponsOfProduct } from "./widgets/coupons-of-product"
export { CustomerDiscounts } from "./widgets/customer-discounts"
export { DraftOrderDiscounts } from "./widgets/draft-order-discounts"
export { OrderDiscounts } from "./widgets/order-discounts"
export { PlansOfProduct } from "./widgets/plans-of-product"
