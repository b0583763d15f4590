// Fills an empty shop that looks like one: stock and locations, taxes, odd prices, groups, a price list, a core promotion that is on.
// Safe to run again: it adds what is missing.
import type { ExecArgs, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, ProductStatus } from "@medusajs/framework/utils"
import {
  createApiKeysWorkflow,
  createCustomerGroupsWorkflow,
  createCustomersWorkflow,
  createInventoryItemsWorkflow,
  createPriceListsWorkflow,
  createProductTypesWorkflow,
  createProductsWorkflow,
  createPromotionsWorkflow,
  createRegionsWorkflow,
  createReservationsWorkflow,
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
const PROFILE = "Default"
/** The channel sells from both; most of what there is lies in the first one. */
const WAREHOUSE = "Warehouse"
const CORNER_SHOP = "Corner shop"

interface Region {
  name: string
  currency_code: string
  countries: string[]
  shipping: number
  /** Percent; null where nothing is taxed. */
  tax_rate: number | null
  /** Prices of this region include the tax. */
  is_tax_inclusive: boolean
}

const untaxed = { tax_rate: null, is_tax_inclusive: false }

/** A region of its own for each rate, once with net and once with gross prices. */
const taxed = (tax_rate: number, net: [name: string, country: string], gross: [name: string, country: string]) =>
  [net, gross].map(([name, country], index): Region => {
    const is_tax_inclusive = index === 1
    return { name, currency_code: "eur", countries: [country], shipping: 4.9, tax_rate, is_tax_inclusive }
  })

const regions: Region[] = [
  { name: "Europe", currency_code: "eur", countries: ["de", "fr"], shipping: 5, ...untaxed },
  { name: "United States", currency_code: "usd", countries: ["us"], shipping: 6, ...untaxed },
  { name: "Japan", currency_code: "jpy", countries: ["jp"], shipping: 800, ...untaxed },
  { name: "Kuwait", currency_code: "kwd", countries: ["kw"], shipping: 2, ...untaxed },
  ...taxed(7, ["Liechtenstein", "li"], ["Luxembourg", "lu"]),
  ...taxed(19, ["Romania", "ro"], ["Cyprus", "cy"]),
  ...taxed(21, ["Belgium", "be"], ["Czechia", "cz"]),
  ...taxed(22, ["Slovenia", "si"], ["Monaco", "mc"]),
  ...taxed(25, ["Sweden", "se"], ["Denmark", "dk"]),
]

interface Product {
  title: string
  type: string
  option: string
  /** Prices in major units. */
  prices: Record<string, number>
  /**
   * What one of it takes from stock, by the inventory item's SKU; itself unless it says otherwise. `null`: its stock is
   * not managed, which Medusa does only when it is told to.
   */
  parts?: Record<string, number> | null
  /** It has to be shipped; the older ones are handed over. */
  is_shipped?: boolean
}

/** The first three get a plan each, see `demoPlans` in scripts/lib/shop.mjs. */
const products: Product[] = [
  { title: "Coffee Club", type: "Membership", option: "Weekly", prices: { eur: 12.5, usd: 13.5, jpy: 2000 } },
  { title: "Desk Membership", type: "Membership", option: "Monthly", prices: { eur: 30, usd: 33, jpy: 4800 } },
  { title: "Studio Membership", type: "Membership", option: "Yearly", prices: { eur: 300, usd: 330, jpy: 48000 } },
  { title: "Coffee Mug", type: "Goods", option: "One size", prices: { eur: 14.99, usd: 16.49, jpy: 2400 } },
  { title: "Tote Bag", type: "Goods", option: "One size", prices: { eur: 10, usd: 11, jpy: 1600 } },
  { title: "Day Pass", type: "Goods", option: "One day", prices: { eur: 25, usd: 27, jpy: 4000 }, parts: null },
  {
    title: "Silk Ribbon",
    type: "Goods",
    option: "One metre",
    prices: { eur: 41.625, usd: 45.375, jpy: 6661, kwd: 13.875 },
    is_shipped: true,
  },
  {
    title: "Brass Nail",
    type: "Goods",
    option: "Single",
    prices: { eur: 0.333, usd: 0.367, jpy: 53, kwd: 0.111 },
    is_shipped: true,
  },
  {
    title: "Breakfast Box",
    type: "Goods",
    option: "For two",
    prices: { eur: 19.9, usd: 21.9, jpy: 3190, kwd: 6.655 },
    parts: { "COFFEE-MUG": 2, "COFFEE-BEANS": 1 },
    is_shipped: true,
  },
]

/** Sold with others only. */
const loose_parts = ["COFFEE-BEANS"]

/** More than any demo, test or benchmark sells. */
const PLENTY = 1_000_000
const A_FEW = 5

const skuOf = (title: string): string => title.toUpperCase().replaceAll(" ", "-")

/** On sale for this group, and discounted by core for everybody; both touch this one product only. */
const GROUPS = ["Regulars", "Wholesale"]
const CUSTOMER = "wanda@example.com"
const PRICE_LIST = { title: "Wholesale prices", product: "Silk Ribbon", eur: 39.95 }
const PROMOTION = { code: "RIBBONWEEK", product: "Silk Ribbon", percentage: 15 }

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
  if (!row) {
    throw new Error(`Seeding made no ${entity}.`)
  }
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
  if (!store) {
    throw new Error("Medusa made no store.")
  }
  await updateStoresWorkflow(container).run({
    input: {
      selector: { id: store.id },
      update: {
        name: "Coupon demo",
        supported_currencies: [...new Set(regions.map(({ currency_code }) => currency_code))].map(
          (currency_code, index) => ({ currency_code, is_default: index === 0 }),
        ),
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
    if (key) {
      await linkSalesChannelsToApiKeyWorkflow(container).run({ input: { id: key.id, add: [channelId] } })
    }
    return result
  })
}

/** Answers the ids by the region's name. */
async function ensureRegions(container: MedusaContainer): Promise<Map<string, string>> {
  const names = async () =>
    new Map((await rows(container, "region", ["id", "name"])).map(({ id, name }) => [String(name), id]))
  const known = await names()
  const missing = regions.filter(({ name }) => !known.has(name))
  if (missing.length === 0) {
    return known
  }
  const providers = await container.resolve(Modules.PAYMENT).listPaymentProviders({ is_enabled: true })
  const payment_providers = providers.map(({ id }) => id)
  await createRegionsWorkflow(container).run({
    input: {
      regions: missing.map(({ name, currency_code, countries, is_tax_inclusive }) => {
        return { name, currency_code, countries, is_tax_inclusive, payment_providers }
      }),
    },
  })
  await ensureTaxRegions(container, missing)
  return names()
}

async function ensureTaxRegions(container: MedusaContainer, of: Region[]): Promise<void> {
  const known = new Set((await rows(container, "tax_region", ["country_code"])).map((row) => row.country_code))
  await createTaxRegionsWorkflow(container).run({
    input: of.flatMap(({ countries, tax_rate }) =>
      countries
        .filter((country_code) => !known.has(country_code))
        .map((country_code) => ({
          country_code,
          provider_id: "tp_system",
          ...(tax_rate !== null && {
            default_tax_rate: { name: "VAT", code: `vat-${country_code}`, rate: tax_rate },
          }),
        })),
    ),
  })
}

/** Answers the ids by the location's name. */
async function ensureLocations(container: MedusaContainer, channelId: string): Promise<Map<string, string>> {
  const link = container.resolve(ContainerRegistrationKeys.LINK)
  const ids = new Map<string, string>()
  for (const name of [WAREHOUSE, CORNER_SHOP]) {
    const id = await ensure(container, "stock_location", { name }, async () => {
      const { result } = await createStockLocationsWorkflow(container).run({
        input: { locations: [{ name, address: { address_1: "", city: "Berlin", country_code: "DE" } }] },
      })
      for (const location of result) {
        await link.create({
          [Modules.STOCK_LOCATION]: { stock_location_id: location.id },
          [Modules.FULFILLMENT]: { fulfillment_provider_id: "manual_manual" },
        })
        await linkSalesChannelsToStockLocationWorkflow(container).run({ input: { id: location.id, add: [channelId] } })
      }
      return result
    })
    ids.set(name, id)
  }
  return ids
}

async function ensureProfile(container: MedusaContainer): Promise<string> {
  const [first] = await rows(container, "shipping_profile", ["id"])
  if (first) {
    return first.id
  }
  const { result } = await createShippingProfilesWorkflow(container).run({
    input: { data: [{ name: PROFILE, type: "default" }] },
  })
  return ensure(container, "shipping_profile", { name: PROFILE }, () => Promise.resolve(result))
}

/** One fulfillment set with a service zone per region; answers the zones' ids by region name. */
async function ensureZones(container: MedusaContainer, locationId: string): Promise<Map<string, string>> {
  const fulfillment = container.resolve(Modules.FULFILLMENT)
  const name = "Parcels"
  const zonesOf = (set: { service_zones: { id: string; name: string }[] }) =>
    new Map(set.service_zones.map((zone) => [zone.name, zone.id]))
  const wanted = regions.map((region) => ({
    name: region.name,
    geo_zones: region.countries.map((country_code) => ({ country_code, type: "country" as const })),
  }))
  const [existing] = await fulfillment.listFulfillmentSets({ name }, { relations: ["service_zones"] })
  if (existing) {
    const missing = wanted.filter((zone) => !zonesOf(existing).has(zone.name))
    const made = await fulfillment.createServiceZones(
      missing.map((zone) => ({ ...zone, fulfillment_set_id: existing.id })),
    )
    return zonesOf({ service_zones: [...existing.service_zones, ...made] })
  }
  const set = await fulfillment.createFulfillmentSets({ name, type: "shipping", service_zones: wanted })
  await container.resolve(ContainerRegistrationKeys.LINK).create({
    [Modules.STOCK_LOCATION]: { stock_location_id: locationId },
    [Modules.FULFILLMENT]: { fulfillment_set_id: set.id },
  })
  return zonesOf(set)
}

interface Shipping {
  zones: Map<string, string>
  profileId: string
}

async function ensureShippingOptions(
  container: MedusaContainer,
  regionIds: Map<string, string>,
  { zones, profileId }: Shipping,
): Promise<void> {
  const known = new Set(
    (await rows(container, "shipping_option", ["service_zone_id"])).map((row) => row.service_zone_id),
  )
  const missing = regions.filter(({ name }) => !known.has(zones.get(name)))
  if (missing.length === 0) {
    return
  }
  await createShippingOptionsWorkflow(container).run({
    input: missing.map(({ name, currency_code, shipping }) => ({
      name: "Standard",
      price_type: "flat" as const,
      provider_id: "manual_manual",
      service_zone_id: zones.get(name) ?? "",
      shipping_profile_id: profileId,
      type: { label: "Standard", description: "Two to three days", code: "standard" },
      // Core asks a region whether prices include tax only for prices of that region.
      prices: [
        { currency_code, amount: shipping },
        { region_id: regionIds.get(name) ?? "", amount: shipping },
      ],
      rules: [
        { attribute: "enabled_in_store", value: "true", operator: "eq" as const },
        { attribute: "is_return", value: "false", operator: "eq" as const },
      ],
    })),
  })
}

/** Answers the ids by value. */
async function ensureTypes(container: MedusaContainer): Promise<Map<string, string>> {
  const types = async () =>
    new Map((await rows(container, "product_type", ["id", "value"])).map(({ id, value }) => [String(value), id]))
  const known = await types()
  const missing = [...new Set(products.map(({ type }) => type))].filter((value) => !known.has(value))
  if (missing.length === 0) {
    return known
  }
  await createProductTypesWorkflow(container).run({ input: { product_types: missing.map((value) => ({ value })) } })
  return types()
}

/** What there is of everything: plenty in the warehouse, a few in the corner shop. Answers the ids by SKU. */
async function ensureInventory(
  container: MedusaContainer,
  locations: Map<string, string>,
): Promise<Map<string, string>> {
  const items = async () =>
    new Map((await rows(container, "inventory_item", ["id", "sku"])).map(({ id, sku }) => [String(sku), id]))
  const known = await items()
  const shipped = new Set([
    ...loose_parts,
    ...products.filter((one) => one.is_shipped).map(({ title }) => skuOf(title)),
  ])
  const own = products.filter(({ parts }) => parts === undefined).map(({ title }) => skuOf(title))
  const missing = [...own, ...loose_parts].filter((sku) => !known.has(sku))
  if (missing.length === 0) {
    return known
  }
  const levels = [
    { location_id: locations.get(WAREHOUSE) ?? "", stocked_quantity: PLENTY },
    { location_id: locations.get(CORNER_SHOP) ?? "", stocked_quantity: A_FEW },
  ]
  await createInventoryItemsWorkflow(container).run({
    input: {
      items: missing.map((sku) => ({
        sku,
        title: sku,
        requires_shipping: shipped.has(sku),
        // What is handed over is handed over where most of it lies.
        location_levels: shipped.has(sku) ? levels : levels.slice(0, 1),
      })),
    },
  })
  const made = await items()
  // Set aside for somebody who called.
  const [mug = ""] = [made.get("COFFEE-MUG")]
  await createReservationsWorkflow(container).run({
    input: {
      reservations: [
        {
          inventory_item_id: mug,
          location_id: locations.get(WAREHOUSE) ?? "",
          quantity: 3,
          description: "By telephone",
        },
      ],
    },
  })
  return made
}

interface Catalogue {
  channelId: string
  profileId: string
  regionIds: Map<string, string>
  inventory: Map<string, string>
}

async function ensureProducts(container: MedusaContainer, shop: Catalogue): Promise<void> {
  const known = new Set((await rows(container, "product", ["title"])).map(({ title }) => title))
  const missing = products.filter(({ title }) => !known.has(title))
  if (missing.length === 0) {
    return
  }
  const types = await ensureTypes(container)
  await createProductsWorkflow(container).run({
    input: { products: missing.map((product) => productOf(product, shop, types.get(product.type))) },
  })
}

function productOf(
  { title, option, prices, parts, is_shipped }: Product,
  shop: Catalogue,
  type_id: string | undefined,
) {
  const sku = skuOf(title)
  const taken = parts === undefined ? { [sku]: 1 } : (parts ?? {})
  const gross = regions.filter((region) => region.is_tax_inclusive)
  return {
    title,
    type_id,
    status: ProductStatus.PUBLISHED,
    sales_channels: [{ id: shop.channelId }],
    ...(is_shipped && { shipping_profile_id: shop.profileId }),
    options: [{ title: "Kind", values: [option] }],
    variants: [
      {
        title: option,
        sku,
        manage_inventory: parts !== null,
        inventory_items: Object.entries(taken).map(([part, required_quantity]) => {
          return { inventory_item_id: shop.inventory.get(part) ?? "", required_quantity }
        }),
        options: { Kind: option },
        prices: [
          ...Object.entries(prices).map(([currency_code, amount]) => ({ currency_code, amount })),
          ...gross.map(({ name, currency_code }) => ({
            currency_code,
            amount: prices[currency_code] ?? 0,
            rules: { region_id: shop.regionIds.get(name) ?? "" },
          })),
        ],
      },
    ],
  }
}

/** A customer in two groups, one of which has prices of its own. */
async function ensureCustomers(container: MedusaContainer): Promise<void> {
  const [known] = await rows(container, "customer", ["id"], { email: CUSTOMER })
  if (known) {
    return
  }
  const { result: groups } = await createCustomerGroupsWorkflow(container).run({
    input: { customersData: GROUPS.map((name) => ({ name })) },
  })
  const { result: customers } = await createCustomersWorkflow(container).run({
    input: { customersData: [{ email: CUSTOMER, first_name: "Wanda", last_name: "Example" }] },
  })
  const customer_id = customers[0]?.id ?? ""
  await container
    .resolve(Modules.CUSTOMER)
    .addCustomerToGroup(groups.map(({ id }) => ({ customer_id, customer_group_id: id })))
  const [variant] = await rows(container, "product_variant", ["id"], { sku: skuOf(PRICE_LIST.product) })
  await createPriceListsWorkflow(container).run({
    input: {
      price_lists_data: [
        {
          title: PRICE_LIST.title,
          description: "What shops pay",
          status: "active",
          rules: { "customer.groups.id": groups.slice(1).map(({ id }) => id) },
          prices: [{ variant_id: variant?.id ?? "", currency_code: "eur", amount: PRICE_LIST.eur }],
        },
      ],
    },
  })
}

/** Core's own, switched on for everybody, on one product: it is on the carts of all who buy that, and of nobody else. */
async function ensurePromotion(container: MedusaContainer): Promise<void> {
  const { code, product, percentage } = PROMOTION
  await ensure(container, "promotion", { code }, async () => {
    const [found] = await rows(container, "product", ["id"], { title: product })
    const { result } = await createPromotionsWorkflow(container).run({
      input: {
        promotionsData: [
          {
            code,
            type: "standard",
            status: "active",
            is_automatic: true,
            application_method: {
              type: "percentage",
              target_type: "items",
              allocation: "across",
              value: percentage,
              currency_code: "eur",
              target_rules: [{ attribute: "items.product.id", operator: "eq", values: [found?.id ?? ""] }],
            },
          },
        ],
      },
    })
    return result
  })
}

async function ensureAdmin(container: MedusaContainer, email: string, password: string): Promise<void> {
  const [user] = await rows(container, "user", ["id"], { email })
  if (user) {
    return
  }
  const auth = container.resolve(Modules.AUTH)
  const { authIdentity, error } = await auth.register("emailpass", { body: { email, password } })
  if (!authIdentity) {
    throw new Error(`The admin could not be registered: ${error}`)
  }
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
  if (!email || !password) {
    throw new Error("Seeding needs the admin's e-mail address and password.")
  }
  const channelId = await ensureChannel(container)
  await ensureStore(container, channelId)
  await ensureKey(container, channelId)
  const regionIds = await ensureRegions(container)
  const locations = await ensureLocations(container, channelId)
  const zones = await ensureZones(container, locations.get(WAREHOUSE) ?? "")
  const profileId = await ensureProfile(container)
  await ensureShippingOptions(container, regionIds, { zones, profileId })
  const inventory = await ensureInventory(container, locations)
  await ensureProducts(container, { channelId, profileId, regionIds, inventory })
  await ensureCustomers(container)
  await ensurePromotion(container)
  await ensureAdmin(container, email, password)
}
