// Prices one bill of a subscription that somebody else bills: the till and the precedence of our own invoices, no IO (law 3).
import { MathBN } from "@medusajs/framework/utils"
import { cycleKeyOf, evaluate, fromExact, fromMinor, isLast, sumExact } from "../../engine"
import type { CatalogueFacts, Cycle, Document, Evaluation, Line } from "../../engine"
import type { InvoiceRedemption, RunningDiscount } from "../../modules/coupon/types"
import { exactOf, netOfShipping } from "../../pricing/amounts"
import { competing } from "../../pricing/precedence"
import { groupsOf } from "../../pricing/categories"
import type { ProductGroups } from "../../pricing/categories"
import type { Preview, Renewal } from "./input"

/** What scopes ask of a product, as catalogued now. */
export interface ProductFacts extends ProductGroups {
  id: string
  discountable: boolean
}

/** What scopes ask of it, in the engine's words. */
export const catalogueFacts = (product: ProductFacts): CatalogueFacts => ({
  product_id: product.id,
  ...groupsOf(product),
})

/** Products by line id; a line whose product is gone has none. */
export type Products = Map<string, ProductFacts>

/** Marks adjustments as ours, so that core's creation of an order leaves them alone. */
export const OUR_PROVIDER = "coupons"

/** One discount on one line, in the words of core's orders. Amounts in major units. */
export interface RenewalAdjustment {
  on: "line" | "shipping"
  line_id: string
  amount: number
  code: string
  description: string
  is_tax_inclusive: boolean
  provider_id: string
  discount_id: string
}

export interface PricedRenewal {
  document_id: string
  cycle_key: string
  /** What is taken off in all, in the tax basis of the prices. */
  discount_total: number
  adjustments: RenewalAdjustment[]
  discounts: {
    discount_id: string
    coupon_id: string | null
    name: string
    code: string | null
    amount: number
    /** True if it takes nothing off the period after this one. */
    is_last: boolean
  }[]
  /** The till's own answer, for the ledger and for previews. */
  evaluation: Evaluation
}

type Subscription = Omit<Preview, "period" | "anchor" | "count">

/** The period as the engine's cycle. */
export function cycleOf({
  subscription_id,
  period,
  cycle_key,
}: Pick<Renewal, "subscription_id" | "period" | "cycle_key">) {
  const starts_at = period.starts_at.getTime()
  return { key: cycle_key ?? cycleKeyOf(subscription_id, starts_at), starts_at, ends_at: period.ends_at.getTime() }
}

/** Prices one document of a subscription with the discounts that run for it. */
export function priceRenewal(
  subscription: Subscription,
  { document_id, cycle, products }: { document_id: string; cycle: Cycle; products: Products },
  discounts: RunningDiscount[],
  time_zone: string,
): PricedRenewal {
  const document = toDocument(subscription, document_id, cycle, products)
  const evaluation = evaluate(document, competing(document, discounts, time_zone), time_zone)
  const byId = new Map(discounts.map((discount) => [discount.id, discount]))
  const amountOf = (minor: number) => fromMinor(minor, subscription.currency_code)
  const next = {
    key: cycleKeyOf(subscription.subscription_id, cycle.ends_at),
    starts_at: cycle.ends_at,
    ends_at: cycle.ends_at,
  }
  return {
    document_id,
    cycle_key: cycle.key,
    discount_total: amountOf(evaluation.total_minor),
    adjustments: adjustmentsOf(subscription, evaluation, byId),
    discounts: evaluation.outcomes.flatMap(({ discount_id, amount_minor }) => {
      const discount = byId.get(discount_id)
      if (!discount || amount_minor === 0) {
        return []
      }
      const { coupon_id, name, code } = discount
      const is_last = isLast(discount, { document_id, cycle }, next, time_zone)
      return { discount_id, coupon_id, name, code, amount: amountOf(amount_minor), is_last }
    }),
    evaluation,
  }
}

function toDocument(subscription: Subscription, id: string, cycle: Cycle, products: Products): Document {
  const { currency_code, lines, shipping } = subscription
  return {
    id,
    currency_code,
    lines: lines.map((line): Line => {
      const product = products.get(line.id)
      return {
        id: line.id,
        kind: "subscription",
        quantity: line.quantity,
        ...exactOf(line.amount, currency_code),
        product_id: line.product_id ?? product?.id ?? null,
        variant_id: line.variant_id ?? null,
        ...groupsOf(product),
        plan_id: line.plan_id ?? subscription.plan_id ?? null,
        billing_period: { interval: subscription.interval, interval_count: subscription.interval_count },
        cycle,
        is_discountable: product?.discountable ?? true,
      }
    }),
    shipping: shipping.map(({ id, amount }) => ({ id, ...exactOf(amount, currency_code) })),
    credit_minor: 0,
  }
}

/** One adjustment per discount and line; of shipping methods one in all, because core's orders hold no second one. */
function adjustmentsOf(
  { currency_code, lines, shipping }: Subscription,
  { parts }: Evaluation,
  discounts: Map<string, RunningDiscount>,
): RenewalAdjustment[] {
  const words = (discount_id: string) => {
    const discount = discounts.get(discount_id)
    const description = discount?.name ?? ""
    return { code: discount?.code ?? description, description, provider_id: OUR_PROVIDER, discount_id }
  }
  const onLines = parts
    .filter(({ on }) => on === "line")
    .map((part): RenewalAdjustment => ({
      on: "line",
      line_id: part.line_id,
      amount: fromExact(part, currency_code),
      is_tax_inclusive: lines.find(({ id }) => id === part.line_id)?.is_tax_inclusive ?? false,
      ...words(part.discount_id),
    }))
  const onShipping = shipping.flatMap((method): RenewalAdjustment[] => {
    const mine = parts.filter(({ on, line_id }) => on === "shipping" && line_id === method.id)
    const [first] = mine
    if (!first) {
      return []
    }
    const taken = fromExact(sumExact(mine), currency_code)
    const amount = MathBN.convert(
      netOfShipping(taken, { ...method, tax_lines: [{ rate: method.tax_rate }] }),
    ).toNumber()
    return [{ on: "shipping", line_id: method.id, amount, is_tax_inclusive: false, ...words(first.discount_id) }]
  })
  return [...onLines, ...onShipping]
}

/** The ledger rows of a priced bill: one per discount, with what each line got. */
export function redemptionsOf(renewal: Renewal, priced: PricedRenewal): InvoiceRedemption[] {
  const { outcomes, parts } = priced.evaluation
  const lines = new Map(renewal.lines.map((line) => [line.id, line]))
  return outcomes
    .filter(({ amount_minor }) => amount_minor > 0)
    .map(({ discount_id, amount_minor }) => ({
      discount_id,
      document_type: "invoice",
      document_id: priced.document_id,
      order_id: renewal.order_id ?? null,
      invoice_id: null,
      subscription_id: renewal.subscription_id,
      cycle_key: priced.cycle_key,
      currency_code: renewal.currency_code,
      amount_minor,
      lines: parts
        .filter((part) => part.discount_id === discount_id && part.amount_minor > 0)
        .map(({ line_id, amount_minor }) => ({
          line_id,
          product_id: lines.get(line_id)?.product_id ?? null,
          variant_id: lines.get(line_id)?.variant_id ?? null,
          title: lines.get(line_id)?.title ?? "",
          amount_minor,
        })),
    }))
}
