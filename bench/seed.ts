// Fills the benchmarks' shop: the demo's seed, and enough products for a cart of many different lines.
import type { ExecArgs, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, ProductStatus } from "@medusajs/framework/utils"
import { createInventoryItemsWorkflow, createProductsWorkflow } from "@medusajs/medusa/core-flows"
import seedShop from "../scripts/seed"

async function idOf(container: MedusaContainer, entity: string): Promise<string> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity, fields: ["id"], filters: {} })
  const [row] = data as { id: string }[]
  if (!row) {
    throw new Error(`The seed made no ${entity}.`)
  }
  return row.id
}

const skuOf = (title: string): string => title.toUpperCase().replaceAll(" ", "-")

/** Plenty of each in the first location that the channel sells from; answers the ids in the titles' order. */
async function stock(container: MedusaContainer, titles: string[]): Promise<string[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "stock_location", fields: ["id"], filters: { name: "Warehouse" } })
  const location_id = (data as { id: string }[])[0]?.id ?? ""
  const { result } = await createInventoryItemsWorkflow(container).run({
    input: {
      items: titles.map((title) => ({
        sku: skuOf(title),
        requires_shipping: false,
        location_levels: [{ location_id, stocked_quantity: 1_000_000 }],
      })),
    },
  })
  const ids = new Map(result.map(({ sku, id }) => [sku, id]))
  return titles.map((title) => ids.get(skuOf(title)) ?? "")
}

interface Shop {
  channel_id: string
  type_id: string
  inventory_item_ids: string[]
}

function product(title: string, number: number, { channel_id, type_id, inventory_item_ids }: Shop) {
  return {
    title,
    type_id,
    status: ProductStatus.PUBLISHED,
    sales_channels: [{ id: channel_id }],
    options: [{ title: "Size", values: ["One size"] }],
    variants: [
      {
        title: "One size",
        sku: skuOf(title),
        manage_inventory: true,
        inventory_items: [{ inventory_item_id: inventory_item_ids[number] ?? "", required_quantity: 1 }],
        options: { Size: "One size" },
        prices: [{ currency_code: "eur", amount: 10 + number / 100 }],
      },
    ],
  }
}

/**
 * Runs through `medusa exec` on an empty shop.
 * @param args the admin's e-mail address and password, then the titles of the products to make
 */
export default async function seed({ container, args }: ExecArgs): Promise<void> {
  const [email = "", password = "", ...titles] = args
  await seedShop({ container, args: [email, password] })
  const channel_id = await idOf(container, "sales_channel")
  const type_id = await idOf(container, "product_type")
  const inventory_item_ids = await stock(container, titles)
  const products = titles.map((title, index) => product(title, index, { channel_id, type_id, inventory_item_ids }))
  await createProductsWorkflow(container).run({ input: { products } })
}
