// The worked example of the create form: what a made-up subscription is billed, told by the engine itself (law 3).
import { forecast } from "../../engine/forecast"
import { currencyDigits, fromMinor, toMinor } from "../../engine/money"
import type { Discount, Interval, Terms } from "../../engine/types"
import type { CouponTerms } from "./api-types"

/** A price that looks usual in the currency, major units: 30.00 EUR, 3000 JPY. */
const examplePrice = (currency_code: string) => (currencyDigits(currency_code) === 0 ? 3000 : 30)

/** Invoices with the same total, one after the other, counted from 1; `to` null is "and so on". */
export interface InvoiceRun {
  from: number
  to: number | null
  total: number
}

export interface Example {
  currency_code: string
  /** Full price of one period, major units. */
  price: number
  runs: InvoiceRun[]
  /** Major units over all discounted invoices; null when it goes on forever. */
  saved: number | null
}

interface ExampleInput {
  terms: CouponTerms
  interval: Interval
  currency_code: string
  /** When the made-up subscription starts (epoch ms). */
  starts_at: number
}

/** Invoices that a month may hold at most, by billing interval; the forecast looks that far and one further. */
const perMonth: Record<Interval, number> = { day: 31, week: 5, month: 1, year: 1 }

/** What the coupon takes off a subscription of one item, invoice by invoice. */
export function exampleOf({ terms, interval, currency_code, starts_at }: ExampleInput): Example {
  const price = examplePrice(currency_code)
  const price_minor = toMinor(price, currency_code)
  const totals = forecast({
    subscription: { id: "example", anchor: starts_at, billing_period: { interval, interval_count: 1 }, currency_code },
    lines: [lineOf(price_minor, { interval, interval_count: 1 })],
    discounts: [discountOf(terms, starts_at)],
    count: invoicesToShow(terms, interval),
  }).map(({ evaluation }) => price_minor - evaluation.total_minor)
  const saved = totals.reduce((sum, total) => sum + price_minor - total, 0)
  return {
    currency_code,
    price,
    runs: runsOf(totals).map((run) => ({ ...run, total: fromMinor(run.total, currency_code) })),
    saved: terms.duration === "forever" ? null : fromMinor(saved, currency_code),
  }
}

function invoicesToShow(terms: CouponTerms, interval: Interval): number {
  if (terms.duration !== "repeating") return 2
  if (terms.duration_in_months === null) return (terms.duration_in_cycles ?? 0) + 1
  return terms.duration_in_months * perMonth[interval] + 1
}

/** Joins equal neighbours; the last run goes on, because the forecast looked past every change. */
function runsOf(totals: number[]): InvoiceRun[] {
  const runs: InvoiceRun[] = []
  totals.forEach((total, index) => {
    const last = runs.at(-1)
    if (last?.total === total) last.to = index + 1
    else runs.push({ from: index + 1, to: index + 1, total })
  })
  const last = runs.at(-1)
  if (last) last.to = null
  return runs
}

function lineOf(amount_minor: number, billing_period: { interval: Interval; interval_count: number }) {
  return {
    id: "example",
    kind: "subscription" as const,
    quantity: 1,
    amount_minor,
    product_id: null,
    product_type_id: null,
    variant_id: null,
    collection_id: null,
    category_ids: [],
    plan_id: null,
    billing_period,
    is_discountable: true,
  }
}

function discountOf(terms: CouponTerms, starts_at: number): Discount {
  return {
    id: "example",
    coupon_id: null,
    promo_code_id: null,
    name: "example",
    code: null,
    terms: frozen(terms),
    applied_at: starts_at,
    starts_at,
    ended_at: null,
    history: [],
  }
}

/** The example is about value and duration, so its product is always in scope. */
function frozen(terms: CouponTerms): Terms {
  return { ...terms, applicable_to_credits: true, scope: {}, stackable: false }
}
