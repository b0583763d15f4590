// Answers of the billing routes as tests need them: everything that is not said is ordinary.
import type { InvoiceDiscount, Subscription, UpcomingInvoice } from "../lib/api-types"

export const subscription: Subscription = {
  id: "bsub_1",
  customer_id: "cus_1",
  email: "anna@example.com",
  region_id: "reg_1",
  currency_code: "eur",
  plan_id: "bplan_1",
  interval: "month",
  interval_count: 1,
  status: "active",
  started_at: "2027-01-01T00:00:00Z",
  trial_end: null,
  current_period_start: "2027-01-01T00:00:00Z",
  current_period_end: "2027-02-01T00:00:00Z",
  next_billing_at: "2027-02-01T00:00:00Z",
  cancel_at_period_end: false,
  canceled_at: null,
  paused_at: null,
  scheduled_change: null,
  order_id: null,
  payment_provider_id: null,
  items: [
    { id: "item_tea", variant_id: "variant_tea", title: "Tea", quantity: 1, unit_price: 30 },
    { id: "item_cup", variant_id: "variant_cup", title: "Cup", quantity: 2, unit_price: 5 },
  ],
}

/** Amounts in major units; without `lines` it is on the tea alone. */
export function discount(name: string, amount: number, more: Partial<InvoiceDiscount> = {}): InvoiceDiscount {
  const own = { coupon_id: `coup_${name}`, discount_id: `disc_${name}`, name, code: null, amount, is_last: false }
  return { ...own, lines: [{ line_id: "line_tea", amount }], ...more }
}

/** An invoice of the subscription above for month `index` of 2027 (0 is January). */
export function invoice(index: number, discounts: InvoiceDiscount[] = []): UpcomingInvoice {
  const discount_total = discounts.reduce((sum, { amount }) => sum + amount, 0)
  const line = { quantity: 1, discount_total: 0 }
  return {
    period_start: new Date(Date.UTC(2027, index, 1)).toISOString(),
    period_end: new Date(Date.UTC(2027, index + 1, 1)).toISOString(),
    currency_code: "eur",
    subtotal: 40,
    discount_total,
    tax_total: 0,
    total: 40 - discount_total,
    lines: [
      { ...line, subscription_item_id: "item_tea", line_id: "line_tea", title: "Tea", subtotal: 30, total: 30 },
      { ...line, subscription_item_id: "item_cup", line_id: "line_cup", title: "Cup", subtotal: 10, total: 10 },
    ],
    discounts,
  }
}
