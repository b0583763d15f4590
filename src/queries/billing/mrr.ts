// Monthly recurring revenue per currency: what running subscriptions bring in a month, lifetime discounts taken off (rule 42).
import type { MedusaContainer } from "@medusajs/framework/types"
import { fromMinor, inOrder, lessExact, monthsIn, NANO, sumExact, toCycle } from "../../engine"
import { asOfNextPeriod } from "../../modules/billing/plan-change"
import type { SubscriptionRow } from "../../modules/billing/types"
import type { DiscountTargetType, RunningDiscount } from "../../modules/coupon/types"
import { asNextBillsMeet, byDue, evaluateBill, isOf, nextBill, nextPeriod } from "../../pricing/billing/schedule"
import type { NextBill } from "../../pricing/billing/schedule"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { messageOf } from "../../tools/errors"
import { readVariants } from "../../pricing/products"
import type { VariantFacts } from "../../pricing/products"
import { billDocument } from "../../pricing/subscription"
import type { BillFacts } from "../../pricing/subscription"

/** Trials have not paid yet, and what is paused or unpaid brings nothing in; as Stripe counts it. */
const COUNTED = ["active", "past_due"]
/** Those whose next bills decide what a discount of their customer gives to the counted ones. */
const BILLED = [...COUNTED, "trialing"]
const PAGE = 500

/** Amounts in major units. */
export interface MonthlyRevenue {
  currency_code: string
  amount: number
  subscription_count: number
}

/** What the shop's running subscriptions bring in a month. */
export interface RevenueReport {
  mrr: MonthlyRevenue[]
  /** Subscriptions whose prices are beyond what can be counted exactly: they are in no figure. */
  not_counted: { subscription_id: string; message: string }[]
}

/** Rule 42: lifetime discounts count, and what their coupons say otherwise; what has ended, or is for one invoice, recurs not. */
export const countsInMrr = ({ terms, included_in_mrr, ended_at, target_type }: RunningDiscount): boolean =>
  ended_at === null && target_type !== "invoice" && (included_in_mrr ?? terms.duration === "forever")

/** What one subscription brings in a month: minor units, not rounded, or why that cannot be said. */
export type Monthly = { minor: number; message: null } | { minor: null; message: string }

/**
 * What each of these subscriptions brings in a month, by id: its next bill without shipping (a change that waits has been
 * made), in the tax basis of its prices, less the discounts that count, divided by the months of its period (a year has 12
 * months, 52 weeks, 365 days). Discounts that do not count keep none of the others away; what a customer's discount gives
 * to one bill it does not give to the next.
 */
export function monthlyMinors(
  subscriptions: SubscriptionRow[],
  variants: Map<string, VariantFacts>,
  discounts: RunningDiscount[],
): Map<string, Monthly> {
  const bills = subscriptions.map((one) => billWithoutShipping(one, variants))
  const known = asNextBillsMeet(bills, discounts).filter(countsInMrr)
  const result = new Map<string, Monthly>()
  inOrder(inBillingOrder(bills), known, ({ bill, period, document_id }, counted) => {
    const { subscription } = bill.facts
    try {
      const own = counted.filter((discount) => isOf(bill, discount))
      const evaluation = evaluateBill(bill.facts, own, period, document_id)
      const { lines } = billDocument(bill.facts, period, document_id)
      const { amount_minor, below_nano } = lessExact(sumExact(lines), sumExact(evaluation.parts))
      const minor = (amount_minor + below_nano / NANO) / monthsIn(subscription)
      result.set(subscription.id, { minor, message: null })
      return { evaluation }
    } catch (error) {
      result.set(subscription.id, { minor: null, message: messageOf(error) })
      return { evaluation: { parts: [], outcomes: [], total_minor: 0 } }
    }
  })
  return result
}

const billWithoutShipping = (subscription: SubscriptionRow, variants: Map<string, VariantFacts>) =>
  nextBill(subscription, { subscription: asOfNextPeriod(subscription), variants, shipping_methods: [] })

/** The next bill of each, as they fall due; what is to be cancelled comes last: it takes nothing from the others. */
function inBillingOrder(bills: NextBill<BillFacts>[]) {
  return bills
    .map((bill) => {
      const { subscription } = bill.facts
      const period = nextPeriod(subscription)
      const due_at = subscription.cancel_at_period_end ? Infinity : bill.due_at
      const document_id = `mrr ${period.key}`
      return { bill, id: subscription.id, due_at, period, cycle: toCycle(period), document_id }
    })
    .sort(byDue)
}

/** Per currency, in the order of their codes; each subscription is rounded to the minor unit, so that details add up. */
export async function monthlyRevenue(container: MedusaContainer): Promise<RevenueReport> {
  const sums = new Map<string, { minor: number; count: number }>()
  const not_counted: RevenueReport["not_counted"] = []
  for (let after = ""; ;) {
    const page = await readPage(container, after)
    const last = page.at(-1)
    if (!last) {
      break
    }
    after = last.customer_id
    addPage(page, await monthlyOf(container, page), sums, not_counted)
  }
  const mrr = [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency_code, { minor, count }]) => ({
      currency_code,
      amount: fromMinor(minor, currency_code),
      subscription_count: count,
    }))
  return { mrr, not_counted }
}

/** Subscriptions of the next customers, each customer's all together. */
async function readPage(container: MedusaContainer, after: string): Promise<SubscriptionRow[]> {
  const read = (customer_id: object | string, take?: number) =>
    billingOf(container).listBillingSubscriptions(
      { customer_id, status: BILLED },
      { relations: ["items"], order: { customer_id: "ASC", id: "ASC" }, ...(take !== undefined && { take }) },
    ) as Promise<SubscriptionRow[]>
  const page = await read({ $gt: after }, PAGE)
  const last = page.at(-1)
  if (!last || page.length < PAGE) {
    return page
  }
  const whole = page.filter(({ customer_id }) => customer_id !== last.customer_id)
  return whole.length > 0 ? whole : read(last.customer_id)
}

async function monthlyOf(container: MedusaContainer, page: SubscriptionRow[]): Promise<Map<string, Monthly>> {
  const [variants, discounts] = await Promise.all([
    readVariants(
      container,
      page.flatMap((one) => asOfNextPeriod(one).items),
    ),
    couponsOf(container).listRunningDiscounts([
      { type: "subscription", ids: page.map(({ id }) => id) },
      { type: "subscription_item", ids: page.flatMap(({ items }) => items.map(({ id }) => id)) },
      { type: "customer", ids: [...new Set(page.map(({ customer_id }) => customer_id))] },
    ]),
  ])
  const byTarget = groupByTarget(discounts)
  const of = (type: DiscountTargetType, id: string) => byTarget.get(`${type} ${id}`) ?? []
  const monthly = new Map<string, Monthly>()
  for (const [customer_id, subscriptions] of groupByCustomer(page)) {
    const own = subscriptions.flatMap(({ id, items }) => [
      ...of("subscription", id),
      ...items.flatMap((item) => of("subscription_item", item.id)),
    ])
    const minors = monthlyMinors(subscriptions, variants, [...own, ...of("customer", customer_id)])
    minors.forEach((one, id) => monthly.set(id, one))
  }
  return monthly
}

function addPage(
  page: SubscriptionRow[],
  monthly: Map<string, Monthly>,
  sums: Map<string, { minor: number; count: number }>,
  not_counted: RevenueReport["not_counted"],
): void {
  for (const { id, currency_code } of page.filter(({ status }) => COUNTED.includes(status))) {
    const { minor = null, message = null } = monthly.get(id) ?? {}
    if (minor === null) {
      not_counted.push({ subscription_id: id, message: message ?? "It has no next bill." })
      continue
    }
    const sum = sums.get(currency_code) ?? { minor: 0, count: 0 }
    sums.set(currency_code, { minor: sum.minor + Math.round(minor), count: sum.count + 1 })
  }
}

function groupByCustomer(page: SubscriptionRow[]): Map<string, SubscriptionRow[]> {
  const groups = new Map<string, SubscriptionRow[]>()
  for (const subscription of page) {
    groups.set(subscription.customer_id, [...(groups.get(subscription.customer_id) ?? []), subscription])
  }
  return groups
}

function groupByTarget(discounts: RunningDiscount[]): Map<string, RunningDiscount[]> {
  const groups = new Map<string, RunningDiscount[]>()
  for (const discount of discounts) {
    const key = `${discount.target_type} ${discount.target_id}`
    groups.set(key, [...(groups.get(key) ?? []), discount])
  }
  return groups
}
