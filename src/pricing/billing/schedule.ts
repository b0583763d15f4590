// The one schedule: the next invoices of a customer's subscriptions in the order they are billed in, each priced by the
// bill's own calculation with all that the bill will know. No IO and no clock (law 3).
import { evaluate, inOrder, isAtRest, lineRefusal, periodAt, toCycle } from "../../engine"
import type { Cycle, Evaluation, Period } from "../../engine"
import { asOfNextPeriod } from "../../modules/billing/plan-change"
import type { InvoiceFigures, InvoiceRow, PlanChange, SubscriptionRow } from "../../modules/billing/types"
import type { RunningDiscount } from "../../modules/coupon/types"
import { discountsAfterChange } from "./plan-change"
import { competing } from "../precedence"
import { priceInvoice } from "./price-invoice"
import type { BillingFacts } from "./gather"
import { messageOf } from "../../tools/errors"
import { billDocument } from "../subscription"
import type { BillFacts } from "../subscription"

/** An invoice that stands already for a period that is still to be billed. */
export interface OpenedInvoice {
  invoice: InvoiceRow
  /** The provider may have been asked for its payment: it is charged as it stands, whatever happens to discounts. */
  is_underway: boolean
  /** It is none to come: void, paid and only not entered yet, or going to be voided by the next run. */
  is_over: boolean
}

/** True for an invoice that waits for stock and whose period has ended: it is not billed afterwards (decision 23). */
export const hasWaitedInVain = ({ failure_code, period_end }: InvoiceRow, now: Date): boolean =>
  failure_code === "out_of_stock" && new Date(period_end) <= now

/** A subscription whose next periods are priced, as its next bill meets it: a change that waits has been made. */
export interface NextBill<F extends BillFacts = BillingFacts> {
  facts: F
  /** The change that waits for its next period. */
  change: PlanChange | null
  /** When its next period is due, or is tried again (epoch ms). */
  due_at: number
  opened: OpenedInvoice[]
}

/** A subscription as its next bill meets it; `facts` are those of the subscription that `asOfNextPeriod` answers. */
export function nextBill<F extends BillFacts>(
  subscription: SubscriptionRow,
  facts: F,
  opened: OpenedInvoice[] = [],
): NextBill<F> {
  const due_at = subscription.next_billing_at ?? nextPeriod(asOfNextPeriod(subscription)).starts_at
  return { facts, change: subscription.scheduled_change, due_at: new Date(due_at).getTime(), opened }
}

/** The first period that has not been billed. */
export const nextPeriod = (subscription: SubscriptionRow): Period =>
  periodAt(subscription, subscription.cycle_index + 1)

/** Invariant 16 of billing: the earliest due first, ties by id. */
export const byDue = (a: { due_at: number; id: string }, b: { due_at: number; id: string }): number =>
  a.due_at - b.due_at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** True for a discount that may touch this subscription's invoices. */
export function isOf({ facts: { subscription }, opened }: NextBill<BillFacts>, discount: RunningDiscount): boolean {
  const { target_type, target_id } = discount
  switch (target_type) {
    case "customer":
      return target_id === subscription.customer_id
    case "subscription":
      return target_id === subscription.id
    case "subscription_item":
      return subscription.items.some(({ id }) => id === target_id)
    case "invoice":
      return opened.some(({ invoice }) => invoice.id === target_id)
    case "order":
    case "draft_order":
      return false
  }
}

/** The discounts as the next bills meet them: changes of plan that wait have ended some and restarted others. */
export function asNextBillsMeet(bills: NextBill<BillFacts>[], discounts: RunningDiscount[]): RunningDiscount[] {
  let known = discounts
  for (const bill of bills) {
    if (bill.change) {
      const own = known.filter((discount) => isOf(bill, discount))
      const kept = afterChange(bill, bill.change, own)
      const byId = new Map(kept.map((discount) => [discount.id, discount]))
      known = known.flatMap((discount) => (own.includes(discount) ? (byId.get(discount.id) ?? []) : discount))
    }
  }
  return known
}

/** A bill that cannot be priced, and so not be billed, leaves its discounts as they are. */
function afterChange(bill: NextBill<BillFacts>, change: PlanChange, own: RunningDiscount[]): RunningDiscount[] {
  try {
    return discountsAfterChange(bill.facts, own, change.won_discount_id).discounts
  } catch {
    return own
  }
}

/** A coming invoice. */
export interface ComingInvoice {
  period: Period
  figures: InvoiceFigures
}

/** What a subscription's next invoices come to; `failure`: a sentence why they cannot be priced. */
export interface Schedule {
  coming: ComingInvoice[]
  failure: string | null
}

interface ComingBill {
  bill: NextBill
  period: Period
  cycle: Cycle
  document_id: string
  opened: OpenedInvoice | null
  /** False for what is priced only because it uses discounts up before others are billed. */
  is_shown: boolean
}

/**
 * The next `count` invoices of each subscription that is asked for, by id (rule 41). `bills` are these and every other subscription of
 * their customers that will be billed: what a customer's discount gives to one of them, it does not give to the next. What
 * cannot be priced is not billed either, takes nothing and stops nobody else.
 */
export function priceSchedules(
  bills: NextBill[],
  discounts: RunningDiscount[],
  asked: ReadonlySet<string>,
  count: number,
): Map<string, Schedule> {
  const schedules = new Map<string, Schedule>([...asked].map((id) => [id, { coming: [], failure: null }]))
  const met = asNextBillsMeet(bills, discounts)
  const taking_part = bills.filter((bill) => asked.has(bill.facts.subscription.id) || mayUseUp(bill, met))
  let is_moving = met.some(isInMotion)
  inOrder(
    billingOrder(taking_part, asked, count, () => is_moving),
    met,
    (next, known) => {
      is_moving &&= known.some(isInMotion)
      const schedule = next.is_shown ? schedules.get(next.bill.facts.subscription.id) : undefined
      const own = known.filter((discount) => isOf(next.bill, discount))
      try {
        const priced = schedule ? price(next, own) : { figures: null, evaluation: uses(next, own) }
        if (schedule && priced.figures) {
          schedule.coming.push({ period: next.period, figures: priced.figures })
        }
        return priced
      } catch (error) {
        if (schedule) {
          schedule.failure ??= messageOf(error)
        }
        return { figures: null, evaluation: NOTHING }
      }
    },
  )
  return schedules
}

/** True for what one subscription's bills may take from another's. */
export const isInMotion = (discount: RunningDiscount): boolean =>
  discount.target_type === "customer" && !isAtRest(discount)

/** False for a bill that changes nothing for others: nothing that they share covers it. */
function mayUseUp({ facts }: NextBill, discounts: RunningDiscount[]): boolean {
  try {
    const { lines } = billDocument(facts, nextPeriod(facts.subscription), "any of its bills")
    return discounts.some((one) => isInMotion(one) && lines.some((line) => lineRefusal(line, one.terms) === null))
  } catch {
    return false
  }
}

const NOTHING: Evaluation = { parts: [], outcomes: [], total_minor: 0 }

/** As the renewal prices it; an attempt that may have reached the provider is charged as it was written. */
function price(next: ComingBill, discounts: RunningDiscount[]): { figures: InvoiceFigures; evaluation: Evaluation } {
  const { bill, period, document_id, opened } = next
  if (opened?.is_underway) {
    const { subtotal, discount_total, tax_total, total, lines, discounts: listed } = opened.invoice
    return {
      figures: { subtotal, discount_total, tax_total, total, lines, discounts: listed },
      evaluation: usedBy(opened.invoice),
    }
  }
  const { figures, evaluation } = priceInvoice(bill.facts, discounts, period, document_id)
  return { figures, evaluation }
}

/** Which discounts a bill uses up, without its figures, which nobody asked for. */
function uses({ bill, period, document_id, opened }: ComingBill, discounts: RunningDiscount[]): Evaluation {
  return opened?.is_underway ? usedBy(opened.invoice) : evaluateBill(bill.facts, discounts, period, document_id)
}

/** What discounts take off a bill. */
export function evaluateBill(
  facts: BillFacts,
  discounts: RunningDiscount[],
  period: Period,
  document_id: string,
): Evaluation {
  const document = billDocument(facts, period, document_id)
  const { time_zone } = facts.subscription
  return evaluate(document, competing(document, discounts, time_zone), time_zone)
}

/** Of an invoice only which discounts it uses up is asked. */
const usedBy = ({ discounts }: InvoiceRow): Evaluation => ({
  ...NOTHING,
  outcomes: discounts.flatMap(({ discount_id, amount }) =>
    discount_id === null || amount <= 0 ? [] : { discount_id, amount_minor: 1, skipped: [] },
  ),
})

/**
 * The periods as they are billed, one after the other, until every subscription that is asked for has `count` of them. Who has its own
 * goes on meanwhile, as long as anything moves that they share: its later bills, too, come before those of others that bill
 * more rarely.
 */
function* billingOrder(
  bills: NextBill[],
  asked: ReadonlySet<string>,
  count: number,
  isMoving: () => boolean,
): Generator<ComingBill> {
  const queue = bills.map((bill) => {
    const { id, cycle_index } = bill.facts.subscription
    return { bill, id, due_at: bill.due_at, index: cycle_index + 1, missing: asked.has(id) ? count : 0 }
  })
  while (queue.some(({ missing }) => missing > 0)) {
    const candidates = isMoving() ? queue : queue.filter(({ missing }) => missing > 0)
    const next = candidates.reduce((a, b) => (byDue(a, b) <= 0 ? a : b))
    const coming = comingBill(next.bill, next.index, next.missing > 0)
    next.index++
    next.due_at = coming.period.ends_at.getTime()
    if (!coming.opened?.is_over) {
      next.missing--
      yield coming
    }
  }
}

function comingBill(bill: NextBill, index: number, is_shown: boolean): ComingBill {
  const period = periodAt(bill.facts.subscription, index)
  const starts_at = period.starts_at.getTime()
  const opened = bill.opened.find(({ invoice }) => new Date(invoice.period_start).getTime() === starts_at) ?? null
  const document_id = opened?.invoice.id ?? `upcoming ${period.key}`
  return { bill, period, cycle: toCycle(period), document_id, opened, is_shown }
}
