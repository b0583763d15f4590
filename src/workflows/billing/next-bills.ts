// Gathers what the next bills of subscriptions are priced from: with as many queries for many as for one.
import type { MedusaContainer } from "@medusajs/framework/types"
import { isAtRest } from "../../engine"
import { asOfNextPeriod } from "../../modules/billing/plan-change"
import { BILLED } from "../../modules/billing/sql"
import type { InvoiceRow, SubscriptionRow } from "../../modules/billing/types"
import type { RunningDiscount } from "../../modules/coupon/types"
import { isUnderway } from "./charge"
import { gatherAll } from "./gather"
import { nextBill, nextPeriod } from "./schedule"
import type { NextBill, OpenedInvoice } from "./schedule"
import { billingOf, couponsOf } from "./services"

export interface NextBills {
  /** Those that were asked for, and every other one whose bills change what these get. */
  bills: NextBill[]
  /** All that may touch them. */
  discounts: RunningDiscount[]
}

/**
 * What the next invoices of these subscriptions are priced from: open invoices with their own discounts, changes that wait,
 * and, where a discount of the customer is in motion, the customer's other subscriptions. `as_if`: what is going to be
 * previewed with it.
 */
export async function gatherNextBills(
  container: MedusaContainer,
  asked: SubscriptionRow[],
  as_if: RunningDiscount[] = [],
): Promise<NextBills> {
  if (asked.length === 0) {
    return { bills: [], discounts: [] }
  }
  const all = await withSiblings(container, asked)
  const from = new Date(Math.min(...all.map((one) => nextPeriod(asOfNextPeriod(one)).starts_at.getTime())))
  const ids = all.map(({ id }) => id)
  const invoices = await billingOf(container).readInvoices({
    subscription_id: ids,
    kind: "renewal",
    period_start: { $gte: from },
  })
  const discounts = await couponsOf(container).listRunningDiscounts(
    [
      { type: "subscription", ids },
      { type: "subscription_item", ids: all.flatMap(({ items }) => items.map(({ id }) => id)) },
      { type: "customer", ids: [...new Set(all.map(({ customer_id }) => customer_id))] },
      { type: "invoice", ids: invoices.map(({ id }) => id) },
    ],
    from,
  )
  const are_shared = [...discounts, ...as_if].some((one) => one.target_type === "customer" && !isAtRest(one))
  const billed = are_shared ? all : asked
  const [facts, opened] = await Promise.all([
    gatherAll(container, billed.map(asOfNextPeriod)),
    Promise.all(invoices.map((invoice) => toOpened(container, invoice))),
  ])
  const bills = billed.flatMap((subscription, index) => {
    const own = facts[index]
    const its = opened.filter(({ invoice }) => invoice.subscription_id === subscription.id)
    return own ? [nextBill(subscription, own, its)] : []
  })
  return { bills, discounts }
}

/** With the other subscriptions of their customers that will be billed. */
async function withSiblings(container: MedusaContainer, asked: SubscriptionRow[]): Promise<SubscriptionRow[]> {
  const known = new Set(asked.map(({ id }) => id))
  const rows = await billingOf(container).readSubscriptions({
    customer_id: [...new Set(asked.map(({ customer_id }) => customer_id))],
    status: BILLED,
    cancel_at_period_end: false,
  })
  return [...asked, ...rows.filter(({ id }) => !known.has(id))]
}

/** Only an attempt that was interrupted keeps a payment collection: nobody else's is asked for. */
async function toOpened(container: MedusaContainer, invoice: InvoiceRow): Promise<OpenedInvoice> {
  const { status, payment_collection_id } = invoice
  const may_be_charged = payment_collection_id !== null && status !== "void" && status !== "paid"
  return { invoice, is_underway: may_be_charged && (await isUnderway(container, payment_collection_id)) }
}
