// What pricing asks of a line's product beyond the line itself, fetched only for codes whose rules look at it.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { ScopeLists } from "../../engine"
import type { CodeAndCoupon } from "../../modules/coupon/types"
import type { CoreCart, CoreLineItem } from "./core-cart"

const FIELDS = ["id", "type_id", "collection_id", "categories.id"]

type Product = NonNullable<CoreLineItem["product"]>

/**
 * The cart with its lines' products, if a rule of these codes asks for a product's type, collection or categories
 * (rules 8 and 18); else the cart as it is, without a query. Lines that have their product keep it.
 */
export async function withProducts(
  container: MedusaContainer,
  cart: CoreCart,
  codes: CodeAndCoupon[],
): Promise<CoreCart> {
  const ids = (cart.items ?? []).filter((item) => !item.product).map((item) => item.product_id)
  const missing = [...new Set(ids)].filter((id): id is string => typeof id === "string")
  if (missing.length === 0 || !codes.some(asksForProducts)) {
    return cart
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "product", fields: FIELDS, filters: { id: missing } })
  const products = new Map((data as Product[]).map((product) => [product.id, product]))
  const items = cart.items?.map((item) => ({
    ...item,
    product: item.product ?? products.get(item.product_id ?? "") ?? null,
  }))
  return { ...cart, items }
}

function asksForProducts({ coupon, promo_code }: CodeAndCoupon): boolean {
  return (
    namesProducts(coupon.scope) ||
    namesProducts(coupon.scope.excluded ?? {}) ||
    [coupon, promo_code].some(({ restrictions }) => restrictions.first_purchase === "product_type")
  )
}

/** Products and variants are named by the line itself. */
function namesProducts({ product_type_ids, collection_ids, category_ids }: ScopeLists): boolean {
  return [product_type_ids, collection_ids, category_ids].some((ids) => (ids?.length ?? 0) > 0)
}
