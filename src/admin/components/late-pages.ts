// The pages whose code is fetched when the first of them is shown (`late.tsx`), in one file of the build.
export { CouponList } from "./coupon-list"
export { CouponPage } from "./coupon-page"
export { SubscriptionPage } from "./subscription-page"
export { SubscriptionsPage } from "./subscriptions-page"
