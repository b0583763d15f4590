// The pages whose code is fetched when the first of them is shown (`late.tsx`), in one file of the build.
export { CouponList } from "./coupons/coupon-list"
export { CouponPage } from "./coupons/coupon-page"
export { SubscriptionPage } from "./subscriptions/subscription-page"
export { SubscriptionsPage } from "./subscriptions/subscriptions-page"
