// Prices one bill of a subscription that somebody else bills: evaluation and precedence of our own invoices, no IO (law 3).
import { cycleKeyOf, evaluate, fromMinor, isLast } from "../../engine"
import type { Cycle, Evaluation } from "../../engine"
import type { InvoiceRedemption, RunningDiscount } from "../../modules/coupon/types"
import { competing } from "../precedence"
import type { Preview, Renewal } from "./input"
import type { ProductFacts } from "../products"
import { foreignBillDocument } from "../subscription"
import { takenOff } from "../adjustments"

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
  /** Evaluation's own answer, for the ledger and for previews. */
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
  const document = foreignBillDocument(subscription, { document_id, cycle, products })
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

/** One adjustment per discount and line, under its code, or its name where it has none. */
function adjustmentsOf(
  { currency_code, lines, shipping }: Subscription,
  { parts }: Evaluation,
  discounts: Map<string, RunningDiscount>,
): RenewalAdjustment[] {
  const shipping_methods = shipping.map((method) => ({ ...method, tax_lines: [{ rate: method.tax_rate }] }))
  const taken = takenOff({ currency_code, items: lines, shipping_methods }, parts)
  // Lines first, whatever order evaluation took them in.
  return [...taken.filter(({ on }) => on === "line"), ...taken.filter(({ on }) => on === "shipping")].map((one) => {
    const discount = discounts.get(one.discount_id)
    const description = discount?.name ?? ""
    return { ...one, code: discount?.code ?? description, description, provider_id: OUR_PROVIDER }
  })
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
