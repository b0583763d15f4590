// Gathers once what billing a subscription needs to know: products, addresses, shipping, taxes and the customer.
import type { ItemTaxLineDTO, MedusaContainer, ShippingTaxLineDTO, TaxableItemDTO } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { SubscriptionItemRow, SubscriptionRow } from "../../modules/billing/types"
import type { CategoryFacts } from "../categories"
import type { TaxLine } from "./figures"
import { graph } from "./graph"
import { shippedLinesOf, shippingShare } from "./shipping-share"
import type { OriginShipping } from "./shipping-share"

export { graph } from "./graph"
export type { OriginShipping } from "./shipping-share"

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
    type?: { value: string } | null
    collection?: { title: string } | null
    categories?: CategoryFacts[]
  } | null
}

export type Address = Record<string, unknown> & { country_code?: string | null; province?: string | null }

interface OriginOrder {
  email: string | null
  locale?: string | null
  shipping_address: Address | null
  billing_address: Address | null
  shipping_methods?: OriginShipping[]
  payment_collections?: { payments?: { provider_id: string; data: Record<string, unknown> | null }[] }[]
}

export interface CustomerRow {
  id: string
  email: string | null
  metadata: Record<string, unknown> | null
  groups?: { id: string }[]
  addresses?: (Address & { is_default_shipping?: boolean; is_default_billing?: boolean })[]
  account_holders?: ({ provider_id: string } & Record<string, unknown>)[]
}

/** Everything around one subscription that does not change from period to period. */
export interface BillingFacts {
  subscription: SubscriptionRow
  variants: Map<string, VariantFacts>
  customer: CustomerRow | null
  email: string | null
  locale: string | null
  shipping_address: Address | null
  billing_address: Address | null
  /** Only when one of the items has to be shipped; the subscription's share of what its first order's shipping cost. */
  shipping_methods: OriginShipping[]
  /** By subscription item id and shipping method id. */
  tax_lines: Map<string, TaxLine[]>
  payment: { provider_id: string; data: Record<string, unknown> } | null
}

/** What `VariantFacts` are read from. */
export const VARIANT_FIELDS = [
  "id",
  "title",
  "sku",
  "barcode",
  "manage_inventory",
  "product.id",
  "product.title",
  "product.subtitle",
  "product.description",
  "product.thumbnail",
  "product.handle",
  "product.discountable",
  "product.is_giftcard",
  "product.type_id",
  "product.collection_id",
  "product.type.value",
  "product.collection.title",
  "product.categories.id",
  "product.categories.mpath",
]

const ORDER_FIELDS = [
  "email",
  "locale",
  "shipping_address.*",
  "billing_address.*",
  "shipping_methods.id",
  "shipping_methods.name",
  "shipping_methods.amount",
  "shipping_methods.is_tax_inclusive",
  "shipping_methods.shipping_option_id",
  "shipping_methods.data",
  "payment_collections.payments.provider_id",
  "payment_collections.payments.data",
]

const CUSTOMER_FIELDS = ["id", "email", "metadata", "groups.id", "addresses.*", "account_holders.*"]

/** Gathers the facts of a subscription. A product that was deleted is billed under the title it was sold as. */
export async function gather(container: MedusaContainer, subscription: SubscriptionRow): Promise<BillingFacts> {
  const variant_ids = [...new Set(subscription.items.map((item) => item.variant_id))]
  const [variants, [order], [customer], [region]] = await Promise.all([
    graph<VariantFacts>(container, "product_variant", VARIANT_FIELDS, { id: variant_ids }),
    subscription.order_id ? graph<OriginOrder>(container, "order", ORDER_FIELDS, { id: subscription.order_id }) : [],
    graph<CustomerRow>(container, "customer", CUSTOMER_FIELDS, { id: subscription.customer_id }),
    subscription.region_id
      ? graph<{ automatic_taxes: boolean }>(container, "region", ["automatic_taxes"], { id: subscription.region_id })
      : [],
  ])
  const needs_shipping = subscription.items.some((item) => item.requires_shipping)
  const facts: BillingFacts = {
    subscription,
    variants: new Map(variants.map((variant) => [variant.id, variant])),
    customer: customer ?? null,
    email: subscription.email ?? order?.email ?? customer?.email ?? null,
    locale: order?.locale ?? null,
    ...addressesOf(order, customer),
    shipping_methods: needs_shipping ? await ownShipping(container, subscription, order) : [],
    tax_lines: new Map(),
    payment: paymentOf(subscription, order),
  }
  return region?.automatic_taxes === false ? facts : { ...facts, tax_lines: await taxLines(container, facts) }
}

async function ownShipping(
  container: MedusaContainer,
  subscription: SubscriptionRow,
  order: OriginOrder | undefined,
): Promise<OriginShipping[]> {
  const methods = order?.shipping_methods ?? []
  const { order_line_id, currency_code } = subscription
  if (methods.length === 0 || !order_line_id) {
    return methods
  }
  return shippingShare(methods, await shippedLinesOf(container, subscription), order_line_id, currency_code)
}

function addressesOf(order: OriginOrder | undefined, customer: CustomerRow | undefined) {
  const own = (customer?.addresses ?? []).map(({ is_default_billing, is_default_shipping, ...address }) => ({
    address: address,
    is_default_billing,
    is_default_shipping,
  }))
  const shipping = order?.shipping_address ?? (own.find((one) => one.is_default_shipping) ?? own[0])?.address ?? null
  const billing = order?.billing_address ?? own.find((one) => one.is_default_billing)?.address ?? shipping
  return { shipping_address: shipping, billing_address: billing }
}

/** How to charge without the customer: as the subscription says, else as its first order was paid. */
function paymentOf(subscription: SubscriptionRow, order: OriginOrder | undefined): BillingFacts["payment"] {
  const first = order?.payment_collections?.flatMap((collection) => collection.payments ?? [])[0]
  const provider_id = subscription.payment_provider_id ?? first?.provider_id
  if (!provider_id) {
    return null
  }
  const data = subscription.payment_data ?? offSessionData(provider_id === first?.provider_id ? first.data : null)
  return { provider_id, data }
}

/** What a later charge needs of the first payment's data: which stored method it used (as Stripe and its like name it). */
export function offSessionData(data: Record<string, unknown> | null | undefined): Record<string, unknown> {
  const method = data?.payment_method
  const id = typeof method === "object" && method !== null ? (method as { id?: unknown }).id : method
  return typeof id === "string" ? { payment_method: id } : {}
}

async function taxLines(container: MedusaContainer, facts: BillingFacts): Promise<Map<string, TaxLine[]>> {
  const { customer, shipping_address: address, subscription } = facts
  if (!address?.country_code) {
    return new Map()
  }
  const items = [
    ...subscription.items
      .filter((item) => !facts.variants.get(item.variant_id)?.product?.is_giftcard)
      .map((item) => taxable(item, facts)),
    ...facts.shipping_methods.map((method) => ({
      id: method.id,
      shipping_option_id: method.shipping_option_id ?? "",
      unit_price: method.amount,
      currency_code: subscription.currency_code,
    })),
  ]
  const tax = container.resolve(Modules.TAX)
  const found = await tax.getTaxLines(items, {
    address: { ...address, country_code: address.country_code, province_code: address.province },
    ...(customer && {
      customer: {
        id: customer.id,
        email: customer.email ?? "",
        customer_groups: (customer.groups ?? []).map(({ id }) => id),
      },
    }),
    is_return: false,
  })
  return byOwner(found)
}

const taxable = (item: SubscriptionItemRow, { variants, subscription }: BillingFacts): TaxableItemDTO => ({
  id: item.id,
  product_id: variants.get(item.variant_id)?.product?.id ?? "",
  product_type_id: variants.get(item.variant_id)?.product?.type_id ?? undefined,
  quantity: item.quantity,
  unit_price: item.unit_price,
  currency_code: subscription.currency_code,
})

function byOwner(found: (ItemTaxLineDTO | ShippingTaxLineDTO)[]): Map<string, TaxLine[]> {
  const owners = new Map<string, TaxLine[]>()
  for (const line of found) {
    const owner = "line_item_id" in line ? line.line_item_id : line.shipping_line_id
    const known = owners.get(owner) ?? []
    owners.set(owner, [
      ...known,
      {
        rate: line.rate ?? 0,
        code: line.code ?? "",
        description: line.name,
        tax_rate_id: line.rate_id,
        provider_id: line.provider_id,
      },
    ])
  }
  return owners
}
