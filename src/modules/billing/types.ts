// What the billing module promises to the rest of the house: its rows, and what its verbs take and give.
import type { CatalogueFacts, Interval, SubscriptionAction, Period } from "../../engine"

/** Key the module is registered under. */
export const BILLING_MODULE = "billing"

export const SUBSCRIPTION_STATUSES = [
  "trialing",
  "active",
  "past_due",
  "paused",
  "unpaid",
  "canceled",
  "ended",
] as const
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number]

export const INVOICE_STATUSES = ["draft", "open", "paid", "void", "uncollectible"] as const
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number]

/**
 * Our own reasons why an invoice is not paid; others are the payment provider's, as it spells them (see `declines.ts`). The text
 * beside it says more.
 * - out_of_stock: there was too little of something; nobody was charged.
 * - no_payment_method: there is nothing to charge.
 * - payment_declined: the payment provider said no, and gave no code, or said nothing.
 * - interrupted: the change of plan it is for was begun and never finished.
 */
export const FAILURE_CODES = ["out_of_stock", "no_payment_method", "payment_declined", "interrupted"] as const
export type FailureCode = (typeof FAILURE_CODES)[number]

/** Where an invoice comes from: the order that started the subscription, its trial, a later period, or a plan change. */
export type InvoiceKind = "initial" | "trial" | "renewal" | "change"

/** How a product variant is billed. The variant's price is the price per period. */
export interface PlanRow {
  id: string
  variant_id: string
  name: string
  interval: Interval
  interval_count: number
  trial_days: number
  is_default: boolean
  created_at: Date
  updated_at: Date
}

export interface SubscriptionItemRow {
  id: string
  subscription_id: string
  variant_id: string
  title: string
  quantity: number
  /** Major units per period, in the tax basis `is_tax_inclusive` says. */
  unit_price: number
  is_tax_inclusive: boolean
  requires_shipping: boolean
  /** How its product was catalogued when it was sold, or its plan was changed: what scopes match it by. Null: as it is now. */
  catalogue?: CatalogueFacts | null
  /** The plan it was sold with, where a subscription has items of several; null or absent: the subscription's. */
  plan_id?: string | null
}

/** Where a subscription sends its parcels: the columns of core's addresses. */
export type SubscriptionAddress = Record<string, unknown> & { country_code?: string | null; province?: string | null }

/** How a subscription without a first order is shipped, at the price of its start. Amount in major units. */
export interface SubscriptionShipping {
  shipping_option_id: string
  name: string
  amount: number
  is_tax_inclusive: boolean
  data: Record<string, unknown> | null
}

/** A plan that a subscription changes to, and the items that change with it; everything else stays. JSON in both tables. */
export interface PlanChange {
  plan_id: string
  interval: Interval
  interval_count: number
  items: Pick<
    SubscriptionItemRow,
    "id" | "variant_id" | "title" | "unit_price" | "is_tax_inclusive" | "catalogue" | "plan_id"
  >[]
  /** The discount that was won for this change: the policies of running discounts do not touch it. */
  won_discount_id: string | null
}

/** A change that is billed at once: what it does when its invoice is paid. */
export interface BilledChange extends PlanChange {
  /** Running discounts that end, and that begin anew, with the change. */
  ended_discount_ids: string[]
  restarted_discount_ids: string[]
  /** What a change that waited had won, and this one replaces. Absent on invoices from before 0.2. */
  withdrawn_discount_ids?: string[]
  /** The price per unit and period that was paid for already when this was billed. Absent on invoices from before 0.2. */
  paid_unit_price?: number
  /** ISO instant a new period begins at; null: the calendar stays. */
  anchor: string | null
  /** ISO instant the billed cycle began; before its invoice's own period for an upgrade within the cycle. */
  cycle_starts_at: string
  /** The place of the coupon that was entered for this change, if one was. */
  claim_id: string | null
  /** What the caller is answered, should the same call be made again. Absent on invoices from before 0.2. */
  outcome?: {
    action: SubscriptionAction | null
    at: "now" | "period_end"
    proration: "credit" | "difference" | "none"
    effective_at: string
  }
}

/** A subscription. Its calendar is `anchor` + n periods, where cycle `anchor_index` is the one that begins at `anchor`. */
export interface SubscriptionRow {
  id: string
  customer_id: string
  email: string | null
  sales_channel_id: string | null
  region_id: string | null
  currency_code: string
  plan_id: string
  /** Frozen from the plan: a changed plan does not change running subscriptions. */
  interval: Interval
  interval_count: number
  status: SubscriptionStatus
  started_at: Date
  trial_end: Date | null
  anchor: Date
  anchor_index: number
  /** The last cycle that was billed (the trial counts as one); -1 before the first. */
  cycle_index: number
  current_period_start: Date
  current_period_end: Date
  /** When the next invoice is due, or is tried again; null when nothing will be billed. */
  next_billing_at: Date | null
  cancel_at_period_end: boolean
  canceled_at: Date | null
  paused_at: Date | null
  /** What its plan becomes with the next period; null when nothing is going to change. */
  scheduled_change: PlanChange | null
  time_zone: string
  order_id: string | null
  order_line_id: string | null
  payment_provider_id: string | null
  payment_data: Record<string, unknown> | null
  /** Of a subscription that an admin made; null: its first order's, else its customer's. */
  shipping_address?: SubscriptionAddress | null
  /** Of a subscription that an admin made; null: its share of what its first order was shipped with. */
  shipping_method?: SubscriptionShipping | null
  metadata: Record<string, unknown> | null
  created_at: Date
  updated_at: Date
  items: SubscriptionItemRow[]
}

/** One line of an invoice; amounts in major units. A shipping line has no subscription item. */
export interface InvoiceLine {
  subscription_item_id: string | null
  line_id: string
  product_id: string | null
  variant_id: string | null
  title: string
  quantity: number
  unit_price: number
  subtotal: number
  discount_total: number
  tax_total: number
  total: number
}

/** What one discount takes off an invoice. `discount_id` is null for core promotions and for the first order. */
export interface InvoiceDiscount {
  discount_id: string | null
  coupon_id: string | null
  name: string
  code: string | null
  amount: number
  is_last: boolean
  /** By invoice line, so that the ledger can say for what. */
  lines: { line_id: string; amount: number }[]
}

/** The figures of an invoice, all in major units. */
export interface InvoiceFigures {
  /** Before discounts, in the tax basis of the prices; so are `discount_total` and every discount's amount. */
  subtotal: number
  discount_total: number
  /** All tax, whether contained in the prices or added to them. */
  tax_total: number
  /** What is paid. */
  total: number
  lines: InvoiceLine[]
  discounts: InvoiceDiscount[]
}

export interface InvoiceRow extends InvoiceFigures {
  id: string
  number: string
  subscription_id: string
  customer_id: string
  kind: InvoiceKind
  status: InvoiceStatus
  cycle_key: string
  cycle_index: number
  period_start: Date
  period_end: Date
  currency_code: string
  /** Chosen before the order exists, so that a killed process leaves a trace. */
  order_id: string | null
  payment_collection_id: string | null
  /** Payments that were asked for and declined; waiting for stock is no attempt. */
  attempt_count: number
  /** A FailureCode, or the code of the payment provider. */
  failure_code: string | null
  failure_message: string | null
  next_attempt_at: Date | null
  /**
   * Not null: the customer is paying it on-session (rule 59), and order and payment ids are of that payment. Until then no retry
   * comes in between.
   */
  customer_pays_until: Date | null
  issued_at: Date
  /**
   * When it was booked on a payment that the shop has yet to capture (rule 57): its period is bought, and nobody is charged for
   * it again. Status "open" until the capture, "paid" afterwards. Null: it was paid at once, or not at all.
   */
  authorized_at: Date | null
  paid_at: Date | null
  voided_at: Date | null
  /** Only for kind "change". */
  plan_change: BilledChange | null
  created_at: Date
  updated_at: Date
}

/** A dispute over an order's payment, as its provider told of it last (rule 61). */
export interface DisputeRow {
  /** The provider's own. */
  id: string
  provider_id: string
  order_id: string
  currency_code: string
  /** The provider's word: `needs_response`, `won`, `lost`, say. */
  status: string
  /** What the shop does not have of the order's money because of it, in major units; 0 when it was won. */
  amount: number
  told_at: Date
  /** How far it had come, for what is told in the same second. */
  step: number
  created_at: Date
  updated_at: Date
}

export type NewItem = Omit<SubscriptionItemRow, "id" | "subscription_id"> & { id?: string }

/** A subscription to start, with its first invoice if that is known already (the order that was just placed). */
export interface NewSubscription {
  id: string
  customer_id: string
  email: string | null
  sales_channel_id: string | null
  region_id: string | null
  currency_code: string
  plan: Pick<PlanRow, "id" | "interval" | "interval_count">
  trial_days: number
  started_at: Date
  time_zone: string
  order_id: string | null
  order_line_id: string | null
  payment_provider_id: string | null
  payment_data: Record<string, unknown> | null
  shipping_address?: SubscriptionAddress | null
  shipping_method?: SubscriptionShipping | null
  metadata?: Record<string, unknown> | null
  items: NewItem[]
  /**
   * True: it is written, and nobody sees or bills it before `revealSubscription` (rule 49): its discounts come first, in a
   * module of their own. Default false.
   */
  is_hidden?: boolean
}

export interface StartedRow {
  subscription: SubscriptionRow
  /** Null until the first renewal bills it (a subscription an admin made without a trial). */
  invoice: InvoiceRow | null
}

/** The invoice of the order that begins a subscription. `is_captured`: the shop has its money (default). */
export interface FirstInvoice extends InvoiceFigures {
  id: string
  is_captured?: boolean
}

/** What an open invoice is written with; `order_id` and `payment_collection_id` are made up by the caller beforehand. */
export interface OpenInvoiceInput extends InvoiceFigures {
  id: string
  subscription_id: string
  customer_id: string
  currency_code: string
  period: Period
  order_id: string
  payment_collection_id: string
  issued_at: Date
  /** Set where the customer pays it on-session: what is known of the invoice's status stays until they have. */
  customer_pays_until?: Date | null
  /** Set for the invoice of a plan change. */
  plan_change?: BilledChange | null
  /** The caller's own lease on the subscription; without one nobody may have it. */
  token?: string | null
}

/** How much a customer has been billed, for restrictions that ask (rules 18 and 21). */
export interface CustomerHistory {
  paid_invoice_count: number
  active_subscription_count: number
}
