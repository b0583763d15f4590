// The one way to read products and variants, and how they are catalogued as scopes see it (rule 8).
import type { MedusaContainer } from "@medusajs/framework/types"
import { factsNeeded } from "../engine"
import type { CatalogueFacts, Scope, ScopeLists } from "../engine"
import { graph } from "../lib/graph"
import type { CouponRow, PromoCodeRow } from "../modules/coupon/types"
import { groupFields, groupsOf, hasUnknownGroups } from "./categories"
import type { CategoryFacts, ProductGroups } from "./categories"
import type { CoreCart, CoreLineItem } from "./core-cart"

/** A product as far as scopes ask. */
export interface ProductFacts extends ProductGroups {
  id: string
  discountable?: boolean | null
}

/** What `ProductFacts` are read from. */
export const PRODUCT_FIELDS = ["id", "discountable", ...groupFields()]

type MaybeId = string | null | undefined
const known = (ids: MaybeId[]): string[] => [...new Set(ids)].filter((id) => typeof id === "string")

/** Products by id, in one query; none where no id is asked for. `with_deleted`: deleted ones as they were last catalogued. */
export async function readProducts(
  container: MedusaContainer,
  ids: MaybeId[],
  { with_deleted = false } = {},
): Promise<Map<string, ProductFacts>> {
  const filters = { id: known(ids) }
  const rows =
    filters.id.length > 0
      ? await graph<ProductFacts>(container, "product", PRODUCT_FIELDS, filters, { withDeleted: with_deleted })
      : []
  return new Map(rows.map((row) => [row.id, row]))
}

/** A variant with its product, as catalogued now; scopes and order lines are read from it. */
export interface VariantFacts {
  id: string
  title: string | null
  sku: string | null
  barcode: string | null
  manage_inventory: boolean
  product: {
    id: string
    title: string
    subtitle: string | null
    description: string | null
    thumbnail: string | null
    handle: string | null
    discountable: boolean
    is_giftcard: boolean
    type_id: string | null
    collection_id: string | null
    type?: { id: string; value: string } | null
    collection?: { id: string; title: string } | null
    categories?: CategoryFacts[]
  } | null
}

const VARIANT_FIELDS = [
  ...["id", "deleted_at", "title", "sku", "barcode", "manage_inventory"],
  ...PRODUCT_FIELDS.map((field) => `product.${field}`),
  ...["title", "subtitle", "description", "thumbnail", "handle", "is_giftcard", "type.value", "collection.title"].map(
    (field) => `product.${field}`,
  ),
]

/**
 * The variants that are or were sold, by id. Deleted ones too, as they were last catalogued: what was sold goes on under
 * its taxes and discounts. They hold no stock any more.
 */
export async function readVariants(
  container: MedusaContainer,
  sold: { variant_id?: MaybeId }[],
): Promise<Map<string, VariantFacts>> {
  const filters = { id: known(sold.map(({ variant_id }) => variant_id)) }
  if (filters.id.length === 0) {
    return new Map()
  }
  type Row = VariantFacts & { deleted_at: Date | null }
  const rows = await graph<Row>(container, "product_variant", VARIANT_FIELDS, filters, { withDeleted: true })
  return new Map(
    rows.map(({ deleted_at, ...variant }) => [
      variant.id,
      { ...variant, manage_inventory: variant.manage_inventory && !deleted_at },
    ]),
  )
}

/** A line of core's, or of somebody else's billing, with its product where it was read. */
interface Catalogued {
  product?: (ProductGroups & { id?: string }) | null
  product_id?: string | null
  product_type_id?: string | null
}

/** How a line's product is catalogued. A line whose product is gone still says which it was, and of what type. */
export const catalogueOfLine = ({ product, product_id, product_type_id }: Catalogued): CatalogueFacts => ({
  product_id: product_id ?? product?.id ?? null,
  ...groupsOf(product ?? { type_id: product_type_id }),
})

/** How a variant's product is catalogued now; null for one that is gone without a trace. */
export const catalogueOf = (variant: Pick<VariantFacts, "product"> | undefined): CatalogueFacts | null =>
  variant?.product ? catalogueOfLine({ product: variant.product }) : null

/** The lines with their products, in one query; those for which `lacks` is false keep what they have. */
export async function withProducts<T extends CoreLineItem>(
  container: MedusaContainer,
  items: T[],
  lacks: (item: T) => boolean = () => true,
): Promise<T[]> {
  const products = await readProducts(
    container,
    items.filter(lacks).map(({ product_id }) => product_id),
  )
  return products.size === 0
    ? items
    : items.map((item) => ({ ...item, product: products.get(item.product_id ?? "") ?? item.product ?? null }))
}

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
export async function withProductsFor(container: MedusaContainer, cart: CoreCart, codes: Asking[]): Promise<CoreCart> {
  if (!codes.some(asksForProducts)) {
    return cart
  }
  const asks_for_categories = codes.some(({ coupon }) => namesCategories(coupon.scope))
  const lacks = ({ product }: CoreLineItem) =>
    !product ||
    hasUnknownGroups(product) ||
    (asks_for_categories && (product.categories ?? []).some(({ mpath }) => mpath === undefined))
  return { ...cart, items: await withProducts(container, cart.items ?? [], lacks) }
}

function asksForProducts({ coupon, promo_code }: Asking): boolean {
  return (
    namesProducts(coupon.scope) ||
    namesProducts(coupon.scope.excluded ?? {}) ||
    factsNeeded([coupon, promo_code]).has("product_types")
  )
}

function namesCategories({ category_ids, excluded }: Scope): boolean {
  return [category_ids, excluded?.category_ids].some((ids) => (ids?.length ?? 0) > 0)
}

/** Products and variants are named by the line itself. */
function namesProducts({ product_type_ids, collection_ids, category_ids }: ScopeLists): boolean {
  return [product_type_ids, collection_ids, category_ids].some((ids) => (ids?.length ?? 0) > 0)
}
