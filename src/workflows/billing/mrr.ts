// Monthly recurring revenue per currency: what running subscriptions bring in a month, lifetime discounts taken off (rule 42).
import type { MedusaContainer } from "@medusajs/framework/types"
import { evaluate, fromMinor, lessExact, monthsIn, NANO, sumExact } from "../../engine"
import { periodAt } from "../../modules/billing/calendar"
import { asOfNextPeriod } from "../../modules/billing/plan-change"
import type { SubscriptionRow } from "../../modules/billing/types"
import type { DiscountTargetType, RunningDiscount } from "../../modules/coupon/types"
import { VARIANT_FIELDS } from "./gather"
import type { VariantFacts } from "./gather"
import { graph } from "./graph"
import { competing } from "./precedence"
import { documentOf } from "./price-invoice"
import { billingOf, couponsOf } from "./services"

/** Trials have not paid yet, and what is paused or unpaid brings nothing in; as Stripe counts it. */
const COUNTED = ["active", "past_due"]
const PAGE = 500

/** Amounts in major units. */
export interface MonthlyRevenue {
  currency_code: string
  amount: number
  subscription_count: number
}

/** Rule 42: lifetime discounts count, and what their coupons say otherwise. */
export const countsInMrr = ({ terms, included_in_mrr }: RunningDiscount): boolean =>
  included_in_mrr ?? terms.duration === "forever"

/**
 * What one subscription brings in a month, minor units, not rounded: the prices of its items in their own tax basis,
 * without shipping, less the discounts that count, divided by the months of its period (a year has 12 months, 52 weeks,
 * 365 days). Discounts that do not count keep none of the others away.
 */
export function monthlyMinor(
  subscription: SubscriptionRow,
  variants: Map<string, VariantFacts>,
  discounts: RunningDiscount[],
): number {
  const next = asOfNextPeriod(subscription)
  const period = periodAt(next, next.cycle_index + 1)
  const document = documentOf({ subscription: next, variants, shipping_methods: [] }, period, `mrr ${period.key}`)
  const counted = competing(document, discounts.filter(countsInMrr), next.time_zone)
  const { parts } = evaluate(document, counted, next.time_zone)
  const { amount_minor, below_nano } = lessExact(sumExact(document.lines), sumExact(parts))
  return (amount_minor + below_nano / NANO) / monthsIn(next)
}

/** Per currency, in the order of their codes; each subscription is rounded to the minor unit, so that details add up. */
export async function monthlyRevenue(container: MedusaContainer): Promise<MonthlyRevenue[]> {
  const sums = new Map<string, { minor: number; count: number }>()
  for (let after = ""; ;) {
    const page = (await billingOf(container).listBillingSubscriptions(
      { id: { $gt: after }, status: COUNTED },
      { relations: ["items"], order: { id: "ASC" }, take: PAGE },
    )) as SubscriptionRow[]
    const last = page.at(-1)
    if (!last) {
      break
    }
    after = last.id
    await addPage(container, page, sums)
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency_code, { minor, count }]) => ({
      currency_code,
      amount: fromMinor(minor, currency_code),
      subscription_count: count,
    }))
}

async function addPage(
  container: MedusaContainer,
  page: SubscriptionRow[],
  sums: Map<string, { minor: number; count: number }>,
): Promise<void> {
  const nexts = page.map(asOfNextPeriod)
  const variant_ids = [...new Set(nexts.flatMap(({ items }) => items.map(({ variant_id }) => variant_id)))]
  const [rows, discounts] = await Promise.all([
    graph<VariantFacts>(container, "product_variant", VARIANT_FIELDS, { id: variant_ids }),
    couponsOf(container).listRunningDiscounts([
      { type: "subscription", ids: page.map(({ id }) => id) },
      { type: "subscription_item", ids: page.flatMap(({ items }) => items.map(({ id }) => id)) },
      { type: "customer", ids: [...new Set(page.map(({ customer_id }) => customer_id))] },
    ]),
  ])
  const variants = new Map(rows.map((variant) => [variant.id, variant]))
  const byTarget = groupByTarget(discounts)
  const of = (type: DiscountTargetType, id: string) => byTarget.get(`${type} ${id}`) ?? []
  for (const subscription of page) {
    const { id, items, customer_id, currency_code } = subscription
    const own = [
      ...of("subscription", id),
      ...items.flatMap((item) => of("subscription_item", item.id)),
      ...of("customer", customer_id),
    ]
    const sum = sums.get(currency_code) ?? { minor: 0, count: 0 }
    const minor = sum.minor + Math.round(monthlyMinor(subscription, variants, own))
    sums.set(currency_code, { minor, count: sum.count + 1 })
  }
}

function groupByTarget(discounts: RunningDiscount[]): Map<string, RunningDiscount[]> {
  const groups = new Map<string, RunningDiscount[]>()
  for (const discount of discounts) {
    const key = `${discount.target_type} ${discount.target_id}`
    groups.set(key, [...(groups.get(key) ?? []), discount])
  }
  return groups
}
