// The till for orders that change: draft orders, and edits that carry discounts over, are priced as a cart is (law 3).
import type { MedusaContainer } from "@medusajs/framework/types"
import { graph } from "../lib/graph"
import { groupFields } from "./categories"
import { asFirst, evaluate } from "../engine"
import type { Discount, Document, Evaluation } from "../engine"
import { couponsOf } from "../lib/coupons"
import { adjustmentsOf } from "./adjustments"
import type { OurAdjustment } from "./adjustments"
import type { CoreLineItem } from "./core-cart"
import { toDocument } from "./cart"
import type { CoreReduction } from "./cart"
import { plansOf } from "./judge-cart"
import type { CoreOrder, OrderAdjustment } from "./core-order"
import { isOurs } from "./order-words"

/** A discount and the word its savings stand under on this order. */
export interface Worded {
  discount: Discount
  word: string
}

/** What is on the lines beside our discounts: core's promotions, and whatever has no word. */
export function reductionsOnOrder(order: CoreOrder, words: ReadonlySet<string>): CoreReduction[] {
  const of = (line_id: string, adjustments: OrderAdjustment[] | undefined) =>
    (adjustments ?? [])
      .filter((adjustment) => !isOurs(adjustment, words))
      .map(({ amount, is_tax_inclusive }) => ({ line_id, amount, is_tax_inclusive: is_tax_inclusive ?? false }))
  return [...order.items, ...order.shipping_methods].flatMap(({ id, adjustments }) => of(id, adjustments))
}

/** The engine's view of an order: what `reductions` leave of its lines, products and plans looked up. */
export async function documentOf(
  container: MedusaContainer,
  order: CoreOrder,
  reductions: CoreReduction[],
): Promise<Document> {
  const [items, plans, now] = await Promise.all([
    withProducts(container, order.items),
    plansOf(container, order),
    couponsOf(container).now(),
  ])
  return toDocument({ ...order, items }, reductions, plans, now.getTime())
}

/**
 * What these discounts take off an order, whose pending lines it may hold. The promise is kept: dates, limits and
 * restrictions are not asked again (rule 15), scope and amounts are.
 */
export async function priceOrder(
  container: MedusaContainer,
  order: CoreOrder,
  reductions: CoreReduction[],
  discounts: Worded[],
): Promise<{ adjustments: OurAdjustment[]; evaluation: Evaluation; document: Document }> {
  const document = await documentOf(container, order, reductions)
  // The order is where they were won.
  const won_here = discounts.map(({ discount }) => asFirst(discount))
  const evaluation = evaluate(document, won_here, couponsOf(container).timeZone())
  const codes = discounts.map(({ discount: { id }, word }) => ({ entered: { id, promo_code: { code: word } } }))
  return {
    evaluation,
    document,
    adjustments: adjustmentsOf(order, { codes, document, evaluation, trial_days: new Map() }),
  }
}

type Product = NonNullable<CoreLineItem["product"]>
const PRODUCT_FIELDS = ["id", ...groupFields()]

async function withProducts(container: MedusaContainer, items: CoreOrder["items"]): Promise<CoreLineItem[]> {
  const ids = [...new Set(items.flatMap(({ product_id }) => (product_id ? [product_id] : [])))]
  if (ids.length === 0) {
    return items
  }
  const found = await graph<Product>(container, "product", PRODUCT_FIELDS, { id: ids })
  const products = new Map(found.map((product) => [product.id, product]))
  return items.map((item) => ({ ...item, product: products.get(item.product_id ?? "") ?? null }))
}
