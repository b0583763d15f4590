// All models of the coupon module, under the names that its service methods are built from.
export { CodeBatch } from "./code-batch"
export { Coupon, PromoCode } from "./coupon"
export { CouponClaim } from "./coupon-claim"
export { CouponClock } from "./coupon-clock"
export { CouponDiscount } from "./coupon-discount"
export { CouponRedemption } from "./coupon-redemption"
export { CouponEnteredCode } from "./entered-code"
export { CouponIdempotencyKey } from "./idempotency-key"
