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

/** How a variant is billed; the variant's price is the price per period. */
export interface Plan {
  id: string
  variant_id: string
  name: string
  interval: Interval
  interval_count: number
  trial_days: number
  is_default: boolean
}

export interface SubscriptionItem {
  id: string
  variant_id: string
  title: string
  quantity: number
  unit_price: number
}

/** What a subscription's plan becomes with the next period. */
export interface ScheduledChange {
  plan_id: string
  effective_at: string
  items: { id: string; title: string; unit_price: number }[]
}

export interface Subscription {
  id: string
  customer_id: string
  email: string | null
  region_id: string | null
  currency_code: string
  plan_id: string
  interval: Interval
  interval_count: number
  /** IANA name; the wall time its periods begin at is kept in this zone. UTC where the server does not say. */
  time_zone?: string
  status: SubscriptionStatus
  started_at: string
  trial_end: string | null
  current_period_start: string
  current_period_end: string
  /** When the next invoice is due, or is tried again; null when nothing more will be billed. */
  next_billing_at: string | null
  cancel_at_period_end: boolean
  canceled_at: string | null
  paused_at: string | null
  scheduled_change: ScheduledChange | null
  order_id: string | null
  payment_provider_id: string | null
  items: SubscriptionItem[]
}

export interface InvoiceDiscount {
  coupon_id: string | null
  /** Null for core promotions, and on the order a subscription began with. */
  discount_id: string | null
  name: string
  code: string | null
  amount: number
  is_last: boolean
  /** What it takes off each line of the invoice. */
  lines: { line_id: string; amount: number }[]
}

export interface InvoiceLine {
  /** Null for shipping. */
  subscription_item_id: string | null
  line_id: string
  title: string
  quantity: number
  subtotal: number
  discount_total: number
  total: number
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
  lines: InvoiceLine[]
  discounts: InvoiceDiscount[]
}

export interface Invoice extends UpcomingInvoice {
  id: string
  number: string
  subscription_id: string
  order_id: string | null
  kind: "initial" | "trial" | "renewal" | "change"
  status: InvoiceStatus
  attempt_count: number
  failure_message: string | null
  next_attempt_at: string | null
}

export type DiscountTargetType = "order" | "customer" | "subscription" | "subscription_item" | "invoice" | "draft_order"

/** A coupon applied to something, with the terms it was promised (law 5). */
export interface AppliedDiscount {
  id: string
  coupon_id: string
  promo_code_id: string | null
  name: string
  code: string | null
  status: "running" | "ended"
  target_type: DiscountTargetType
  target_id: string
  customer_id: string | null
  terms: DiscountTerms
  starts_at: string | null
  ended_at: string | null
  ended_reason: string | null
  created_at: string
}

/** The part of a coupon that is frozen into a discount: no limits and no dates. */
export type DiscountTerms = Omit<
  CouponTerms,
  "starts_at" | "expires_at" | "max_redemptions" | "max_redemptions_per_customer"
>

/** A standing rule: the holder of a plan, one subscription or one customer is given a coupon (rule 24). */
export interface Grant {
  id: string
  coupon_id: string
  coupon: { id: string; name: string; status: string } | null
  plan_id: string | null
  subscription_id: string | null
  customer_id: string | null
  status: "running" | "ended"
  granted_at: string
}

/** A row of the ledger with everything it says about where the money went. */
export interface LedgerRow extends Redemption {
  coupon_id: string
  /** The coupon's name when it was redeemed. */
  name: string
  discount_id: string | null
  order_display_id: number | null
  invoice_id: string | null
  invoice_number: string | null
  lines: { line_id: string; title: string; amount: number }[]
}

/** Monthly recurring revenue in one currency, major units. */
export interface MonthlyRevenue {
  currency_code: string
  amount: number
  subscription_count: number
}

/** One page of a list. */
export interface Page {
  count: number
  offset: number
  limit: number
}
