// Names of the events that changes of coupons, promo codes, code batches and discounts emit (rule 48). Each carries `{ id }`.

export const CouponEvents = {
  created: "coupon.created",
  updated: "coupon.updated",
  activated: "coupon.activated",
  archived: "coupon.archived",
  deleted: "coupon.deleted",
} as const

export const PromoCodeEvents = {
  created: "promo-code.created",
  archived: "promo-code.archived",
} as const

export const CodeBatchEvents = {
  created: "code-batch.created",
  toppedUp: "code-batch.topped-up",
  filled: "code-batch.filled",
  failed: "code-batch.failed",
  archived: "code-batch.archived",
} as const

export const DiscountEvents = {
  created: "discount.created",
  ended: "discount.ended",
} as const
