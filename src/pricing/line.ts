// The one translation of a line: of a cart, an order, a subscription's bill, or a product that could become one.
import type { BigNumberInput } from "@medusajs/framework/types"
import { BigNumber } from "@medusajs/framework/utils"
import type { BillingPeriod, CatalogueFacts, Cycle, ExactAmount, Line } from "../engine"

/** What becomes a line of a document. */
export interface LineInput {
  id: string
  quantity: BigNumberInput
  /** What is left of it before our discounts, in its own tax basis; absent where only scopes look at the line. */
  amount?: ExactAmount
  /** How its product is or was catalogued. */
  catalogue: CatalogueFacts
  variant_id: string | null | undefined
  /** Null for a one-time purchase. A plan without a name is billed elsewhere. */
  plan: (BillingPeriod & { id: string | null }) | null
  cycle: Cycle | null
  /** Core's flag; absent: it may be discounted. */
  is_discountable: boolean | null | undefined
}

const NO_AMOUNT: ExactAmount = { amount_minor: 0 }

/** The engine's line. */
export function toLine(input: LineInput): Line {
  const { id, quantity, amount = NO_AMOUNT, catalogue, variant_id, plan, cycle, is_discountable } = input
  return {
    id,
    kind: plan ? "subscription" : "one_time",
    quantity: new BigNumber(quantity).numeric,
    ...amount,
    ...catalogue,
    variant_id: variant_id ?? null,
    plan_id: plan?.id || null,
    billing_period: plan ? { interval: plan.interval, interval_count: plan.interval_count } : null,
    cycle,
    is_discountable: is_discountable ?? true,
  }
}
