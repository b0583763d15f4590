// What our Admin API answers, as far as these pages read it. Amounts are decimals in major units, dates ISO strings.
import type { RestrictionInput, RestrictionTexts } from "../../engine/restrictions/row"
import type { Restrictions } from "../../engine/restrictions/rows"
import type {
  Allocation,
  CouponType,
  DiscountTarget,
  Duration,
  Interval,
  MoneyAmount,
  PlanChangePolicy,
  PurchaseKind,
  Scope,
} from "../../engine/types"

export type CouponState = "draft" | "paused" | "scheduled" | "active" | "expired" | "depleted" | "archived"
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
  applicable_to_credits: boolean
  redeemable_for: PurchaseKind[]
  scope: Scope
  duration: Duration
  duration_in_months: number | null
  duration_in_cycles: number | null
  starts_at: string | null
  expires_at: string | null
  max_redemptions: number | null
  max_redemptions_per_customer: number | null
  restrictions: Restrictions
  stackable: boolean
  on_plan_change: PlanChangePolicy
  /** Null: as the duration suggests (rule 42). */
  included_in_mrr: boolean | null
  release_on_cancel: boolean
  release_on_refund: boolean
  hold_minutes: number | null
}

export type Metadata = Record<string, unknown>

export interface Coupon extends CouponTerms {
  id: string
  name: string
  description: string | null
  status: "draft" | "active" | "archived"
  state: CouponState
  origin: "standard" | "external" | "custom"
  times_redeemed: number
  metadata: Metadata
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
  restrictions: Restrictions
  code_batch_id: string | null
  channel: string | null
  times_redeemed: number
}

export type CodeBatchStatus = "pending" | "filling" | "filled" | "failed"

/** Many codes made in one job, or imported from one file (rule 37). */
export interface CodeBatch {
  id: string
  coupon_id: string
  source: "generated" | "imported"
  status: CodeBatchStatus
  quantity: number
  created_count: number
  /** Why it failed, as a sentence. */
  error: string | null
  prefix: string
  length: number | null
  alphabet: string | null
  starts_at: string | null
  expires_at: string | null
  max_redemptions: number | null
  max_redemptions_per_customer: number | null
  channel: string | null
  archived_at: string | null
  created_at: string
}

/** What an import made of a file, row by row where it refused one. */
export interface ImportReport {
  imported: number
  /** All of them; `rejected` lists the first 1,000. */
  rejected_count: number
  rejected: { row: number; code: string; reason: "invalid" | "duplicate" | "taken" | "too_many"; message: string }[]
}

/** A row of the ledger; a reversal takes an earlier one back and has a negative amount. */
export interface Redemption {
  id: string
  kind: "redemption" | "reversal"
  code: string | null
  channel: string | null
  customer_id: string | null
  email: string | null
  customer: { id: string; email: string; first_name: string | null; last_name: string | null } | null
  order_id: string | null
  order_display_id: number | null
  invoice_number: string | null
  subscription_id: string | null
  currency_code: string
  amount: number
  lines: { line_id: string; product_id: string | null; title: string; amount: number }[]
  redeemed_at: string
}

/** Redemptions less reversals, and the money of each currency (major units). */
export interface Figures {
  redemptions: number
  amounts: { currency_code: string; redemptions: number; amount: number }[]
}

export interface CouponStatistics {
  time_zone: string
  /** First and last day of `by_day`. */
  from: string
  to: string
  totals: Figures
  /** Every day of the range. */
  by_day: (Figures & { date: string })[]
  by_channel: (Figures & { channel: string | null })[]
  by_sales_channel: (Figures & { sales_channel_id: string | null; name: string | null })[]
}

/** What the Admin must know of the plugin's options. */
export interface CouponSettings {
  /** IANA name: whose days plain dates are (rule 16). */
  time_zone: string
  /** Restrictions that the app registered, with their texts by language. */
  restrictions: { key: string; input: RestrictionInput; texts: Record<string, RestrictionTexts> }[]
}

export type SubscriptionStatus = "trialing" | "active" | "past_due" | "paused" | "unpaid" | "canceled" | "ended"
/** How far the money of an invoice has come. */
export type PaymentStatus = "not_paid" | "authorized" | "captured" | "requires_action" | "declined" | "refunded"

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
  /** Set with status "open": authorised, and paid once the shop captures it. */
  authorized_at: string | null
  attempt_count: number
  payment_status: PaymentStatus
  /** What a bank has taken back of the total. */
  disputed_amount: number
  /** Our own reason, or the payment provider's code. */
  failure_code: string | null
  /** More of it, in English. */
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
  /** A code was entered, a grant gave it in the cart, or an admin put it there. */
  origin: "code" | "grant" | "admin"
  target_type: DiscountTargetType
  target_id: string
  customer_id: string | null
  terms: DiscountTerms
  applied_at: string
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

/** A row of the ledger of a customer or an order: also which coupon and which discount it is of. */
export interface LedgerRow extends Redemption {
  coupon_id: string
  /** The coupon's name when it was redeemed. */
  name: string
  discount_id: string | null
}

/** Monthly recurring revenue, and the subscriptions that are in none of its figures. */
export interface RevenueReport {
  mrr: MonthlyRevenue[]
  not_counted: { subscription_id: string; message: string }[]
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
  /** Only where the rows are too many to be counted one by one. */
  count_is_estimate?: true
  offset: number
  limit: number
}

/** What a pause costs in discounts, or has cost (rule 55). */
export interface PauseAnswer {
  subscription: Subscription
  pause: {
    preview: boolean
    discounted_invoices: number
    discounts: { discount_id: string; name: string; code: string | null; ends_at: string; invoices: number }[]
  }
}
