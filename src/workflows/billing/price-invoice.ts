// Prices one period of a subscription: the same calculation for a renewal, its retry and the schedule of coming invoices.
import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { evaluate, fromExact, fromMinor, isLast, lessExact, shareOut, sumExact, cycleKey, toCycle } from "../../engine"
import type { CatalogueFacts, Cycle, Document, Evaluation, ExactAmount, Line, Period } from "../../engine"
import type { InvoiceDiscount, InvoiceFigures, SubscriptionItemRow } from "../../modules/billing/types"
import type { RunningDiscount } from "../../modules/coupon/types"
import { exactOf, netOfShipping, roundedTogether } from "../../pricing/amounts"
import { figuresOf } from "./figures"
import type { Adjustment, PricedItem, PricedShipping } from "./figures"
import { catalogueOf } from "./gather"
import type { BillingFacts, OriginShipping } from "./gather"
import { competing } from "../../pricing/precedence"
import { couponsOf } from "../../lib/coupons"

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
  const document = documentOf(facts, period, document_id)
  const taking_part = competing(document, discounts, subscription.time_zone)
  const evaluation = evaluate(document, taking_part, subscription.time_zone)
  const byId = new Map(discounts.map((discount) => [discount.id, discount]))
  const priced = subscription.items.map((item) => toItem(item, facts, evaluation, byId))
  const exact = credit ? creditShares(document, evaluation, credit.amount) : new Map<string, ExactAmount>()
  const credited = new Map([...exact].map(([id, share]) => [id, fromExact(share, subscription.currency_code)]))
  const items = credit ? priced.map((item) => withCredit(item, credit, credited.get(item.id) ?? 0)) : priced
  const shipping = facts.shipping_methods.map((method) => toShipping(method, facts, evaluation, byId))
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

/** What a bill's document is made from. */
export type DocumentFacts = Pick<BillingFacts, "subscription" | "variants" | "shipping_methods">

/** What a period bills, before any discount; amounts in minor units. */
export function documentOf(facts: DocumentFacts, period: Period, document_id: string): Document {
  const { currency_code } = facts.subscription
  return {
    id: document_id,
    currency_code,
    lines: facts.subscription.items.map((item) => toLine(item, facts, period)),
    shipping: facts.shipping_methods.map(({ id, amount }) => ({ id, ...exactOf(amount, currency_code) })),
    credit_minor: 0,
  }
}

function toLine(item: SubscriptionItemRow, { subscription, variants }: DocumentFacts, period: Period): Line {
  const variant = variants.get(item.variant_id)
  const catalogue = item.catalogue ?? catalogueOf(variant)
  return {
    id: item.id,
    kind: "subscription",
    quantity: item.quantity,
    ...exactOf(MathBN.mult(item.unit_price, item.quantity), subscription.currency_code),
    variant_id: item.variant_id,
    ...(catalogue ?? UNCATALOGUED),
    plan_id: subscription.plan_id,
    billing_period: { interval: subscription.interval, interval_count: subscription.interval_count },
    cycle: toCycle(period),
    is_discountable: variant?.product?.discountable ?? true,
  }
}

const UNCATALOGUED: CatalogueFacts = { product_id: null, product_type_id: null, collection_id: null, category_ids: [] }

function toItem(
  item: SubscriptionItemRow,
  facts: BillingFacts,
  evaluation: Evaluation,
  discounts: Map<string, RunningDiscount>,
): PricedItem {
  const product = facts.variants.get(item.variant_id)?.product
  const adjustments = evaluation.parts
    .filter((part) => part.on === "line" && part.line_id === item.id)
    .map((part): Adjustment => {
      const discount = discounts.get(part.discount_id)
      return {
        code: discount?.code ?? discount?.name ?? null,
        amount: fromExact(part, facts.subscription.currency_code),
        description: discount?.name ?? null,
        is_tax_inclusive: item.is_tax_inclusive,
      }
    })
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

/** Core allows one adjustment per shipping method of an order, and reads it as net: all of ours become one. */
function toShipping(
  method: OriginShipping,
  facts: BillingFacts,
  evaluation: Evaluation,
  discounts: Map<string, RunningDiscount>,
): PricedShipping {
  const tax_lines = facts.tax_lines.get(method.id) ?? []
  const parts = evaluation.parts.filter((part) => part.on === "shipping" && part.line_id === method.id)
  const first = discounts.get(parts[0]?.discount_id ?? "")
  const taken = fromExact(sumExact(parts), facts.subscription.currency_code)
  return {
    id: method.id,
    name: method.name,
    amount: method.amount,
    is_tax_inclusive: method.is_tax_inclusive,
    tax_lines,
    adjustments: first
      ? [
          {
            code: first.code ?? first.name,
            amount: MathBN.convert(netOfShipping(taken, { ...method, tax_lines })).toNumber(),
            description: first.name,
            is_tax_inclusive: false,
          },
        ]
      : [],
  }
}

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
