// Fills the benchmarks' shop: the demo's seed, and enough products for a cart of many different lines.
import type { ExecArgs, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, ProductStatus } from "@medusajs/framework/utils"
import { createProductsWorkflow } from "@medusajs/medusa/core-flows"
import seedShop from "../scripts/seed"

async function idOf(container: MedusaContainer, entity: string): Promise<string> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity, fields: ["id"], filters: {} })
  const [row] = data as { id: string }[]
  if (!row) throw new Error(`The seed made no ${entity}.`)
  return row.id
}

function product(title: string, number: number, channel_id: string, type_id: string) {
  return {
    title,
    type_id,
    status: ProductStatus.PUBLISHED,
    sales_channels: [{ id: channel_id }],
    options: [{ title: "Size", values: ["One size"] }],
    variants: [
      {
        title: "One size",
        sku: title.toUpperCase().replaceAll(" ", "-"),
        manage_inventory: false,
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
  const products = titles.map((title, index) => product(title, index, channel_id, type_id))
  await createProductsWorkflow(container).run({ input: { products } })
}
