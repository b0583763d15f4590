// Evaluation of orders that change: draft orders, and edits that carry discounts over, are priced as a cart is (law 3).
import type { MedusaContainer } from "@medusajs/framework/types"
import { asFirst, evaluate } from "../engine"
import type { Discount, Document, Evaluation } from "../engine"
import { couponsOf } from "../lib/coupons"
import { adjustmentsOf } from "./adjustments"
import type { OurAdjustment } from "./adjustments"
import { cartDocument } from "./cart"
import type { CoreReduction } from "./cart"
import { plansOf } from "./plans"
import { withProducts } from "./products"
import type { CoreOrder, OrderAdjustment } from "./core-order"
import { isOurs } from "./adjustment-codes"

/** A discount and the adjustment code its savings stand under on this order. */
export interface WithAdjustmentCode {
  discount: Discount
  adjustment_code: string
}

/** What is on the lines beside our discounts: core's promotions, and whatever has no code. */
export function reductionsOnOrder(order: CoreOrder, adjustmentCodes: ReadonlySet<string>): CoreReduction[] {
  const of = (line_id: string, adjustments: OrderAdjustment[] | undefined) =>
    (adjustments ?? [])
      .filter((adjustment) => !isOurs(adjustment, adjustmentCodes))
      .map(({ amount, is_tax_inclusive }) => ({ line_id, amount, is_tax_inclusive: is_tax_inclusive ?? false }))
  return [...order.items, ...order.shipping_methods].flatMap(({ id, adjustments }) => of(id, adjustments))
}

/** The engine's view of an order: what `reductions` leave of its lines, products and plans looked up. */
export async function orderDocument(
  container: MedusaContainer,
  order: CoreOrder,
  reductions: CoreReduction[],
): Promise<Document> {
  const [items, plans, now] = await Promise.all([
    withProducts(container, order.items),
    plansOf(container, order.items),
    couponsOf(container).now(),
  ])
  return cartDocument({ ...order, items }, reductions, plans, now.getTime())
}

/**
 * What these discounts take off an order, whose pending lines it may hold. The promise is kept: dates, limits and
 * restrictions are not asked again (rule 15), scope and amounts are.
 */
export async function priceOrder(
  container: MedusaContainer,
  order: CoreOrder,
  reductions: CoreReduction[],
  discounts: WithAdjustmentCode[],
): Promise<{ adjustments: OurAdjustment[]; evaluation: Evaluation; document: Document }> {
  const document = await orderDocument(container, order, reductions)
  // The order is where they were won.
  const won_here = discounts.map(({ discount }) => asFirst(discount))
  const evaluation = evaluate(document, won_here, couponsOf(container).timeZone())
  const codes = discounts.map(({ discount: { id }, adjustment_code }) => ({
    entered: { id, promo_code: { code: adjustment_code } },
  }))
  return {
    evaluation,
    document,
    adjustments: adjustmentsOf(order, { codes, document, evaluation, trial_days: new Map() }),
  }
}
