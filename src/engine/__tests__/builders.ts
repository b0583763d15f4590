// Short ways to make the engine's nouns in tests; each takes only what a case is about.
import type { BillingPeriod, Candidate, Cycle, Discount, Document, Facts, Gate, Line, Terms } from "../index"

export const at = (iso: string): number => Date.parse(iso.length === 10 ? `${iso}T00:00:00Z` : iso)
export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

export const MONTHLY: BillingPeriod = { interval: "month", interval_count: 1 }
export const WEEKLY: BillingPeriod = { interval: "week", interval_count: 1 }
export const YEARLY: BillingPeriod = { interval: "year", interval_count: 1 }

export const terms = (over: Partial<Terms> = {}): Terms => ({
  type: "percentage",
  percentage: 20,
  maximum_discount: [],
  amounts: [],
  allocation: "across",
  trial_days: null,
  target: "items",
  applicable_to_credits: true,
  redeemable_for: ["one_time", "subscription"],
  scope: {},
  duration: "once",
  duration_in_months: null,
  duration_in_cycles: null,
  stackable: false,
  ...over,
})

export const fixed = (amount: number, over: Partial<Terms> = {}): Terms =>
  terms({ type: "fixed", percentage: null, amounts: [{ currency_code: "eur", amount }], ...over })

export const discount = (over: Partial<Omit<Discount, "terms">> & { terms?: Partial<Terms> } = {}): Discount => ({
  id: "disc_1",
  coupon_id: "coup_1",
  promo_code_id: "promo_1",
  name: "Summer sale",
  code: "SUMMER20",
  applied_at: 0,
  starts_at: null,
  ended_at: null,
  history: [],
  ...over,
  terms: terms(over.terms),
})

export const cycle = (key: string, starts: string, ends = starts): Cycle => ({
  key,
  starts_at: at(starts),
  ends_at: at(ends),
})

export const line = (over: Partial<Line> = {}): Line => ({
  id: "line_1",
  kind: "one_time",
  quantity: 1,
  amount_minor: 1000,
  product_id: "prod_1",
  product_type_id: "ptyp_1",
  variant_id: "variant_1",
  collection_id: "pcol_1",
  category_ids: ["pcat_1"],
  plan_id: null,
  billing_period: null,
  cycle: null,
  is_discountable: true,
  ...over,
})

export const subscriptionLine = (over: Partial<Line> = {}): Line =>
  line({
    kind: "subscription",
    plan_id: "bplan_1",
    billing_period: MONTHLY,
    cycle: cycle("bsub_1#1", "2027-01-01", "2027-02-01"),
    ...over,
  })

export const document = (over: Partial<Document> = {}): Document => ({
  id: "order_1",
  currency_code: "eur",
  lines: [line()],
  shipping: [],
  credit_minor: 0,
  ...over,
})

export const gate = (over: Partial<Gate> = {}): Gate => ({
  of: "coupon",
  status: "active",
  paused: false,
  starts_at: null,
  expires_at: null,
  max_redemptions: null,
  redemptions_taken: 0,
  max_redemptions_per_customer: null,
  redemptions_taken_by_customer: 0,
  restrictions: {},
  ...over,
})

export const candidate = (over: Partial<Candidate> = {}): Candidate => ({
  terms: terms(),
  gates: [gate()],
  entered_by: "customer",
  ...over,
})

export const facts = (
  over: Partial<Omit<Facts, "customer">> & { customer?: Partial<Facts["customer"]> } = {},
): Facts => ({
  now: at("2027-01-15"),
  time_zone: "UTC",
  region_id: "reg_1",
  sales_channel_id: "sc_1",
  document: document(),
  subscription_action: null,
  refuse_code_with_active_subscription: true,
  other_terms: [],
  ...over,
  customer: {
    id: "cus_1",
    key: "cus_1",
    email: "ann@example.com",
    group_ids: ["cusgroup_1"],
    paid_order_count: 0,
    purchased_product_type_ids: [],
    paid_subscription_invoice_count: 0,
    active_subscription_count: 0,
    ...over.customer,
  },
})

export const NOBODY = { id: null, key: null, email: null, group_ids: [] }
