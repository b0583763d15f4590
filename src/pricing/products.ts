// What pricing asks of a line's product beyond the line itself, fetched only for codes whose rules look at it.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { Scope, ScopeLists } from "../engine"
import { graph } from "../lib/graph"
import type { CouponRow, PromoCodeRow } from "../modules/coupon/types"
import { groupFields, hasUnknownGroups } from "./categories"
import type { CoreCart, CoreLineItem } from "./core-cart"

const FIELDS = ["id", ...groupFields()]

type Product = NonNullable<CoreLineItem["product"]>

/** A typed code with its coupon, or a granted coupon. */
interface Asking {
  coupon: CouponRow
  promo_code?: PromoCodeRow
}

/**
 * The cart with its lines' products, if a rule of these codes asks for a product's type, collection or categories
 * (rules 8 and 18); else the cart as it is, without a query. Lines that have all of their product keep it: core's refresh
 * brings products along, but not whether type and collection are still there, nor what their categories are below.
 */
export async function withProducts(container: MedusaContainer, cart: CoreCart, codes: Asking[]): Promise<CoreCart> {
  if (!codes.some(asksForProducts)) {
    return cart
  }
  const asks_for_categories = codes.some(({ coupon }) => namesCategories(coupon.scope))
  const isMissing = ({ product }: CoreLineItem) =>
    !product ||
    hasUnknownGroups(product) ||
    (asks_for_categories && (product.categories ?? []).some(({ mpath }) => mpath === undefined))
  const ids = (cart.items ?? []).filter(isMissing).map((item) => item.product_id)
  const missing = [...new Set(ids)].filter((id): id is string => typeof id === "string")
  if (missing.length === 0) {
    return cart
  }
  const found = await graph<Product>(container, "product", FIELDS, { id: missing })
  const products = new Map(found.map((product) => [product.id, product]))
  const items = cart.items?.map((item) => ({
    ...item,
    product: products.get(item.product_id ?? "") ?? item.product ?? null,
  }))
  return { ...cart, items }
}

function asksForProducts({ coupon, promo_code }: Asking): boolean {
  return (
    namesProducts(coupon.scope) ||
    namesProducts(coupon.scope.excluded ?? {}) ||
    [coupon, promo_code].some((row) => row?.restrictions.first_purchase === "product_type")
  )
}

function namesCategories({ category_ids, excluded }: Scope): boolean {
  return [category_ids, excluded?.category_ids].some((ids) => (ids?.length ?? 0) > 0)
}

/** Products and variants are named by the line itself. */
function namesProducts({ product_type_ids, collection_ids, category_ids }: ScopeLists): boolean {
  return [product_type_ids, collection_ids, category_ids].some((ids) => (ids?.length ?? 0) > 0)
}
