// What our Admin API answers, as far as these pages read it. Amounts are decimals in major units, dates ISO strings.
import type {
  Allocation,
  CouponType,
  DiscountTarget,
  Duration,
  Interval,
  MoneyAmount,
  PurchaseKind,
  Restrictions,
  Scope,
} from "../../engine/types"

export type CouponState = "draft" | "scheduled" | "active" | "expired" | "depleted" | "archived"
export type PromoCodeState = Exclude<CouponState, "draft">

/** The part of a coupon that can be put in words, whether it is stored or still being typed. */
export interface CouponTerms {
  type: CouponType
  percentage: number | null
  maximum_discount: MoneyAmount[]
  amounts: MoneyAmount[]
  allocation: Allocation
  trial_days: number | null
  target: DiscountTarget
  redeemable_for: PurchaseKind[]
  duration: Duration
  duration_in_months: number | null
  duration_in_cycles: number | null
  starts_at: string | null
  expires_at: string | null
  max_redemptions: number | null
  max_redemptions_per_customer: number | null
}

export interface Coupon extends CouponTerms {
  id: string
  name: string
  description: string | null
  status: "draft" | "active" | "archived"
  state: CouponState
  scope: Scope
  restrictions: Restrictions
  stackable: boolean
  times_redeemed: number
}

export interface PromoCode {
  id: string
  coupon_id: string
  code: string
  status: "active" | "archived"
  state: PromoCodeState
  starts_at: string | null
  expires_at: string | null
  max_redemptions: number | null
  max_redemptions_per_customer: number | null
  channel: string | null
  times_redeemed: number
}

/** A row of the ledger; a reversal takes an earlier one back and has a negative amount. */
export interface Redemption {
  id: string
  kind: "redemption" | "reversal"
  code: string | null
  customer_id: string | null
  customer: { id: string; email: string; first_name: string | null; last_name: string | null } | null
  order_id: string | null
  subscription_id: string | null
  currency_code: string
  amount: number
  lines: { line_id: string; title: string }[]
  redeemed_at: string
}

export type SubscriptionStatus = "trialing" | "active" | "past_due" | "paused" | "unpaid" | "canceled" | "ended"
export type InvoiceStatus = "draft" | "open" | "paid" | "void" | "uncollectible"

export interface Plan {
  id: string
  name: string
  interval: Interval
  interval_count: number
}

export interface SubscriptionItem {
  id: string
  title: string
  quantity: number
  unit_price: number
}

export interface Subscription {
  id: string
  customer_id: string
  email: string | null
  currency_code: string
  plan_id: string
  /** IANA name; the wall time its periods begin at is kept in this zone. UTC where the server does not say. */
  time_zone?: string
  status: SubscriptionStatus
  started_at: string
  current_period_start: string
  current_period_end: string
  /** When the next invoice is due, or is tried again; null when nothing more will be billed. */
  next_billing_at: string | null
  cancel_at_period_end: boolean
  items: SubscriptionItem[]
}

export interface InvoiceDiscount {
  coupon_id: string | null
  name: string
  code: string | null
  amount: number
  is_last: boolean
}

/** A coming invoice: not billed yet, so it has no number, order or id that lasts. */
export interface UpcomingInvoice {
  period_start: string
  period_end: string
  currency_code: string
  subtotal: number
  discount_total: number
  tax_total: number
  total: number
  discounts: InvoiceDiscount[]
}

export interface Invoice extends UpcomingInvoice {
  id: string
  number: string
  subscription_id: string
  order_id: string | null
  status: InvoiceStatus
}

/** One page of a list. */
export interface Page {
  count: number
  offset: number
  limit: number
}
