// What pricing a renewal needs from the shop: the lines' products, and whose discounts may touch them.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { CatalogueFacts } from "../../engine"
import type { DiscountTargetType } from "../../modules/coupon/types"
import type { Renewal } from "./input"
import type { Products } from "./price-renewal"
import type { ProductFacts } from "../products"
import { catalogueOfLine, readProducts, readVariants } from "../products"

type Lines = Pick<Renewal, "lines">["lines"]

/** One query by product and one by variant, each only where lines name one. Deleted ones are read as they were last catalogued. */
export async function productsOf(
  container: MedusaContainer,
  lines: Pick<Lines[number], "id" | "product_id" | "variant_id">[],
): Promise<Products> {
  const [products, variants] = await Promise.all([
    readProducts(
      container,
      lines.map(({ product_id }) => product_id),
      { with_deleted: true },
    ),
    readVariants(
      container,
      lines.filter(({ product_id }) => !product_id),
    ),
  ])
  return new Map(
    lines.flatMap(({ id, product_id, variant_id }): [string, ProductFacts][] => {
      const product = product_id ? products.get(product_id) : variants.get(variant_id ?? "")?.product
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
    return product ? [{ ...catalogueOfLine({ product }), variant_id }] : []
  })
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
