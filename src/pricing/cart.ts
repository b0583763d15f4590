// A core cart → the engine's document: what is left of each line after core promotions, in minor units.
import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { Document, Line, ShippingLine } from "../engine"
import { exactOf, taxRate } from "./amounts"
import type { CoreAdjustment, CoreCart, CoreLineItem, CoreShippingMethod } from "./core-cart"
import { toLine } from "./line"
import { planOf } from "./plans"
import type { PlanFacts } from "./plans"
import { catalogueOfLine } from "./products"

/** An amount core's promotions take off one line or shipping method, whether already written or just computed. */
export interface CoreReduction {
  line_id: string
  amount: BigNumberInput
  is_tax_inclusive: boolean
}

/** Every adjustment on the cart that is not ours, as reductions. */
export function reductionsOnCart(cart: CoreCart, our_codes: Set<string>): CoreReduction[] {
  const of = (line_id: string, adjustments: CoreAdjustment[] | undefined) =>
    (adjustments ?? [])
      .filter((adjustment) => !(typeof adjustment.code === "string" && our_codes.has(adjustment.code)))
      .map((adjustment) => ({
        line_id,
        amount: adjustment.amount,
        is_tax_inclusive: adjustment.is_tax_inclusive ?? false,
      }))
  return [
    ...(cart.items ?? []).flatMap((item) => of(item.id, item.adjustments)),
    ...(cart.shipping_methods ?? []).flatMap((method) => of(method.id, method.adjustments)),
  ]
}

/**
 * The engine's view of a cart. Amounts are in each line's own tax basis (gross where the line is tax-inclusive), exact:
 * core's unrounded discounts and ours never exceed the line together (rule 28). Throws InexactAmount.
 */
export function cartDocument(
  cart: CoreCart,
  reductions: CoreReduction[],
  plans: Map<string, PlanFacts>,
  now: number,
): Document {
  const byLine = new Map<string, CoreReduction[]>()
  for (const reduction of reductions) {
    const known = byLine.get(reduction.line_id)
    if (known) {
      known.push(reduction)
    } else {
      byLine.set(reduction.line_id, [reduction])
    }
  }
  return {
    id: cart.id,
    currency_code: cart.currency_code,
    lines: (cart.items ?? []).map((item) =>
      lineOf(item, cart.currency_code, byLine.get(item.id), planOf(item, plans), now),
    ),
    shipping: (cart.shipping_methods ?? []).map((method) =>
      toShippingLine(method, cart.currency_code, byLine.get(method.id)),
    ),
    credit_minor: 0,
  }
}

/**
 * The document with its credit (rule 5): what credit lines could pay and what there is to pay, major units, tax included.
 * Throws InexactAmount.
 */
export function withCredit(document: Document, available: BigNumberInput, payable: BigNumberInput): Document {
  const { currency_code } = document
  const credit = exactOf(available, currency_code)
  const all = exactOf(payable, currency_code)
  return {
    ...document,
    credit_minor: credit.amount_minor,
    credit_below_nano: credit.below_nano,
    payable_minor: all.amount_minor,
    payable_below_nano: all.below_nano,
  }
}

function lineOf(
  item: CoreLineItem,
  currency_code: string,
  reductions: CoreReduction[] | undefined,
  plan: PlanFacts | null,
  now: number,
): Line {
  const price = MathBN.mult(item.unit_price, item.quantity)
  const left = lessReductions(price, reductions, item.is_tax_inclusive ?? false, taxRate(item.tax_lines))
  return toLine({
    id: item.id,
    quantity: item.quantity,
    amount: exactOf(left, currency_code),
    catalogue: catalogueOfLine(item),
    variant_id: item.variant_id,
    plan,
    // The subscription does not exist yet: its first cycle gets a name of its own and a length nobody asks for.
    cycle: plan ? { key: `${item.id}#0`, starts_at: now, ends_at: now } : null,
    is_discountable: item.is_discountable,
  })
}

function toShippingLine(
  method: CoreShippingMethod,
  currency_code: string,
  reductions: CoreReduction[] | undefined,
): ShippingLine {
  // An order may hold one adjustment per shipping method (unique index): where core has one, ours stays away.
  const amount = reductions?.length ? MathBN.convert(0) : MathBN.convert(method.amount)
  return { id: method.id, ...exactOf(amount, currency_code) }
}

/** What reductions leave of an amount in its own tax basis, never below zero. `rate` is the line's tax as a fraction. */
export function lessReductions(
  amount: BigNumberInput,
  reductions: Pick<CoreReduction, "amount" | "is_tax_inclusive">[] | undefined,
  line_is_inclusive: boolean,
  rate: BigNumberInput,
): BigNumberInput {
  let left = amount
  for (const reduction of reductions ?? []) {
    let off: BigNumberInput = reduction.amount
    if (reduction.is_tax_inclusive && !line_is_inclusive) {
      off = MathBN.div(off, MathBN.add(1, rate))
    } else if (!reduction.is_tax_inclusive && line_is_inclusive) {
      off = MathBN.mult(off, MathBN.add(1, rate))
    }
    left = MathBN.sub(left, off)
  }
  return MathBN.lt(left, 0) ? 0 : left
}
