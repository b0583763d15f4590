// Which coupons cover a product: the engine's own scope rule, asked for every way the product can be bought (rules 7 to 9).
import type { MedusaContainer } from "@medusajs/framework/types"
import { lineRefusal, termsOf } from "../../engine"
import type { BillingPeriod, Line } from "../../engine"
import { findBilling } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import type { Filters } from "../../lib/coupons"
import { catalogueOfLine, PRODUCT_FIELDS } from "../../pricing/products"
import type { ProductFacts } from "../../pricing/products"
import { missing } from "../../tools/errors"
import { graph } from "../../lib/graph"
import { toLine } from "../../pricing/line"

interface ProductWithVariants extends ProductFacts {
  variants?: { id: string }[]
}

const PAGE = 500
const MOST_PLANS = 10_000

/**
 * Ids of those coupons that pass `filters` and cover at least one line the product can become: each variant once for
 * itself, and on each of its plans. Reads the coupons page by page. Throws NOT_FOUND for the product.
 */
export async function couponsCovering(
  container: MedusaContainer,
  product_id: string,
  filters: () => Filters[],
): Promise<string[]> {
  const lines = await linesOf(container, product_id)
  const service = couponsOf(container)
  const ids: string[] = []
  for (let skip = 0; ; skip += PAGE) {
    const coupons = await service.listCoupons({ $and: filters() }, { take: PAGE, skip, order: { id: "ASC" } })
    for (const coupon of coupons) {
      const terms = termsOf(coupon)
      if (lines.some((line) => lineRefusal(line, terms) === null)) {
        ids.push(coupon.id)
      }
    }
    if (coupons.length < PAGE) {
      return ids
    }
  }
}

async function linesOf(container: MedusaContainer, product_id: string): Promise<Line[]> {
  const fields = [...PRODUCT_FIELDS, "variants.id"]
  const [product] = await graph<ProductWithVariants>(container, "product", fields, { id: product_id })
  if (!product) {
    throw missing(`Product with id '${product_id}' was not found.`)
  }
  const variant_ids = (product.variants ?? []).map(({ id }) => id)
  const plans = await plansOf(container, variant_ids)
  return variant_ids.flatMap((variant_id) => [
    lineOf(product, variant_id, null),
    ...plans.filter((plan) => plan.variant_id === variant_id).map((plan) => lineOf(product, variant_id, plan)),
  ])
}

interface PlanOfVariant extends BillingPeriod {
  id: string
  variant_id: string
}

async function plansOf(container: MedusaContainer, variant_id: string[]): Promise<PlanOfVariant[]> {
  const billing = findBilling(container)
  if (!billing || variant_id.length === 0) {
    return []
  }
  const select = ["id", "variant_id", "interval", "interval_count"]
  return billing.listBillingPlans({ variant_id }, { select, take: MOST_PLANS })
}

/** A line as a cart would have it; amounts do not matter to scopes. */
function lineOf(product: ProductWithVariants, variant_id: string, plan: PlanOfVariant | null): Line {
  return toLine({
    id: variant_id,
    quantity: 1,
    catalogue: catalogueOfLine({ product }),
    variant_id,
    plan,
    cycle: null,
    is_discountable: product.discountable,
  })
}
