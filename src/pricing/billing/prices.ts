// What a variant costs per period: its price in the region's currency, as a cart would calculate it.
import type { MedusaContainer } from "@medusajs/framework/types"
import { QueryContext } from "@medusajs/framework/utils"
import { graph } from "../../lib/graph"

/** A variant to sell as a subscription. `unit_price` in major units; null where it has no price in that currency. */
export interface PricedVariant {
  id: string
  title: string
  unit_price: number | null
  is_tax_inclusive: boolean
  requires_shipping: boolean
}

interface VariantRow {
  id: string
  title: string | null
  calculated_price?: { calculated_amount: number | null; is_calculated_price_tax_inclusive?: boolean } | null
  product?: { title: string; shipping_profile?: { id: string } | null } | null
}

/** The variants that exist, by id. */
export async function priceVariants(
  container: MedusaContainer,
  variant_ids: string[],
  { region_id, currency_code, customer_id }: { region_id: string | null; currency_code: string; customer_id?: string },
): Promise<Map<string, PricedVariant>> {
  const context = {
    calculated_price: QueryContext({
      currency_code,
      ...(region_id && { region_id }),
      ...(customer_id && { customer_id }),
    }),
  }
  const rows = await graph<VariantRow>(
    container,
    "product_variant",
    ["id", "title", "calculated_price.*", "product.title", "product.shipping_profile.id"],
    { id: variant_ids },
    { context },
  )
  return new Map(rows.map((row) => [row.id, toPriced(row)]))
}

function toPriced(row: VariantRow): PricedVariant {
  return {
    id: row.id,
    title: row.product?.title ?? row.title ?? row.id,
    unit_price: row.calculated_price?.calculated_amount ?? null,
    is_tax_inclusive: row.calculated_price?.is_calculated_price_tax_inclusive ?? false,
    requires_shipping: Boolean(row.product?.shipping_profile),
  }
}
