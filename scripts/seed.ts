// Fills an empty shop: regions, channel, key, admin, shipping and products. Safe to run again: it adds what is missing.
import type { ExecArgs, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, ProductStatus } from "@medusajs/framework/utils"
import {
  createApiKeysWorkflow,
  createProductTypesWorkflow,
  createProductsWorkflow,
  createRegionsWorkflow,
  createSalesChannelsWorkflow,
  createShippingOptionsWorkflow,
  createShippingProfilesWorkflow,
  createStockLocationsWorkflow,
  createTaxRegionsWorkflow,
  createUserAccountWorkflow,
  linkSalesChannelsToApiKeyWorkflow,
  linkSalesChannelsToStockLocationWorkflow,
  updateStoresWorkflow,
} from "@medusajs/medusa/core-flows"

const CHANNEL = "Webshop"
const KEY_TITLE = "Webshop"
const LOCATION = "Warehouse"
const PROFILE = "Default"

const regions = [
  { name: "Europe", currency_code: "eur", countries: ["de", "fr"], shipping: 5 },
  { name: "United States", currency_code: "usd", countries: ["us"], shipping: 6 },
  { name: "Japan", currency_code: "jpy", countries: ["jp"], shipping: 800 },
]

/** Prices in major units. The first three get a plan each, see `demoPlans` in scripts/lib/shop.mjs. */
const products = [
  { title: "Coffee Club", type: "Membership", option: "Weekly", eur: 12.5, usd: 13.5, jpy: 2000 },
  { title: "Desk Membership", type: "Membership", option: "Monthly", eur: 30, usd: 33, jpy: 4800 },
  { title: "Studio Membership", type: "Membership", option: "Yearly", eur: 300, usd: 330, jpy: 48000 },
  { title: "Coffee Mug", type: "Goods", option: "One size", eur: 14.99, usd: 16.49, jpy: 2400 },
  { title: "Tote Bag", type: "Goods", option: "One size", eur: 10, usd: 11, jpy: 1600 },
  { title: "Day Pass", type: "Goods", option: "One day", eur: 25, usd: 27, jpy: 4000 },
]

type Row = Record<string, unknown> & { id: string }

/** Rows of an entity by its query name. */
async function rows(container: MedusaContainer, entity: string, fields: string[], filters = {}): Promise<Row[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity, fields, filters })
  return data as Row[]
}

/** The id of the row that has this name, or of the one that `create` makes. */
async function ensure(
  container: MedusaContainer,
  entity: string,
  filters: Record<string, unknown>,
  create: () => Promise<{ id: string }[]>,
): Promise<string> {
  const [existing] = await rows(container, entity, ["id"], filters)
  const [row] = existing ? [existing] : await create()
  if (!row) throw new Error(`Seeding made no ${entity}.`)
  return row.id
}

async function ensureChannel(container: MedusaContainer): Promise<string> {
  return ensure(container, "sales_channel", { name: CHANNEL }, async () => {
    const { result } = await createSalesChannelsWorkflow(container).run({
      input: { salesChannelsData: [{ name: CHANNEL, description: "Where the demo sells" }] },
    })
    return result
  })
}

async function ensureStore(container: MedusaContainer, channelId: string): Promise<void> {
  const [store] = await rows(container, "store", ["id"])
  if (!store) throw new Error("Medusa made no store.")
  await updateStoresWorkflow(container).run({
    input: {
      selector: { id: store.id },
      update: {
        name: "Coupon demo",
        supported_currencies: regions.map(({ currency_code }, index) => ({ currency_code, is_default: index === 0 })),
        default_sales_channel_id: channelId,
      },
    },
  })
}

async function ensureKey(container: MedusaContainer, channelId: string): Promise<void> {
  const filters = { title: KEY_TITLE, type: "publishable" }
  await ensure(container, "api_key", filters, async () => {
    const { result } = await createApiKeysWorkflow(container).run({
      input: { api_keys: [{ title: KEY_TITLE, type: "publishable", created_by: "" }] },
    })
    const [key] = result
    if (key) await linkSalesChannelsToApiKeyWorkflow(container).run({ input: { id: key.id, add: [channelId] } })
    return result
  })
}

async function ensureRegions(container: MedusaContainer): Promise<void> {
  for (const { name, currency_code, countries } of regions) {
    await ensure(container, "region", { name }, async () => {
      const { result } = await createRegionsWorkflow(container).run({
        input: {
          regions: [
            { name, currency_code, countries, is_tax_inclusive: false, payment_providers: ["pp_system_default"] },
          ],
        },
      })
      return result
    })
    for (const country_code of countries) await ensureTaxRegion(container, country_code)
  }
}

async function ensureTaxRegion(container: MedusaContainer, country_code: string): Promise<void> {
  await ensure(container, "tax_region", { country_code }, async () => {
    const { result } = await createTaxRegionsWorkflow(container).run({
      input: [{ country_code, provider_id: "tp_system" }],
    })
    return result
  })
}

async function ensureLocation(container: MedusaContainer, channelId: string): Promise<string> {
  return ensure(container, "stock_location", { name: LOCATION }, async () => {
    const { result } = await createStockLocationsWorkflow(container).run({
      input: { locations: [{ name: LOCATION, address: { address_1: "", city: "Berlin", country_code: "DE" } }] },
    })
    const [location] = result
    if (!location) return result
    const link = container.resolve(ContainerRegistrationKeys.LINK)
    await link.create({
      [Modules.STOCK_LOCATION]: { stock_location_id: location.id },
      [Modules.FULFILLMENT]: { fulfillment_provider_id: "manual_manual" },
    })
    await linkSalesChannelsToStockLocationWorkflow(container).run({ input: { id: location.id, add: [channelId] } })
    return result
  })
}

async function ensureProfile(container: MedusaContainer): Promise<string> {
  const [first] = await rows(container, "shipping_profile", ["id"])
  if (first) return first.id
  const { result } = await createShippingProfilesWorkflow(container).run({
    input: { data: [{ name: PROFILE, type: "default" }] },
  })
  return ensure(container, "shipping_profile", { name: PROFILE }, () => Promise.resolve(result))
}

/** One fulfillment set with a service zone per region; answers the zones' ids by region name. */
async function ensureZones(container: MedusaContainer, locationId: string): Promise<Map<string, string>> {
  const fulfillment = container.resolve(Modules.FULFILLMENT)
  const name = "Parcels"
  const [existing] = await fulfillment.listFulfillmentSets({ name }, { relations: ["service_zones"] })
  const zonesOf = (set: { service_zones: { id: string; name: string }[] }) =>
    new Map(set.service_zones.map((zone) => [zone.name, zone.id]))
  if (existing) return zonesOf(existing)
  const set = await fulfillment.createFulfillmentSets({
    name,
    type: "shipping",
    service_zones: regions.map((region) => ({
      name: region.name,
      geo_zones: region.countries.map((country_code) => ({ country_code, type: "country" as const })),
    })),
  })
  await container.resolve(ContainerRegistrationKeys.LINK).create({
    [Modules.STOCK_LOCATION]: { stock_location_id: locationId },
    [Modules.FULFILLMENT]: { fulfillment_set_id: set.id },
  })
  return zonesOf(set)
}

async function ensureShippingOptions(container: MedusaContainer, zones: Map<string, string>, profileId: string) {
  for (const { name, currency_code, shipping } of regions) {
    const service_zone_id = zones.get(name)
    if (!service_zone_id) throw new Error(`There is no service zone for ${name}.`)
    await ensure(container, "shipping_option", { service_zone_id }, async () => {
      const { result } = await createShippingOptionsWorkflow(container).run({
        input: [
          {
            name: "Standard",
            price_type: "flat",
            provider_id: "manual_manual",
            service_zone_id,
            shipping_profile_id: profileId,
            type: { label: "Standard", description: "Two to three days", code: "standard" },
            prices: [{ currency_code, amount: shipping }],
            rules: [
              { attribute: "enabled_in_store", value: "true", operator: "eq" },
              { attribute: "is_return", value: "false", operator: "eq" },
            ],
          },
        ],
      })
      return result
    })
  }
}

async function ensureProducts(container: MedusaContainer, channelId: string): Promise<void> {
  for (const { title, type, option, eur, usd, jpy } of products) {
    const type_id = await ensure(container, "product_type", { value: type }, async () => {
      const { result } = await createProductTypesWorkflow(container).run({
        input: { product_types: [{ value: type }] },
      })
      return result
    })
    await ensure(container, "product", { title }, async () => {
      const { result } = await createProductsWorkflow(container).run({
        input: {
          products: [
            {
              title,
              type_id,
              status: ProductStatus.PUBLISHED,
              sales_channels: [{ id: channelId }],
              options: [{ title: "Kind", values: [option] }],
              variants: [
                {
                  title: option,
                  sku: title.toUpperCase().replaceAll(" ", "-"),
                  manage_inventory: false,
                  options: { Kind: option },
                  prices: Object.entries({ eur, usd, jpy }).map(([currency_code, amount]) => ({
                    currency_code,
                    amount,
                  })),
                },
              ],
            },
          ],
        },
      })
      return result
    })
  }
}

async function ensureAdmin(container: MedusaContainer, email: string, password: string): Promise<void> {
  const [user] = await rows(container, "user", ["id"], { email })
  if (user) return
  const auth = container.resolve(Modules.AUTH)
  const { authIdentity, error } = await auth.register("emailpass", { body: { email, password } })
  if (!authIdentity) throw new Error(`The admin could not be registered: ${error}`)
  await createUserAccountWorkflow(container).run({
    input: { authIdentityId: authIdentity.id, userData: { email, first_name: "Demo", last_name: "Admin" } },
  })
}

/**
 * Adds whatever the demo's shop lacks. Runs through `medusa exec` and inside tests.
 * @param args the admin's e-mail address and password
 */
export default async function seed({ container, args }: ExecArgs): Promise<void> {
  const [email, password] = args
  if (!email || !password) throw new Error("Seeding needs the admin's e-mail address and password.")
  const channelId = await ensureChannel(container)
  await ensureStore(container, channelId)
  await ensureKey(container, channelId)
  await ensureRegions(container)
  const locationId = await ensureLocation(container, channelId)
  const zones = await ensureZones(container, locationId)
  await ensureShippingOptions(container, zones, await ensureProfile(container))
  await ensureProducts(container, channelId)
  await ensureAdmin(container, email, password)
}
