// Everything a merchant's own code may run or ask; imported as "medusa-plugin-coupons/workflows". It is the package's door: inside
// the house whoever needs an operation or a question asks its own room.
export * from "./billing"
export * from "./cart"
export * from "./coupon"
export * from "./external-subscriptions"
export * from "./grant"
export { applyToDraftWorkflow, changeDraftCodesWorkflow } from "./order"

export * from "../lib/events"

export { bookMissedCaptures, hearCapture } from "../operations/billing/book-captured"
export { DISPUTED_EVENT } from "../operations/billing/hear-dispute"
export type { DisputeNews } from "../operations/billing/hear-dispute"
export { hearPayment } from "../operations/billing/hear-payment"
export type { PaymentWebhook } from "../operations/billing/hear-payment"
export { startMissedSubscriptions } from "../operations/billing/start-missed-subscriptions"
export { startSubscriptions } from "../operations/billing/start-subscriptions"
export type { StartSubscriptionsInput, StartedSubscription } from "../operations/billing/start-subscriptions"
export { finishStaleClaims } from "../operations/clean-up/finish-stale-claims"
export * from "../operations/coupon/archive-codes"
export * from "../operations/coupon/fill-code-batch"
export type { ImportCodesInput, ImportReport, RejectedRow } from "../operations/coupon/import-codes"

export type {
  DiscountRenewalInput,
  EndExternalSubscriptionInput,
  PreviewRenewalInput,
  StartExternalSubscriptionInput,
  VoidRenewalInput,
} from "../pricing/external/input"
export type { RenewalAdjustment } from "../pricing/external/price-renewal"
export { refuseUnfitCoupon } from "../pricing/coupons/unfit-coupon"
export { grantedTo } from "../pricing/granted"

export { invoicePdf } from "../queries/billing/invoice-pdf"
export { monthlyRevenue } from "../queries/billing/mrr"
export { previewPlanChange } from "../queries/billing/preview-change"
export { upcomingInvoices } from "../queries/billing/upcoming-invoices"
export { cartDiscounts } from "../queries/carts/cart-discounts"
export { validateInGeneral, validateOnCart } from "../queries/carts/validate-code"
export * from "../queries/coupons/coupon-statistics"
export * from "../queries/coupons/export-redemptions"
export type { LedgerQuestion } from "../queries/coupons/ledger-question"
export * from "../queries/coupons/list-code-batches"
export * from "../queries/coupons/list-coupons"
export * from "../queries/coupons/list-discounts"
export * from "../queries/coupons/list-promo-codes"
export * from "../queries/coupons/list-redemptions"
export * from "../queries/coupons/preview-discount"
export type { RedemptionView } from "../queries/coupons/redemption-views"
export * from "../queries/coupons/store-time-zone"
export * from "../queries/grants/list-grants"
