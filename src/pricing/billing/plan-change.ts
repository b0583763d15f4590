// Decides and prices a change of plan: the one calculation for its preview and for the change itself (law 3). No IO.
import {
  afterPlanChange,
  isSamePeriod,
  planChangeAction,
  restarted,
  toMinor,
  withinCycle,
  periodAt,
} from "../../engine"
import type { SubscriptionAction, Period } from "../../engine"
import { isBilling } from "../../modules/billing/lifecycle"
import { changed } from "../../modules/billing/plan-change"
import { isBooked } from "../../modules/billing/statuses"
import type { InvoiceRow, PlanChange, SubscriptionRow } from "../../modules/billing/types"
import type { RunningDiscount } from "../../modules/coupon/types"
import { round } from "./figures"
import type { BillingFacts } from "./gather"
import type { KeptInvoice } from "./kept"
import type { RequestedChange } from "./plan-change-facts"
import { priceInvoice } from "./price-invoice"
import type { Credit, PricedInvoice } from "./price-invoice"
import { refused } from "../../tools/errors"
import { billDocument } from "../subscription"
import type { BillFacts } from "../subscription"

/** When the new plan begins. */
export type ChangeTime = "now" | "period_end"

/**
 * What is billed for a change in the middle of a period. `credit`: the rest of the period on the new plan, less what was
 * paid for it on the old one. `difference`: as if the whole period had been on the new plan. `none`: nothing is reckoned up.
 */
export type Proration = "credit" | "difference" | "none"

export const CREDIT_CODE = "PLAN-CREDIT"

/** What was decided about a change, before anything is priced. */
export interface ChangeDecision {
  action: SubscriptionAction | null
  at: ChangeTime
  proration: Proration
  /** What the subscription becomes. */
  after: SubscriptionRow
  change: PlanChange
  /** A new period begins then; null: the calendar stays, or is counted anew from the end of the period. */
  anchor: Date | null
  /** The old item, whose price the difference is taken from. */
  requested: RequestedChange
}

export interface ChangeWishes {
  at?: ChangeTime
  proration?: Proration
}

/**
 * Decides what a change is (rule 20), when it begins and what is reckoned up. Upgrades and switches to a longer period
 * begin at once by default, downgrades when the paid period ends: what was paid for is never taken away, and never given
 * back in money. Throws NOT_ALLOWED with a sentence for what cannot be.
 */
export function decideChange(
  subscription: SubscriptionRow,
  requested: RequestedChange,
  wishes: ChangeWishes,
  now: Date,
): ChangeDecision {
  refuseUnfit(subscription, now)
  const { plan, before, after } = requested
  const price_minor = ({ unit_price, quantity }: typeof before) =>
    toMinor((unit_price * quantity).toFixed(8), subscription.currency_code)
  const action = planChangeAction(
    { ...periodOf(subscription), price_minor: price_minor(before) },
    { ...periodOf(plan), price_minor: price_minor(after) },
  )
  const is_same = isSamePeriod(subscription, plan)
  const is_upgrade = action === "upgrade_same_cycle" || action === "switch_to_longer"
  const at = wishes.at ?? (is_upgrade ? "now" : "period_end")
  const proration = wishes.proration ?? (is_upgrade && at === "now" ? "credit" : "none")
  if (at === "period_end" && proration !== "none") {
    throw refused(
      "A change at the end of the period has nothing to reckon up: leave out 'proration', or send \"none\".",
    )
  }
  if (at === "now" && !is_upgrade && !is_same && isPaidFor(subscription)) {
    throw refused("A plan with a shorter period begins when the paid period ends: send \"period_end\" for 'at'.")
  }
  if (at === "now" && !is_upgrade && proration !== "none") {
    throw refused(
      "Nothing is given back for a cheaper plan: send \"none\" for 'proration', or \"period_end\" for 'at'.",
    )
  }
  const change: PlanChange = {
    plan_id: plan.id,
    interval: plan.interval,
    interval_count: plan.interval_count,
    items: [pick(after)],
    won_discount_id: null,
  }
  const starts_at = at === "now" && !is_same && isPaidFor(subscription) ? now : null
  const { subscription: next, anchor } = changed(subscription, change, starts_at)
  return { action, at, proration, after: next, change, anchor: starts_at && anchor, requested }
}

const periodOf = ({ interval, interval_count }: Pick<SubscriptionRow, "interval" | "interval_count">) => ({
  interval,
  interval_count,
})

const pick = (after: RequestedChange["after"]) => {
  const { id, variant_id, title, unit_price, is_tax_inclusive, catalogue = null, plan_id = null } = after
  return { id, variant_id, title, unit_price, is_tax_inclusive, catalogue, plan_id }
}

/** False in a trial, and before the first invoice: then there is nothing to reckon up. */
const isPaidFor = ({ status, cycle_index }: SubscriptionRow): boolean => status !== "trialing" && cycle_index >= 0

function refuseUnfit(subscription: SubscriptionRow, now: Date): void {
  const { id, status } = subscription
  if (status === "past_due" || status === "unpaid") {
    throw refused(`Subscription '${id}' has an unpaid invoice. Retry or void that invoice first.`)
  }
  if (status !== "active" && status !== "trialing") {
    throw refused(`Subscription '${id}' is ${status}: its plan cannot be changed.`)
  }
  if (subscription.cancel_at_period_end) {
    throw refused(`Subscription '${id}' is going to be cancelled. Resume it first.`)
  }
  refuseIfDue(subscription, now)
}

/**
 * Throws NOT_ALLOWED once the paid period is over and the next invoice is not there yet: what waits for the end of the
 * period takes effect with that invoice, and is neither replaced nor taken back any more.
 */
export function refuseIfDue(subscription: SubscriptionRow, now: Date): void {
  const { id, cycle_index, current_period_end } = subscription
  if (isBilling(subscription) && cycle_index >= 0 && now >= current_period_end) {
    throw refused(`Subscription '${id}' is due for its next invoice. Try again when it has been billed.`)
  }
}

/** Running discounts of the subscription and its items as they are once the change has been made. */
export interface DiscountsAfterChange {
  discounts: RunningDiscount[]
  ended_ids: string[]
  restarted_ids: string[]
}

/** What the change does to each running discount; those of the customer and of single invoices are left alone. */
export function discountsAfterChange(
  facts: BillFacts,
  discounts: RunningDiscount[],
  won_discount_id: string | null,
): DiscountsAfterChange {
  const { subscription } = facts
  const { lines } = billDocument(facts, periodAt(subscription, subscription.cycle_index + 1), "after the change")
  const result: DiscountsAfterChange = { discounts: [], ended_ids: [], restarted_ids: [] }
  for (const discount of discounts) {
    const is_own =
      ["subscription", "subscription_item"].includes(discount.target_type) && discount.id !== won_discount_id
    const touched = lines.filter(({ id }) => discount.target_type !== "subscription_item" || id === discount.target_id)
    const verdict = is_own ? afterPlanChange(discount, touched) : "keep"
    if (verdict === "end") {
      result.ended_ids.push(discount.id)
    } else {
      result.discounts.push(verdict === "restart" ? restarted(discount) : discount)
    }
    if (verdict === "restart") {
      result.restarted_ids.push(discount.id)
    }
  }
  return result
}

/** What is billed at once: the period it counts for, its first day on the invoice, and the price. */
export interface ChangeInvoice {
  period: Period
  cycle_starts_at: Date
  priced: PricedInvoice
  facts: BillingFacts
  /** What was paid for the rest of the present period already, per unit and whole period: nothing of a new period. */
  paid_unit_price: number
}

export interface ChangePricing {
  /** Facts of the subscription as it is after the change. */
  facts: BillingFacts
  discounts: RunningDiscount[]
  /** What each discount took off the present cycle already, minor units by id. */
  taken_minor: Map<string, number>
  /** Discounts that begin with the next renewal: an invoice of the present cycle does not use them up (rule 13). */
  late_ids: Set<string>
  /** Invoices of the present cycle, and what was kept of each. */
  kept: KeptInvoice[]
  now: Date
  invoice_id: string
}

/** The invoice of a change that is made at once, or null where nothing is billed. */
export function priceChange(
  before: SubscriptionRow,
  decision: ChangeDecision,
  pricing: ChangePricing,
): ChangeInvoice | null {
  if (decision.at === "period_end" || !isPaidFor(before)) {
    return null
  }
  return decision.anchor ? newPeriod(before, decision, pricing) : restOfPeriod(before, decision, pricing)
}

/** A switch to a longer period begins a new cycle: billed whole, less what is left of the old one. */
function newPeriod(before: SubscriptionRow, decision: ChangeDecision, pricing: ChangePricing): ChangeInvoice {
  const { facts, discounts, invoice_id } = pricing
  const period = periodAt(facts.subscription, before.cycle_index + 1)
  const unused = pricing.kept.reduce(
    (sum, kept) =>
      sum + keptOf(kept) * shareLeft(decision, kept.invoice.period_start, kept.invoice.period_end, pricing.now),
    0,
  )
  const amount = round(unused, before.currency_code)
  const credit: Credit | null =
    amount > 0 ? { code: CREDIT_CODE, name: `Credit for ${decision.requested.before.title}`, amount } : null
  const priced = priceInvoice(facts, discounts, period, invoice_id, credit)
  return { period, cycle_starts_at: period.starts_at, priced, facts, paid_unit_price: 0 }
}

/**
 * An upgrade within the cycle bills what the new price is above what was paid for the rest of it already, under the cycle's
 * own key: it eats no further cycle (rule 12), and what discounts promise per cycle they take off once. Up, down and up
 * again pays for no day twice, and what was given back since is not counted as paid.
 */
function restOfPeriod(before: SubscriptionRow, decision: ChangeDecision, pricing: ChangePricing): ChangeInvoice | null {
  const { requested, proration } = decision
  const paid_unit_price = paidLevel(requested.before, pricing.kept)
  const unit_price = round(
    (requested.after.unit_price - paid_unit_price) *
      shareLeft(decision, before.current_period_start, before.current_period_end, pricing.now),
    before.currency_code,
  )
  if (proration === "none" || unit_price <= 0) {
    return null
  }
  const title = `${requested.after.title} (instead of ${requested.before.title})`
  const items = [{ ...requested.after, title, unit_price }]
  const facts = {
    ...pricing.facts,
    subscription: { ...pricing.facts.subscription, items },
    // The period's shipping was billed with the period.
    shipping_methods: [],
  }
  const cycle = { ...periodAt(before, before.cycle_index), billed_from: pricing.now }
  const document = billDocument(facts, cycle, pricing.invoice_id)
  const discounts = pricing.discounts
    .filter(({ id }) => !pricing.late_ids.has(id))
    .map((discount) => withinCycle(discount, pricing.taken_minor.get(discount.id) ?? 0, document))
  const priced = priceInvoice(facts, discounts, cycle, pricing.invoice_id)
  const period = { ...cycle, starts_at: pricing.now }
  return { period, cycle_starts_at: cycle.starts_at, priced, facts, paid_unit_price }
}

/** The part of a period that is still to come, from 0 to 1; all of it where the whole period is reckoned up. */
function shareLeft({ proration }: ChangeDecision, starts_at: Date, ends_at: Date, now: Date): number {
  if (proration !== "credit") {
    return proration === "difference" ? 1 : 0
  }
  const [from, to] = [new Date(starts_at).getTime(), new Date(ends_at).getTime()]
  return to > from ? Math.min(Math.max((to - now.getTime()) / (to - from), 0), 1) : 0
}

/**
 * What was kept for the items of an invoice, in the tax basis of the prices. A credit on it is what was paid for the period
 * before, and goes on with this one.
 */
function keptOf({ invoice, share }: KeptInvoice): number {
  const { cash, credit } = paidFor(invoice)
  return isBooked(invoice) ? cash * share + credit : 0
}

/**
 * True if the paid invoice of a change counts what this invoice was paid: a switch credits the cycle before its own, and an
 * upgrade bills what is above the price of its cycle's earlier invoices.
 */
export function isReckonedFrom(change: InvoiceRow, invoice: InvoiceRow): boolean {
  if (change.id === invoice.id || !change.plan_change) {
    return false
  }
  if (change.plan_change.anchor !== null) {
    return change.cycle_index === invoice.cycle_index + 1 && paidFor(change).credit > 0
  }
  return change.cycle_key === invoice.cycle_key && change.created_at > invoice.created_at
}

/** What the customer paid for the items of an invoice, in money and by a credit for the period before. */
function paidFor({ kind, lines, discounts }: InvoiceRow): { cash: number; credit: number } {
  const cash = lines
    .filter(({ subscription_item_id }) => subscription_item_id !== null)
    .reduce((sum, { subtotal, discount_total }) => sum + subtotal - discount_total, 0)
  const credit = discounts
    .filter(({ code, discount_id }) => kind === "change" && discount_id === null && code === CREDIT_CODE)
    .reduce((sum, { amount }) => sum + amount, 0)
  return { cash, credit }
}

/**
 * The price per unit and period that is paid for until the period ends: the highest that was billed, less what was given
 * back of it, and whatever a change without proration gave for nothing.
 */
function paidLevel(before: RequestedChange["before"], kept: KeptInvoice[]): number {
  let billed = 0
  let paid = 0
  for (const { invoice, share } of kept) {
    const price = priceOn(invoice, before.id)
    if (price !== null) {
      const from = invoice.plan_change?.paid_unit_price ?? (invoice.plan_change ? billed : 0)
      paid += Math.max(price - from, 0) * keptPart(invoice, share)
      billed = Math.max(billed, price)
    }
  }
  return paid + Math.max(before.unit_price - billed, 0)
}

/** The part of an invoice's worth that was kept; of one that cost nothing there is nothing to give back. */
function keptPart(invoice: InvoiceRow, share: number): number {
  const { cash, credit } = paidFor(invoice)
  return cash + credit > 0 ? keptOf({ invoice, share }) / (cash + credit) : 1
}

/** What an invoice says the item costs per unit and period; null for a change that never was paid or authorised. */
function priceOn({ kind, paid_at, authorized_at, plan_change, lines }: InvoiceRow, item_id: string): number | null {
  if (kind === "change") {
    return ((paid_at ?? authorized_at) && plan_change?.items.find(({ id }) => id === item_id)?.unit_price) ?? null
  }
  return lines.find(({ subscription_item_id }) => subscription_item_id === item_id)?.unit_price ?? null
}
