// Which coupons cover a product: the engine's own scope rule, asked for every way the product can be bought (rules 7 to 9).
import type { MedusaContainer } from "@medusajs/framework/types"
import { lineRefusal, termsOf } from "../../engine"
import type { BillingPeriod, Line } from "../../engine"
import { findBilling } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import type { CouponFilter, CouponPage } from "../../modules/coupon/lists/coupons"
import type { CouponRow } from "../../modules/coupon/types"
import type { ListCount } from "../../tools/paging"
import { catalogueOfLine, PRODUCT_FIELDS } from "../../pricing/products"
import type { ProductFacts } from "../../pricing/products"
import { missing } from "../../tools/errors"
import { graph } from "../../lib/graph"
import { toLine } from "../../pricing/line"

interface ProductWithVariants extends ProductFacts {
  variants?: { id: string }[]
}

/** Coupons that the engine is asked about at a time. */
const BATCH = 500
const MOST_PLANS = 10_000

/**
 * One page of those coupons that pass `filter` and cover at least one line the product can become: each variant once for
 * itself, and on each of its plans. The database leaves out what asks for other products; the engine decides about the rest, in
 * the list's order and only until one more than the page is found, so the count is an estimate where not all were asked about. Throws NOT_FOUND
 * for the product.
 */
export async function couponsCovering(
  container: MedusaContainer,
  product_id: string,
  filter: CouponFilter,
  { limit, offset, order }: CouponPage,
): Promise<{ coupons: CouponRow[] } & ListCount> {
  const { lines, scope_keys } = await linesOf(container, product_id)
  if (lines.length === 0) {
    return { coupons: [], count: 0, count_is_estimate: false }
  }
  const service = couponsOf(container)
  const found: CouponRow[] = []
  for (let read = 0; ;) {
    const page = { limit: BATCH, offset: read, order }
    const { coupons, count } = await service.listCouponPage({ ...filter, scope_keys }, page)
    found.push(...coupons.filter((coupon) => covers(coupon, lines)))
    read += coupons.length
    const is_all = coupons.length < BATCH
    if (is_all || found.length > offset + limit) {
      return {
        coupons: found.slice(offset, offset + limit),
        count: is_all ? found.length : Math.max(found.length, Math.round((count * found.length) / read)),
        count_is_estimate: !is_all,
      }
    }
  }
}

function covers(coupon: CouponRow, lines: Line[]): boolean {
  const terms = termsOf(coupon)
  return lines.some((line) => lineRefusal(line, terms) === null)
}

/** What the product can become, and by which ids scopes name it. */
async function linesOf(
  container: MedusaContainer,
  product_id: string,
): Promise<{ lines: Line[]; scope_keys: string[] }> {
  const fields = [...PRODUCT_FIELDS, "variants.id"]
  const [product] = await graph<ProductWithVariants>(container, "product", fields, { id: product_id })
  if (!product) {
    throw missing(`Product with id '${product_id}' was not found.`)
  }
  const variant_ids = (product.variants ?? []).map(({ id }) => id)
  const plans = await plansOf(container, variant_ids)
  const lines = variant_ids
    .flatMap((variant_id) => [
      lineOf(product, variant_id, null),
      ...plans.filter((plan) => plan.variant_id === variant_id).map((plan) => lineOf(product, variant_id, plan)),
    ])
    .filter(({ is_discountable }) => is_discountable)
  const ids = lines.flatMap((line) => [
    line.product_id,
    line.product_type_id,
    line.variant_id,
    line.collection_id,
    ...line.category_ids,
  ])
  return { lines, scope_keys: [...new Set(ids)].filter((id) => id !== null) }
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
