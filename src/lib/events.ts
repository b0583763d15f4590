// Names of the events that changes of coupons, promo codes, code batches, grants, discounts and redemptions emit (rule 48), and
// of reminders (rule 54); docs/events.md lists them.
// Those of grants, discounts and the ledger are told by the module that writes the rows, whoever asks for it.
export { DiscountEvents, GrantEvents, RedemptionEvents } from "../modules/coupon/shared/events"

export const CouponEvents = {
  created: "coupon.created",
  updated: "coupon.updated",
  activated: "coupon.activated",
  paused: "coupon.paused",
  resumed: "coupon.resumed",
  archived: "coupon.archived",
  deleted: "coupon.deleted",
} as const

export const PromoCodeEvents = {
  created: "promo-code.created",
  paused: "promo-code.paused",
  resumed: "promo-code.resumed",
  archived: "promo-code.archived",
} as const

export const CodeBatchEvents = {
  created: "code-batch.created",
  toppedUp: "code-batch.topped-up",
  filled: "code-batch.filled",
  failed: "code-batch.failed",
  archived: "code-batch.archived",
} as const

/** What comes by itself, told once, some days before (rule 54). */
export const ReminderEvents = {
  invoiceUpcoming: "billing-invoice.upcoming",
  discountEnding: "discount.ending",
  trialEnding: "billing-subscription.trial-ending",
  paymentMethodExpiring: "billing-subscription.payment-method-expiring",
  couponExpiring: "coupon.expiring",
  couponExpired: "coupon.expired",
  couponDepleted: "coupon.depleted",
} as const
