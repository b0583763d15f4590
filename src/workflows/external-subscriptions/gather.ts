// What pricing a renewal needs from the shop: the lines' products, and whose discounts may touch them.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { CatalogueFacts } from "../../engine"
import { graph } from "../../lib/graph"
import type { DiscountTargetType } from "../../modules/coupon/types"
import { groupFields } from "../../pricing/categories"
import type { Renewal } from "./input"
import { catalogueFacts } from "./price-renewal"
import type { ProductFacts, Products } from "./price-renewal"

const FIELDS = ["id", "discountable", ...groupFields()]

type Lines = Pick<Renewal, "lines">["lines"]

/** One query by product and one by variant, each only where lines name one. Deleted ones are read as they were last catalogued. */
export async function productsOf(
  container: MedusaContainer,
  lines: Pick<Lines[number], "id" | "product_id" | "variant_id">[],
): Promise<Products> {
  const product_ids = idsOf(lines.map(({ product_id }) => product_id))
  const variant_ids = idsOf(lines.filter(({ product_id }) => !product_id).map(({ variant_id }) => variant_id))
  const [products, variants] = await Promise.all([
    list<ProductFacts>(container, "product", FIELDS, product_ids),
    list<{ id: string; product: ProductFacts | null }>(
      container,
      "product_variant",
      ["id", ...FIELDS.map((field) => `product.${field}`)],
      variant_ids,
    ),
  ])
  const byProduct = new Map(products.map((product) => [product.id, product]))
  const byVariant = new Map(variants.map(({ id, product }) => [id, product]))
  return new Map(
    lines.flatMap(({ id, product_id, variant_id }): [string, ProductFacts][] => {
      const product = product_id ? byProduct.get(product_id) : byVariant.get(variant_id ?? "")
      return product ? [[id, product]] : []
    }),
  )
}

/** How the lines' products are catalogued now, with the variant that each line sells. */
export async function cataloguedProducts(
  container: MedusaContainer,
  lines: Pick<Lines[number], "id" | "product_id" | "variant_id">[],
): Promise<(CatalogueFacts & { variant_id: string | null })[]> {
  const products = await productsOf(container, lines)
  return lines.flatMap(({ id, variant_id = null }) => {
    const product = products.get(id)
    return product ? [{ ...catalogueFacts(product), variant_id }] : []
  })
}

const idsOf = (ids: (string | null | undefined)[]): string[] => [...new Set(ids.filter((id) => typeof id === "string"))]

async function list<T>(container: MedusaContainer, entity: string, fields: string[], ids: string[]): Promise<T[]> {
  if (ids.length === 0) {
    return []
  }
  return graph<T>(container, entity, fields, { id: ids }, { withDeleted: true })
}

/** The subscription's own discounts, its items' and its customer's (rule 27). */
export function targetsOf({
  subscription_id,
  customer_id,
  lines,
}: Pick<Renewal, "subscription_id" | "customer_id" | "lines">): { type: DiscountTargetType; ids: string[] }[] {
  return [
    { type: "subscription", ids: [subscription_id] },
    { type: "subscription_item", ids: lines.map(({ id }) => id) },
    { type: "customer", ids: customer_id ? [customer_id] : [] },
  ]
}
