// Products, plans and shipping options that a test adds to the shop, each in one call.
import { addInventoryItem, PLENTY, warehouseId } from "./warehouse"
import { first, unique } from "./world"
import type { World } from "./world"

export interface AddedProduct {
  id: string
  title: string
  variant_id: string
}

/** What one of a product takes from stock: units in the warehouse, and how many of them make one product. */
export type StockPart = [units: number, required_quantity: number]

/**
 * A published product of 10 EUR (and as many USD) with one variant, whose stock is managed and plenty unless `parts` say
 * otherwise; `fields` as the Admin API takes them.
 */
export async function addProduct(
  world: World,
  fields: Record<string, unknown> = {},
  { price = 10, parts = [[PLENTY, 1]] }: { price?: number; parts?: StockPart[] } = {},
): Promise<AddedProduct> {
  const title = unique("Product ")
  const location_id = await warehouseId(world.admin)
  const inventory_items: { inventory_item_id: string; required_quantity: number }[] = []
  for (const [units, required_quantity] of parts) {
    inventory_items.push({
      inventory_item_id: await addInventoryItem(world.admin, location_id, units),
      required_quantity,
    })
  }
  const { product } = await world.admin.ok<{ product: { id: string; variants: { id: string }[] } }>(
    "POST",
    "/admin/products",
    {
      title,
      status: "published",
      sales_channels: [{ id: await channelId(world) }],
      options: [{ title: "Kind", values: ["One"] }],
      variants: [
        {
          title: "One",
          manage_inventory: true,
          inventory_items,
          options: { Kind: "One" },
          prices: ["eur", "usd"].map((currency_code) => ({ currency_code, amount: price })),
        },
      ],
      ...fields,
    },
  )
  const variant_id = first(product.variants).id
  world.names.variants[title] = variant_id
  return { id: product.id, title, variant_id }
}

/** The sales channel that the storefront sells in. */
export async function channelId(world: World): Promise<string> {
  const { sales_channels } = await world.admin.ok<{ sales_channels: { id: string; name: string }[] }>(
    "GET",
    "/admin/sales-channels",
  )
  return sales_channels.find(({ name }) => name === "Webshop")?.id ?? ""
}

export async function addPlan(
  world: World,
  variant_id: string,
  interval: "week" | "month" | "year",
  interval_count = 1,
): Promise<string> {
  const body = { variant_id, name: unique("Plan "), interval, interval_count }
  return (await world.admin.ok<{ plan: { id: string } }>("POST", "/admin/billing/plans", body)).plan.id
}

interface ShippingOption {
  id: string
  name: string
  service_zone_id: string
  shipping_profile_id: string
  service_zone: { name: string }
}

/** Another flat option beside the zone's first one; answers its id. */
export async function addShippingOption(world: World, zone: string, amount: number): Promise<string> {
  const { shipping_options } = await world.admin.ok<{ shipping_options: ShippingOption[] }>(
    "GET",
    "/admin/shipping-options?fields=id,name,service_zone_id,shipping_profile_id,service_zone.name",
  )
  const beside = first(shipping_options.filter(({ service_zone }) => service_zone.name === zone))
  const { shipping_option } = await world.admin.ok<{ shipping_option: { id: string } }>(
    "POST",
    "/admin/shipping-options",
    {
      name: "Express",
      price_type: "flat",
      provider_id: "manual_manual",
      service_zone_id: beside.service_zone_id,
      shipping_profile_id: beside.shipping_profile_id,
      type: { label: "Express", description: "Tomorrow", code: unique("express") },
      prices: [{ region_id: world.region("eur"), amount }],
      rules: [
        { attribute: "enabled_in_store", value: "true", operator: "eq" },
        { attribute: "is_return", value: "false", operator: "eq" },
      ],
    },
  )
  return shipping_option.id
}

/** A product that has to be shipped, as a subscription box is. */
export async function addShippedProduct(world: World): Promise<AddedProduct> {
  const { shipping_profiles } = await world.admin.ok<{ shipping_profiles: { id: string }[] }>(
    "GET",
    "/admin/shipping-profiles",
  )
  return addProduct(world, { shipping_profile_id: first(shipping_profiles).id })
}
