// Prices one period of a subscription: the same calculation for a renewal, its retry and the schedule of coming invoices.
import type { MedusaContainer } from "@medusajs/framework/types"
import { cycleKey, evaluate, fromExact, fromMinor, isLast, lessExact, shareOut, sumExact, toCycle } from "../../engine"
import type { Cycle, Document, Evaluation, ExactAmount, Period } from "../../engine"
import type { InvoiceDiscount, InvoiceFigures, SubscriptionItemRow } from "../../modules/billing/types"
import type { RunningDiscount } from "../../modules/coupon/types"
import { exactOf, roundedTogether } from "../amounts"
import { billDocument } from "../subscription"
import { figuresOf } from "./figures"
import type { Adjustment, PricedItem, PricedShipping } from "./figures"
import type { BillingFacts, OriginShipping } from "./gather"
import { competing } from "../precedence"
import { couponsOf } from "../../lib/coupons"
import type { TakenOff } from "../adjustments"
import { takenOff } from "../adjustments"

/** A priced period: the invoice's figures, and the lines as they will stand on the order. */
export interface PricedInvoice {
  figures: InvoiceFigures
  items: PricedItem[]
  shipping: PricedShipping[]
  evaluation: Evaluation
  document: Document
}

/**
 * Discounts that may touch a subscription's invoices: its own, its items', its customer's and those of one invoice.
 * `period_start`: of the invoice that is billed, which keeps what ended after its period began.
 */
export async function discountsOf(
  container: MedusaContainer,
  { subscription }: BillingFacts,
  invoice_id: string | null,
  period_start: Date | null = null,
): Promise<RunningDiscount[]> {
  const targets = [
    { type: "subscription" as const, ids: [subscription.id] },
    { type: "subscription_item" as const, ids: subscription.items.map(({ id }) => id) },
    { type: "customer" as const, ids: [subscription.customer_id] },
    ...(invoice_id ? [{ type: "invoice" as const, ids: [invoice_id] }] : []),
  ]
  return couponsOf(container).listRunningDiscounts(targets, period_start)
}

/** Money the customer has paid already, taken off what discounts leave of the lines; major units, their tax basis. */
export interface Credit {
  code: string
  name: string
  amount: number
}

/** Prices one period. Amounts in major units; no IO and no clock. */
export function priceInvoice(
  facts: BillingFacts,
  discounts: RunningDiscount[],
  period: Period,
  document_id: string,
  credit: Credit | null = null,
): PricedInvoice {
  const { subscription } = facts
  const document = billDocument(facts, period, document_id)
  const taking_part = competing(document, discounts, subscription.time_zone)
  const evaluation = evaluate(document, taking_part, subscription.time_zone)
  const byId = new Map(discounts.map((discount) => [discount.id, discount]))
  const shipping_methods = facts.shipping_methods.map((method) => withTaxes(method, facts))
  const taken = takenOff({ ...subscription, shipping_methods }, evaluation.parts)
  const adjustmentsOn = (id: string) => taken.filter(({ line_id }) => line_id === id).map((one) => named(one, byId))
  const priced = subscription.items.map((item) => toItem(item, facts, adjustmentsOn(item.id)))
  const exact = credit ? creditShares(document, evaluation, credit.amount) : new Map<string, ExactAmount>()
  const credited = new Map([...exact].map(([id, share]) => [id, fromExact(share, subscription.currency_code)]))
  const items = credit ? priced.map((item) => withCredit(item, credit, credited.get(item.id) ?? 0)) : priced
  const shipping = shipping_methods.map((method) => ({ ...method, adjustments: adjustmentsOn(method.id) }))
  const listed = [
    ...listDiscounts(facts, evaluation, byId, period, document_id),
    ...(credit ? listCredit(credit, credited, subscription.currency_code) : []),
  ]
  return {
    figures: { ...figuresOf(items, shipping, subscription.currency_code), discounts: listed },
    items,
    shipping,
    evaluation,
    document,
  }
}

/** What is taken off, under its adjustment code on the order: the code, or the name where no code led to it. */
function named(
  { discount_id, amount, is_tax_inclusive }: TakenOff,
  discounts: Map<string, RunningDiscount>,
): Adjustment {
  const { code = null, name = null } = discounts.get(discount_id) ?? {}
  return { code: code ?? name, amount, description: name, is_tax_inclusive }
}

function toItem(item: SubscriptionItemRow, facts: BillingFacts, adjustments: Adjustment[]): PricedItem {
  const product = facts.variants.get(item.variant_id)?.product
  return {
    id: item.id,
    subscription_item_id: item.id,
    product_id: product?.id ?? null,
    variant_id: item.variant_id,
    title: item.title,
    quantity: item.quantity,
    unit_price: item.unit_price,
    is_tax_inclusive: item.is_tax_inclusive,
    tax_lines: facts.tax_lines.get(item.id) ?? [],
    adjustments,
  }
}

/** A credit shared over what discounts leave of the lines, in proportion; it never takes more than that. */
function creditShares(document: Document, evaluation: Evaluation, amount: number): Map<string, ExactAmount> {
  const { currency_code, lines } = document
  const left = lines.map((line) =>
    lessExact(line, sumExact(evaluation.parts.filter(({ line_id }) => line_id === line.id))),
  )
  const shares = shareOut(exactOf(amount, currency_code), left)
  return new Map(lines.map(({ id }, index) => [id, shares[index] ?? { amount_minor: 0 }]))
}

function withCredit(item: PricedItem, { code, name }: Credit, amount: number): PricedItem {
  const { is_tax_inclusive } = item
  const adjustment: Adjustment = { code, amount, description: name, is_tax_inclusive }
  return amount > 0 ? { ...item, adjustments: [...item.adjustments, adjustment] } : item
}

/** A credit is no discount of anybody's: it is listed, so that the invoice adds up, and is in no ledger. */
function listCredit({ code, name }: Credit, shares: Map<string, number>, currency_code: string): InvoiceDiscount[] {
  const amounts = roundedTogether([...shares.values()], currency_code)
  const lines = [...shares.keys()]
    .map((line_id, index) => ({ line_id, amount: amounts[index] ?? 0 }))
    .filter(({ amount }) => amount > 0)
  const total = lines.reduce((sum, { amount }) => sum + amount, 0)
  return total > 0
    ? [{ discount_id: null, coupon_id: null, name, code, amount: Number(total.toFixed(4)), is_last: true, lines }]
    : []
}

const withTaxes = ({ id, name, amount, is_tax_inclusive }: OriginShipping, { tax_lines }: BillingFacts) => ({
  id,
  name,
  amount,
  is_tax_inclusive,
  tax_lines: tax_lines.get(id) ?? [],
})

/** The next cycle begins where this one ends; when it ends itself, nobody asks. */
function cycleAfter(subscription_id: string, { index, ends_at }: Period): Cycle {
  return { key: cycleKey(subscription_id, index + 1), starts_at: ends_at.getTime(), ends_at: ends_at.getTime() }
}

function listDiscounts(
  facts: BillingFacts,
  evaluation: Evaluation,
  discounts: Map<string, RunningDiscount>,
  period: Period,
  document_id: string,
): InvoiceDiscount[] {
  const { subscription } = facts
  const here = { document_id, cycle: toCycle(period) }
  // One that is to be cancelled bills no further period, so every discount ends with the last.
  const next = subscription.cancel_at_period_end ? null : cycleAfter(subscription.id, period)
  const amountOf = (amount_minor: number) => fromMinor(amount_minor, subscription.currency_code)
  return evaluation.outcomes.flatMap(({ discount_id, amount_minor }) => {
    const discount = discounts.get(discount_id)
    if (!discount || amount_minor === 0) {
      return []
    }
    return {
      discount_id,
      coupon_id: discount.coupon_id,
      name: discount.name,
      code: discount.code,
      amount: amountOf(amount_minor),
      is_last: isLast(discount, here, next, subscription.time_zone),
      lines: evaluation.parts
        .filter((part) => part.discount_id === discount_id && part.amount_minor > 0)
        .map((part) => ({ line_id: part.line_id, amount: amountOf(part.amount_minor) })),
    }
  })
}
