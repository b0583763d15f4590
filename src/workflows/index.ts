// Everything a merchant's own code may run; imported as "medusa-plugin-coupons/workflows".
export * from "./billing"
export * from "./cart"
export * from "./coupon"
export * from "./external-subscriptions"
export * from "./grant"
export { applyToDraftWorkflow, changeDraftCodesWorkflow } from "./order"
export { finishStaleClaims } from "../operations/clean-up/finish-stale-claims"
