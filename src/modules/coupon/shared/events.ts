// Names of the events that this module itself tells, because it alone knows what a transaction wrote (rule 48).

export const DiscountEvents = {
  created: "discount.created",
  ended: "discount.ended",
} as const

export const RedemptionEvents = {
  created: "redemption.created",
  reversed: "redemption.reversed",
} as const

export const GrantEvents = {
  created: "grant.created",
  ended: "grant.ended",
} as const

/** Columns of a grant that its events carry; `id` is the grant's. */
export const GRANT_EVENT_COLUMNS = "id, coupon_id, plan_id, subscription_id, customer_id"

/** Columns of a discount that its events carry; `id` is the discount's. */
export const DISCOUNT_EVENT_COLUMNS = "id, coupon_id, promo_code_id, customer_id, target_type, target_id"

/** Columns of a ledger row that its events carry; `id` is the row's. Amounts are read from the ledger, not from events. */
export const REDEMPTION_EVENT_COLUMNS =
  "id, discount_id, coupon_id, promo_code_id, customer_id, document_type, document_id, order_id, invoice_id, subscription_id"
