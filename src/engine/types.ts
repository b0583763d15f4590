// The nouns of the engine: what goes in (terms, discounts, documents, facts) and what comes out (decisions).
//
// Time is epoch milliseconds (UTC). Money ending in `_minor` is a whole number of the currency's smallest unit;
// `below_nano` beside it is what is below one unit, in billionths of it, where a price has more decimals than its currency;
// `amount` is a decimal in major units, as typed by people and stored. Nothing here knows a framework.

export type CouponType = "percentage" | "fixed" | "trial_extension"
export type Allocation = "across" | "per_unit"
export type DiscountTarget = "items" | "shipping"
export type PurchaseKind = "one_time" | "subscription"
export type Duration = "once" | "repeating" | "forever"
export type Interval = "day" | "week" | "month" | "year"
export type SubscriptionAction = "sign_up" | "renewal" | "upgrade_same_cycle" | "switch_to_longer" | "downgrade"
/** What a change of plan does to a discount that runs; see `afterPlanChange`. */
export type PlanChangePolicy = "keep_if_eligible" | "end" | "restart"
export type Audience = "all" | "new_subscribers" | "existing_subscribers"
export type FirstPurchase = "any" | "product_type"

/** A decimal amount in major units of one currency (`currency_code` in lower case, as Medusa stores it). */
export interface MoneyAmount {
  currency_code: string
  amount: number
}

/** Days of the week, in their order. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** Hours on some days of the week, by the clock on the wall: "HH:MM", `to` exclusive. `to` at or before `from` is the next day's. */
export interface TimeWindow {
  days: Weekday[]
  from: string
  to: string
}

/** How often a plan bills: every `interval_count` intervals. */
export interface BillingPeriod {
  interval: Interval
  interval_count: number
}

/** Lists that lines are matched against. An absent or empty list says nothing. */
export interface ScopeLists {
  product_type_ids?: string[]
  product_ids?: string[]
  variant_ids?: string[]
  collection_ids?: string[]
  category_ids?: string[]
  plan_ids?: string[]
  billing_periods?: BillingPeriod[]
}

/** What scopes ask of a product, as it is or was catalogued at some moment. */
export interface CatalogueFacts {
  product_id: string | null
  product_type_id: string | null
  collection_id: string | null
  category_ids: string[]
}

/** Which lines a coupon covers (rules 8 and 9). Exclusion wins. */
export interface Scope extends ScopeLists {
  excluded?: ScopeLists
  /**
   * Only in frozen terms: how products were catalogued when the promise was made, by variant and product id. Whatever
   * becomes of them, they are matched by this (rules 15 and 34).
   */
  as_won?: Record<string, CatalogueFacts>
}

/** The frozen promise: everything evaluation needs, copied from the coupon when a discount is won (law 5). */
export interface Terms {
  type: CouponType
  /** More than 0, at most 100, up to 4 decimals; null unless `type` is percentage. */
  percentage: number | null
  /** Caps of a percentage, one per currency; empty for no cap. */
  maximum_discount: MoneyAmount[]
  /** One per currency; empty unless `type` is fixed. */
  amounts: MoneyAmount[]
  allocation: Allocation
  trial_days: number | null
  target: DiscountTarget
  applicable_to_credits: boolean
  redeemable_for: PurchaseKind[]
  scope: Scope
  duration: Duration
  /** Exactly one of the two is set when `duration` is repeating (rule 10). */
  duration_in_months: number | null
  duration_in_cycles: number | null
  stackable: boolean
  /** Absent in promises made before it existed: keep_if_eligible. */
  on_plan_change?: PlanChangePolicy
}

/** One billing cycle of one subscription. It travels inside the document's lines, never taken from "now". */
export interface Cycle {
  /** Stable name of the cycle, unique per subscription, e.g. "bsub_1#3". Several invoices may carry the same key. */
  key: string
  /** Start of the billed period (epoch ms). */
  starts_at: number
  /** End of the billed period, exclusive (epoch ms). */
  ends_at: number
  /** Where the document bills only the rest of a cycle that was billed before: since when (epoch ms). */
  billed_from?: number
}

/** One line of a document, in the tax basis it is priced in. */
export interface Line {
  id: string
  kind: PurchaseKind
  quantity: number
  /** What is left of the line after core promotions and before ours; never negative. */
  amount_minor: number
  /** Beyond it: less than a unit, taken by what takes all. */
  below_nano?: number
  product_id: string | null
  product_type_id: string | null
  variant_id: string | null
  collection_id: string | null
  category_ids: string[]
  plan_id: string | null
  billing_period: BillingPeriod | null
  /** Null for a one-time line. */
  cycle: Cycle | null
  /** Core's flag; false is never discounted (rule 9). */
  is_discountable: boolean
}

/** One shipping method of a document. */
export interface ShippingLine {
  id: string
  amount_minor: number
  below_nano?: number
}

/** What is priced: a cart, an order, or an invoice (also in preview, draft or retry: one calculation, law 3). */
export interface Document {
  /** Cart, order or invoice id. */
  id: string
  currency_code: string
  lines: Line[]
  shipping: ShippingLine[]
  /** The part of the document covered by credit lines (gift cards, store credit), tax included; 0 when none (rule 5). */
  credit_minor: number
  credit_below_nano?: number
  /**
   * What the document comes to before these discounts and the credit, tax and shipping included: the credit covers its
   * share of every line. Absent: the sum of lines and shipping, for documents that no tax is added to.
   */
  payable_minor?: number
  payable_below_nano?: number
}

/** A coupon applied to a target. `starts_at`..`ends_at` is its life; history says what it has already covered. */
export interface Discount {
  id: string
  coupon_id: string | null
  promo_code_id: string | null
  /** Shown name, and the code as it was created (SUMMER20), if a code led here. */
  name: string
  code: string | null
  terms: Terms
  /** When it was won or applied: the "older" of rule 25. */
  applied_at: number
  /** Effective start (rule 13); null = it starts with the first cycle it discounts. */
  starts_at: number | null
  /** Set when it was ended by hand, by a plan change or with its subscription; null while it runs. */
  ended_at: number | null
  /** Only these lines of the document in hand; null or absent: every line its terms cover (rule 27, decided by the caller). */
  line_ids?: string[] | null
  /** What it has already taken off other documents: one entry per document, reversed ones left out (rules 12 and 14). */
  history: DiscountUse[]
}

/** One earlier document that a discount took money off. */
export interface DiscountUse {
  document_id: string
  cycle_key: string | null
}

/** What a discount takes off one line or shipping method. */
export interface Part {
  discount_id: string
  /** Line or shipping method id, as `on` says. */
  line_id: string
  on: "line" | "shipping"
  /** What is booked: whole units, which add up over the document. */
  amount_minor: number
  /** What is taken off is this more (or, negative, less) than what is booked; only where it is not whole. */
  below_nano?: number
  cycle_key: string | null
}

/** Why not: a stable code and a sentence. */
export interface Refusal {
  code: string
  message: string
}

/**
 * The answer of evaluation for one discount. `skipped` is filled when nothing was taken off; a trial extension never takes any.
 * One that only took what is below a unit has parts and an amount of 0: it takes effect and counts nowhere (rule 33).
 */
export interface DiscountOutcome {
  discount_id: string
  amount_minor: number
  skipped: Refusal[]
}

/** The answer of evaluation. `parts` add up to `outcomes` and to `total_minor`, to the last unit. */
export interface Evaluation {
  parts: Part[]
  outcomes: DiscountOutcome[]
  total_minor: number
}

/** Dates, limits and restrictions of a coupon or a promo code, with how much of the limits is taken by others. */
export interface Gate {
  of: "coupon" | "promo_code"
  status: "draft" | "active" | "archived"
  /** Switched off for now (rule 65). */
  paused: boolean
  /** Epoch ms; inclusive. */
  starts_at: number | null
  /** Epoch ms; inclusive: the last millisecond it can be redeemed in. */
  expires_at: number | null
  max_redemptions: number | null
  /** Transactions that took a place, this document's own claim left out. */
  redemptions_taken: number
  max_redemptions_per_customer: number | null
  /** The same, by this customer. */
  redemptions_taken_by_customer: number
  /** By key, as stored: the table of restrictions knows what they mean, and one it does not know refuses. */
  restrictions: Readonly<Record<string, unknown>>
}

/** Who asks. `key` is what per-customer limits count by: customer id, or normalised e-mail for guests. */
export interface CustomerFacts {
  /** Null for a guest, who has proven nothing: the histories below then are those of the typed e-mail's owner. */
  id: string | null
  /** Null when neither customer nor e-mail is known yet. */
  key: string | null
  /** The account's e-mail, or what a guest has typed; null while it is not known. */
  email: string | null
  /** Customer groups this person is in; empty for guests. */
  group_ids: string[]
  /** Paid orders so far, in any sales channel. */
  paid_order_count: number
  /** Product types bought in paid orders of this document's sales channel. */
  purchased_product_type_ids: string[]
  paid_subscription_invoice_count: number
  active_subscription_count: number
}

/** Everything admission may look at, gathered once at the edge, `now` included (law 1). */
export interface Facts {
  now: number
  /** The store's (an IANA name): by whose clock on the wall hours are meant. */
  time_zone: string
  customer: CustomerFacts
  region_id: string | null
  sales_channel_id: string | null
  document: Document
  /** What the document does to a subscription; null when it has no subscription line. */
  subscription_action: SubscriptionAction | null
  /** Store option of rule 21: customers with an active subscription may not enter codes for sign-ups. */
  refuse_code_with_active_subscription: boolean
  /** Terms of the other codes on this document that were admitted, for rules 24 and 25; grants are admitted after codes. */
  other_terms: Terms[]
}

/** What asks to be admitted: the terms to win, the gates to pass, and how it got here. */
export interface Candidate {
  terms: Terms
  /** The coupon's gate first, then the code's if there is one. */
  gates: Gate[]
  entered_by: "customer" | "admin" | "grant"
}
