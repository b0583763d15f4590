// What billing is timed on: 10,000 subscriptions with their facts loaded, three discounts each, priced as renewals price them.
import type { Interval, Terms } from "../src/engine"
import { periodAt } from "../src/engine"
import { terms as promised } from "../src/engine/__tests__/builders"
import type { SubscriptionRow } from "../src/modules/billing/types"
import { runningDiscount } from "../src/modules/coupon/__tests__/builders"
import type { RunningDiscount } from "../src/modules/coupon/types"
import type { BillingFacts } from "../src/pricing/billing/gather"
import { priceInvoice } from "../src/pricing/billing/price-invoice"
import { nextBill, priceSchedules } from "../src/pricing/billing/schedule"
import type { VariantFacts } from "../src/pricing/products"

const SUBSCRIPTIONS = 10_000
const FORECAST = 12
const START = Date.parse("2027-01-31T10:00:00Z")
const INTERVALS: Interval[] = ["month", "week", "year"]

interface Loaded {
  facts: BillingFacts
  discounts: RunningDiscount[]
}

const variant = (id: string): VariantFacts => ({
  id,
  title: id,
  sku: null,
  barcode: null,
  manage_inventory: true,
  product: {
    id: `prod_${id}`,
    title: id,
    subtitle: null,
    description: null,
    thumbnail: null,
    handle: null,
    discountable: true,
    is_giftcard: false,
    type_id: "ptyp_membership",
    collection_id: null,
    categories: [{ id: "pcat_1" }],
  },
})

const variants = new Map([1, 2, 3].map((number) => [`variant_${number}`, variant(`variant_${number}`)]))

const terms = (over: Partial<Terms>): Terms =>
  promised({ percentage: 10, redeemable_for: ["subscription"], duration: "forever", stackable: true, ...over })

const PROMISES = [
  terms({ scope: { product_type_ids: ["ptyp_membership"] } }),
  terms({ duration: "repeating", duration_in_months: 60 }),
  terms({ type: "fixed", percentage: null, amounts: [{ currency_code: "eur", amount: 1.5 }], duration: "forever" }),
]

function subscriptionOf(number: number): SubscriptionRow {
  const id = `bsub_${number}`
  return {
    id,
    customer_id: `cus_${number}`,
    currency_code: "eur",
    plan_id: "bplan_1",
    interval: INTERVALS[number % INTERVALS.length] ?? "month",
    interval_count: 1,
    started_at: new Date(START),
    anchor: new Date(START),
    anchor_index: 0,
    cycle_index: 1,
    cancel_at_period_end: false,
    scheduled_change: null,
    time_zone: number % 2 === 0 ? "Europe/Berlin" : "UTC",
    items: [1, 2].map((item) => ({
      id: `${id}_item_${item}`,
      subscription_id: id,
      variant_id: `variant_${((number + item) % 3) + 1}`,
      title: "Membership",
      quantity: item,
      unit_price: 10 + (number % 50),
      is_tax_inclusive: false,
      requires_shipping: false,
    })),
  } as unknown as SubscriptionRow
}

function load(number: number): Loaded {
  const subscription = subscriptionOf(number)
  const tax = [{ rate: 19, code: "vat" }]
  const facts: BillingFacts = {
    subscription,
    variants,
    customer: null,
    email: null,
    locale: null,
    shipping_address: null,
    billing_address: null,
    shipping_methods: [],
    tax_lines: new Map(subscription.items.map(({ id }) => [id, tax])),
    payment: null,
  }
  const discounts = PROMISES.map((terms, index) =>
    runningDiscount({
      id: `disc_${number}_${index}`,
      coupon_id: `coup_${index}`,
      promo_code_id: null,
      name: `Discount ${index}`,
      code: `CODE${index}`,
      terms,
      applied_at: START,
      starts_at: START,
      history: [{ document_id: `binv_${number}`, cycle_key: `${subscription.id}#0` }],
      target_id: subscription.id,
    }),
  )
  return { facts, discounts }
}

const loaded = Array.from({ length: SUBSCRIPTIONS }, (_, number) => load(number))
let next = 0
const turn = (): Loaded => loaded[next++ % SUBSCRIPTIONS] as Loaded

/** One invoice of the next subscription in turn; answers its total, so that nothing can be optimised away unseen. */
export function priceOne(): number {
  const { facts, discounts } = turn()
  const { subscription } = facts
  const period = periodAt(subscription, subscription.cycle_index + 1)
  const { figures } = priceInvoice(facts, discounts, period, "binv_next")
  if (figures.discounts.length !== PROMISES.length) {
    throw new Error(`An invoice has ${figures.discounts.length} discounts instead of ${PROMISES.length}.`)
  }
  return figures.total
}

/** The next twelve invoices of the next subscription in turn; answers the sum of their totals. */
export function forecastOne(): number {
  const { facts, discounts } = turn()
  const { subscription } = facts
  const schedules = priceSchedules([nextBill(subscription, facts)], discounts, new Set([subscription.id]), FORECAST)
  return (schedules.get(subscription.id)?.coming ?? []).reduce((sum, { figures }) => sum + figures.total, 0)
}
