// What the demo's shop lacks for tests of money: regions that tax at 20 and 22 % (net and gross prices), and plain round products.
import type { ShopFacts } from "../../scripts/story.mjs" with { "resolution-mode": "import" }
import { addInventoryItem, PLENTY, warehouseId } from "./warehouse"
import type { Caller } from "./world"

export interface MoneyWorld {
  regions: Record<string, string>
  variants: Record<string, string>
  /** A country's code by the region's name, the demo's regions included. */
  countries: Record<string, string>
}

/** Tax of the two plain taxed regions, in percent. */
const TAX_RATE = 20

const regions = [
  {
    key: "net",
    name: "Austria",
    currency_code: "eur",
    country: "at",
    is_tax_inclusive: false,
    tax_rate: TAX_RATE,
    shipping: 6,
  },
  {
    key: "gross",
    name: "Spain",
    currency_code: "eur",
    country: "es",
    is_tax_inclusive: true,
    tax_rate: TAX_RATE,
    shipping: 6,
  },
  // A rate that no cent is a multiple of.
  {
    key: "odd",
    name: "Italy",
    currency_code: "eur",
    country: "it",
    is_tax_inclusive: true,
    tax_rate: 22,
    shipping: 6,
  },
]

/** Prices in major units; a price in EUR is gross where the region's prices include tax. Yachts are built when they are sold. */
const products = [
  { title: "Pen", eur: 10, usd: 10, jpy: 1000, kwd: 3.333 },
  { title: "Perfume", eur: 20, usd: 22, jpy: 999, kwd: 12.345 },
  { title: "Sticker", eur: 0.01, usd: 0.01, jpy: 1, kwd: 0.001 },
  { title: "Yacht", eur: 99_999.99, usd: 99_999.99, jpy: 9_999_999, kwd: 99_999.999, allow_backorder: true },
  { title: "Gift Card", eur: 50, usd: 55, jpy: 5000, kwd: 15, discountable: false },
]

/** Adds them over the Admin API; call it once per database. */
export async function seedMoneyWorld(admin: Caller, facts: ShopFacts): Promise<MoneyWorld> {
  const { sales_channels } = await admin.ok<{ sales_channels: { id: string; name: string }[] }>(
    "GET",
    "/admin/sales-channels",
  )
  const channel = sales_channels.find(({ name }) => name === "Webshop")
  const made: MoneyWorld = { regions: {}, variants: {}, countries: { ...facts.countries } }
  for (const region of regions) {
    made.regions[region.key] = await addRegion(admin, region)
    made.countries[region.key] = region.country
  }
  await addShipping(admin, made.regions)
  const location_id = await warehouseId(admin)
  for (const { title, discountable = true, allow_backorder = false, ...prices } of products) {
    const inventory_item_id = await addInventoryItem(admin, location_id, PLENTY)
    const { product } = await admin.ok<{ product: { variants: { id: string }[] } }>("POST", "/admin/products", {
      title,
      discountable,
      status: "published",
      sales_channels: [{ id: channel?.id }],
      options: [{ title: "Kind", values: ["One"] }],
      variants: [
        {
          title: "One",
          manage_inventory: true,
          allow_backorder,
          inventory_items: [{ inventory_item_id, required_quantity: 1 }],
          options: { Kind: "One" },
          prices: [
            ...Object.entries(prices).map(([currency_code, amount]) => ({ currency_code, amount })),
            // Core asks a region whether prices include tax only for prices of that region.
            ...["gross", "odd"].map((key) => ({
              currency_code: "eur",
              amount: prices.eur,
              rules: { region_id: made.regions[key] },
            })),
          ],
        },
      ],
    })
    made.variants[title] = product.variants[0]?.id ?? ""
  }
  return made
}

async function addRegion(admin: Caller, region: (typeof regions)[number]): Promise<string> {
  const { name, currency_code, country, is_tax_inclusive, tax_rate } = region
  const answer = await admin.ok<{ region: { id: string } }>("POST", "/admin/regions", {
    name,
    currency_code,
    countries: [country],
    is_tax_inclusive,
    payment_providers: await providers(admin),
  })
  await admin.ok("POST", "/admin/tax-regions", {
    country_code: country,
    provider_id: "tp_system",
    default_tax_rate: { name: "VAT", code: `vat-${country}`, rate: tax_rate },
  })
  return answer.region.id
}

/** Every payment provider that the shop has, the tests' own included. */
async function providers(admin: Caller): Promise<string[]> {
  const { payment_providers } = await admin.ok<{ payment_providers: { id: string }[] }>(
    "GET",
    "/admin/payments/payment-providers",
  )
  return payment_providers.map(({ id }) => id)
}

/** One flat shipping option for each new region, beside those of the demo. */
async function addShipping(admin: Caller, region_ids: Record<string, string>): Promise<void> {
  const { stock_locations } = await admin.ok<{ stock_locations: { fulfillment_sets: { id: string }[] }[] }>(
    "GET",
    "/admin/stock-locations?fields=id,*fulfillment_sets",
  )
  const set_id = stock_locations.flatMap(({ fulfillment_sets }) => fulfillment_sets ?? [])[0]?.id
  const { shipping_profiles } = await admin.ok<{ shipping_profiles: { id: string }[] }>(
    "GET",
    "/admin/shipping-profiles",
  )
  for (const { key, name, country, currency_code, shipping } of regions) {
    const { fulfillment_set } = await admin.ok<{ fulfillment_set: { service_zones: { id: string; name: string }[] } }>(
      "POST",
      `/admin/fulfillment-sets/${set_id}/service-zones`,
      { name, geo_zones: [{ type: "country", country_code: country }] },
    )
    const zone = fulfillment_set.service_zones.find((one) => one.name === name)
    await admin.ok("POST", "/admin/shipping-options", {
      name: "Standard",
      price_type: "flat",
      provider_id: "manual_manual",
      service_zone_id: zone?.id,
      shipping_profile_id: shipping_profiles[0]?.id,
      type: { label: "Standard", description: "Two to three days", code: `standard-${country}` },
      // A draft order's edit asks for the price in its currency.
      prices: [
        { region_id: region_ids[key], amount: shipping },
        { currency_code, amount: shipping },
      ],
      rules: [
        { attribute: "enabled_in_store", value: "true", operator: "eq" },
        { attribute: "is_return", value: "false", operator: "eq" },
      ],
    })
  }
}
