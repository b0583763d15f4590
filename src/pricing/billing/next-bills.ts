// Gathers what the next bills of subscriptions are priced from: with as many queries for many as for one.
import type { MedusaContainer } from "@medusajs/framework/types"
import { asOfNextPeriod } from "../../modules/billing/plan-change"
import { BILLED, isBooked } from "../../modules/billing/statuses"
import type { InvoiceRow, SubscriptionRow } from "../../modules/billing/types"
import type { RunningDiscount } from "../../modules/coupon/types"
import { isUnderway } from "./underway"
import { gatherAll } from "./gather"
import { hasWaitedInVain, isInMotion, nextBill, nextPeriod } from "./schedule"
import type { NextBill, OpenedInvoice } from "./schedule"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"

export interface NextBills {
  /** Those that were asked for, and every other one whose bills change what these get. */
  bills: NextBill[]
  /** All that may touch them. */
  discounts: RunningDiscount[]
}

/**
 * What the next invoices of these subscriptions are priced from: open invoices with their own discounts, changes that wait,
 * and, where a discount of the customer is in motion, the customer's other subscriptions. `as_if`: what is going to be
 * previewed with it. `by_hand`: an admin is going to collect the next one, whatever it waits for.
 */
export async function gatherNextBills(
  container: MedusaContainer,
  asked: SubscriptionRow[],
  { as_if = [], by_hand = false }: { as_if?: RunningDiscount[]; by_hand?: boolean } = {},
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
  const are_shared = [...discounts, ...as_if].some(isInMotion)
  const billed = are_shared ? all : asked
  const [facts, opened, now] = await Promise.all([
    gatherAll(container, billed.map(asOfNextPeriod)),
    Promise.all(invoices.map((invoice) => toOpened(container, invoice))),
    couponsOf(container).now(),
  ])
  const bills = billed.flatMap((subscription, index) => {
    const own = facts[index]
    const turn = new Date(Math.max(now.getTime(), new Date(subscription.next_billing_at ?? 0).getTime()))
    const its = opened
      .filter(({ invoice }) => invoice.subscription_id === subscription.id)
      .map((one) => ({ ...one, is_over: isOver(one.invoice) || (!by_hand && hasWaitedInVain(one.invoice, turn)) }))
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

const isOver = (invoice: InvoiceRow): boolean => invoice.status === "void" || isBooked(invoice)

/** Only an attempt that was interrupted keeps a payment collection: nobody else's is asked for. */
async function toOpened(container: MedusaContainer, invoice: InvoiceRow): Promise<Omit<OpenedInvoice, "is_over">> {
  const { payment_collection_id } = invoice
  const may_be_charged = payment_collection_id !== null && !isOver(invoice)
  return { invoice, is_underway: may_be_charged && (await isUnderway(container, payment_collection_id)) }
}
