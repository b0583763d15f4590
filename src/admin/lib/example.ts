// The worked examples of the coupon form: made-up carts and subscriptions, priced by the engine that bills (law 3).
import { newCalendar, periodAt } from "../../engine/calendar"
import { asIf } from "../../engine/discount"
import { evaluate } from "../../engine/evaluate"
import { forecast } from "../../engine/forecast"
import { currencyDigits, fromMinor, toMinor } from "../../engine/money"
import type { BillingPeriod, Discount, Interval, Line, MoneyAmount, Terms } from "../../engine/types"
import type { CouponTerms } from "./api-types"

const amountIn = (amounts: MoneyAmount[] | undefined, currency_code: string): number =>
  amounts?.find((entry) => entry.currency_code === currency_code)?.amount ?? 0

/** The currency an example is told in: the shop's own, or the first one the coupon has an amount in. */
export function exampleCurrency(terms: CouponTerms, own: string): string {
  const codes = terms.amounts.map(({ currency_code }) => currency_code)
  return codes.length === 0 || codes.includes(own) ? own : (codes[0] ?? own)
}

/** `digit` times a power of ten that looks usual in the currency (10.00 EUR, 1000 JPY) and is more than the coupon takes off. */
function usualPrice(digit: number, terms: CouponTerms, currency_code: string): number {
  const most = amountIn(terms.amounts, currency_code)
  let price = digit * (currencyDigits(currency_code) === 0 ? 1000 : 10)
  while (price <= most) {
    price *= 10
  }
  return price
}

/** A cart of one product. Amounts are major units. */
export interface CartExample {
  currency_code: string
  unit_price: number
  quantity: number
  /** What the cart comes to at full price, and with the coupon; of the shipping where the coupon is for shipping. */
  full: number
  total: number
  /** The part paid by gift card or store credit; 0 where that makes no difference. */
  credit: number
}

/** A unit, three of them in the cart (more where a minimum asks for more). Null for what no one-time cart can show. */
export function cartExampleOf(terms: CouponTerms, currency_code: string): CartExample | null {
  if (terms.type === "trial_extension" || !terms.redeemable_for.includes("one_time")) {
    return null
  }
  const unit_price = usualPrice(1, terms, currency_code)
  const quantity = quantityFor(terms, unit_price, currency_code)
  const goods = unit_price * quantity
  const full = terms.target === "shipping" ? unit_price / 2 : goods
  const credit = terms.applicable_to_credits ? 0 : full / 2
  const evaluation = evaluate(
    {
      id: "example",
      currency_code,
      lines: [{ ...lineOf(toMinor(goods, currency_code), null), quantity, cycle: null }],
      shipping: terms.target === "shipping" ? [{ id: "shipping", amount_minor: toMinor(full, currency_code) }] : [],
      credit_minor: toMinor(credit, currency_code),
      payable_minor: toMinor(full, currency_code),
    },
    [discountOf(terms, 0)],
  )
  const total = fromMinor(toMinor(full, currency_code) - evaluation.total_minor, currency_code)
  return { currency_code, unit_price, quantity, full, total, credit }
}

function quantityFor({ restrictions }: CouponTerms, unit_price: number, currency_code: string): number {
  const minimum = amountIn(restrictions.minimum_amount, currency_code)
  return Math.max(3, restrictions.minimum_quantity ?? 0, Math.ceil(minimum / unit_price))
}

/** Invoices with the same total, one after the other, counted from 1; `to` null is "and so on". */
export interface InvoiceRun {
  from: number
  to: number | null
  total: number
}

/** What a made-up subscription is billed. Amounts are major units. */
export interface Example {
  currency_code: string
  /** Full price of one period. */
  price: number
  runs: InvoiceRun[]
  /** Over all discounted invoices; null when it goes on forever. */
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
/** Far enough for an example, near enough to be told while somebody types. */
const MOST_INVOICES = 400

/** What the coupon takes off a subscription of one item, invoice by invoice. */
export function exampleOf({ terms, interval, currency_code, starts_at }: ExampleInput): Example {
  const price = usualPrice(3, terms, currency_code)
  const price_minor = toMinor(price, currency_code)
  const billing_period = { interval, interval_count: 1 }
  const count = invoicesToShow(terms, interval)
  const totals = forecast({
    subscription: { ...calendarOf(starts_at, billing_period, 0), currency_code },
    lines: [lineOf(price_minor, billing_period)],
    discounts: [discountOf(terms, starts_at)],
    count: Math.min(count, MOST_INVOICES),
  }).map(({ evaluation }) => price_minor - evaluation.total_minor)
  const saved = totals.reduce((sum, total) => sum + price_minor - total, 0)
  const isEndless = count > MOST_INVOICES || (terms.duration === "forever" && saved > 0)
  return {
    currency_code,
    price,
    runs: runsOf(totals).map((run) => ({ ...run, total: fromMinor(run.total, currency_code) })),
    saved: isEndless ? null : fromMinor(saved, currency_code),
  }
}

function invoicesToShow(terms: CouponTerms, interval: Interval): number {
  if (terms.duration !== "repeating") {
    return 2
  }
  if (terms.duration_in_months === null) {
    return (terms.duration_in_cycles ?? 0) + 1
  }
  return terms.duration_in_months * perMonth[interval] + 1
}

/** Joins equal neighbours; the last run goes on, because the forecast looked past every change. */
function runsOf(totals: number[]): InvoiceRun[] {
  const runs: InvoiceRun[] = []
  totals.forEach((total, index) => {
    const last = runs.at(-1)
    if (last?.total === total) {
      last.to = index + 1
    } else {
      runs.push({ from: index + 1, to: index + 1, total })
    }
  })
  const last = runs.at(-1)
  if (last) {
    last.to = null
  }
  return runs
}

/** When a new subscriber pays for the first time (epoch ms), with the plan's own trial and the coupon's days after it. */
export function firstPaymentOf(terms: CouponTerms, own_trial_days: number, starts_at: number): number {
  const billing_period = { interval: "month" as const, interval_count: 1 }
  const days = own_trial_days + (terms.trial_days ?? 0)
  return periodAt(calendarOf(starts_at, billing_period, days), days > 0 ? 1 : 0).starts_at.getTime()
}

const calendarOf = (starts_at: number, billing_period: BillingPeriod, trial_days: number) =>
  newCalendar({ id: "example", started_at: new Date(starts_at), time_zone: "utc" }, billing_period, trial_days)

function lineOf(amount_minor: number, billing_period: BillingPeriod | null): Omit<Line, "cycle"> {
  return {
    id: "example",
    kind: billing_period ? "subscription" : "one_time",
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
  const coupon = { id: "example", name: "example" }
  return asIf({ coupon, promo_code: null, terms: frozen(terms), applied_at: starts_at, starts_at })
}

/** The product of an example is always one that is covered; its billing period need not be. */
function frozen(terms: CouponTerms): Terms {
  const { billing_periods, excluded } = terms.scope
  const scope = { billing_periods, excluded: { billing_periods: excluded?.billing_periods } }
  const { type, percentage, maximum_discount, amounts, allocation, trial_days, target, applicable_to_credits } = terms
  const { redeemable_for, duration, duration_in_months, duration_in_cycles, stackable, on_plan_change } = terms
  return {
    type,
    percentage,
    maximum_discount,
    amounts,
    allocation,
    trial_days,
    target,
    applicable_to_credits,
    redeemable_for,
    scope,
    duration,
    duration_in_months,
    duration_in_cycles,
    stackable,
    on_plan_change,
  }
}
