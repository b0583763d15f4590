// Gathers once what billing a subscription needs to know: products, addresses, shipping, taxes and the customer.
import type {
  ItemTaxLineDTO,
  MedusaContainer,
  ShippingTaxLineDTO,
  TaxableItemDTO,
  TaxableShippingDTO,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { SubscriptionItemRow, SubscriptionRow, SubscriptionShipping } from "../../modules/billing/types"
import { readVariants } from "../products"
import type { VariantFacts } from "../products"
import type { TaxLine } from "./figures"
import { graph } from "../../lib/graph"
import { shippedLinesOf, shippingShare } from "./shipping-share"
import type { OriginShipping } from "./shipping-share"

export type { OriginShipping } from "./shipping-share"

export type Address = Record<string, unknown> & { country_code?: string | null; province?: string | null }

interface OriginOrder {
  id: string
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

const ORDER_FIELDS = [
  "id",
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

/** Gathers the facts of a subscription. */
export async function gather(container: MedusaContainer, subscription: SubscriptionRow): Promise<BillingFacts> {
  const [facts] = await gatherAll(container, [subscription])
  return facts as BillingFacts
}

/**
 * Gathers the facts of many subscriptions, in their order, with as many queries as for one: taxes are asked for once per
 * customer and address. A product that was deleted is billed as it was last catalogued.
 */
export async function gatherAll(container: MedusaContainer, subscriptions: SubscriptionRow[]): Promise<BillingFacts[]> {
  const [variants, orders, customers, regions] = await Promise.all([
    readVariants(
      container,
      subscriptions.flatMap(({ items }) => items),
    ),
    readById<OriginOrder>(container, "order", ORDER_FIELDS, idsOf(subscriptions, "order_id")),
    readById<CustomerRow>(container, "customer", CUSTOMER_FIELDS, idsOf(subscriptions, "customer_id")),
    readById<RegionRow>(container, "region", ["id", "automatic_taxes"], idsOf(subscriptions, "region_id")),
  ])
  const shipped = subscriptions.filter(({ items }) => items.some((item) => item.requires_shipping))
  const shipping = await ownShipping(container, shipped, orders)
  const all = subscriptions.map((subscription): BillingFacts => {
    const order = orders.get(subscription.order_id ?? "")
    const customer = customers.get(subscription.customer_id)
    return {
      subscription,
      variants,
      customer: customer ?? null,
      email: subscription.email ?? order?.email ?? customer?.email ?? null,
      locale: order?.locale ?? null,
      ...addressesOf(subscription, order, customer),
      shipping_methods: shipping.get(subscription.id) ?? [],
      tax_lines: new Map(),
      payment: paymentOf(subscription, order),
    }
  })
  const taxed = all.filter(({ subscription }) => regions.get(subscription.region_id ?? "")?.automatic_taxes !== false)
  const tax_lines = await taxLines(container, taxed)
  return all.map((facts) => ({ ...facts, tax_lines: tax_lines.get(facts.subscription.id) ?? facts.tax_lines }))
}

interface RegionRow {
  id: string
  automatic_taxes: boolean
}

type OwnerId = "order_id" | "customer_id" | "region_id"

const idsOf = (subscriptions: SubscriptionRow[], column: OwnerId): string[] => [
  ...new Set(subscriptions.map((subscription) => subscription[column]).filter((id): id is string => id !== null)),
]

/** Rows by id; no query where no id is asked for. */
async function readById<T extends { id: string }>(
  container: MedusaContainer,
  entity: string,
  fields: string[],
  ids: string[],
): Promise<Map<string, T>> {
  const rows = ids.length > 0 ? await graph<T>(container, entity, fields, { id: ids }) : []
  return new Map(rows.map((row) => [row.id, row]))
}

/** What each subscription bears of its first order's shipping, by subscription id. */
async function ownShipping(
  container: MedusaContainer,
  subscriptions: SubscriptionRow[],
  orders: Map<string, OriginOrder>,
): Promise<Map<string, OriginShipping[]>> {
  const methodsOf = ({ order_id }: SubscriptionRow) => orders.get(order_id ?? "")?.shipping_methods ?? []
  const sharing = subscriptions.filter((one) => one.order_line_id !== null && methodsOf(one).length > 0)
  const lines = await shippedLinesOf(container, idsOf(sharing, "order_id"))
  return new Map(
    subscriptions.map((one) => {
      const { id, order_id, order_line_id, currency_code } = one
      const methods = methodsOf(one)
      const shared = order_line_id === null ? undefined : lines.get(order_id ?? "")
      const inherited = shared ? shippingShare(methods, shared, order_line_id ?? "", currency_code) : methods
      return [id, one.shipping_method ? [chosenShipping(id, one.shipping_method)] : inherited]
    }),
  )
}

/** How an admin had it shipped, under an id that no method of an order has. */
const chosenShipping = (subscription_id: string, method: SubscriptionShipping): OriginShipping => ({
  id: `${subscription_id} shipping`,
  ...method,
})

function addressesOf(
  { shipping_address: chosen = null }: SubscriptionRow,
  order: OriginOrder | undefined,
  customer: CustomerRow | undefined,
) {
  const own = (customer?.addresses ?? []).map(({ is_default_billing, is_default_shipping, ...address }) => ({
    address: address,
    is_default_billing,
    is_default_shipping,
  }))
  const shipping =
    chosen ?? order?.shipping_address ?? (own.find((one) => one.is_default_shipping) ?? own[0])?.address ?? null
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

/** Tax lines by subscription id, then by item and shipping method; asked for together where customer and address agree. */
async function taxLines(
  container: MedusaContainer,
  all: BillingFacts[],
): Promise<Map<string, BillingFacts["tax_lines"]>> {
  const groups = new Map<string, BillingFacts[]>()
  for (const facts of all) {
    if (facts.shipping_address?.country_code) {
      const key = JSON.stringify([facts.subscription.customer_id, placeOf(facts.shipping_address)])
      groups.set(key, [...(groups.get(key) ?? []), facts])
    }
  }
  const found = await Promise.all([...groups.values()].map((group) => taxLinesOf(container, group)))
  return new Map(found.flatMap((lines) => [...lines]))
}

/** What makes two addresses one to a tax provider: everything but the rows they are kept in. */
const placeOf = ({ id: _id, created_at: _created, updated_at: _updated, ...place }: Address) =>
  Object.entries(place).sort(([a], [b]) => (a < b ? -1 : 1))

interface TaxQuestion {
  /** Subscription, and its item or shipping method. */
  owner: [subscription_id: string, id: string]
  line: TaxableItemDTO | TaxableShippingDTO
}

/** Of subscriptions of one customer that go to one address. */
async function taxLinesOf(
  container: MedusaContainer,
  group: BillingFacts[],
): Promise<Map<string, BillingFacts["tax_lines"]>> {
  const [{ customer, shipping_address: address } = { customer: null, shipping_address: null }] = group
  const questions = new Map<string, TaxQuestion>()
  for (const { owner, line } of group.flatMap(questionsOf)) {
    // Subscriptions of one order share its shipping methods: each bears a part of its own.
    const id = questions.has(line.id) ? `${line.id} ${owner[0]}` : line.id
    questions.set(id, { owner, line: { ...line, id } })
  }
  const found = await container.resolve(Modules.TAX).getTaxLines(
    [...questions.values()].map(({ line }) => line),
    {
      address: { ...address, country_code: address?.country_code ?? "", province_code: address?.province },
      ...(customer && {
        customer: {
          id: customer.id,
          email: customer.email ?? "",
          customer_groups: (customer.groups ?? []).map(({ id }) => id),
        },
      }),
      is_return: false,
    },
  )
  const result = new Map<string, BillingFacts["tax_lines"]>(
    group.map(({ subscription }) => [subscription.id, new Map()]),
  )
  for (const [id, lines] of byOwner(found)) {
    const question = questions.get(id)
    if (question) {
      result.get(question.owner[0])?.set(question.owner[1], lines)
    }
  }
  return result
}

function questionsOf(facts: BillingFacts): TaxQuestion[] {
  const { subscription, variants, shipping_methods } = facts
  const ofSubscription = (line: TaxQuestion["line"]): TaxQuestion => ({ owner: [subscription.id, line.id], line })
  const items = subscription.items.filter((item) => !variants.get(item.variant_id)?.product?.is_giftcard)
  return [
    ...items.map((item) => ofSubscription(taxable(item, facts))),
    ...shipping_methods.map((method) =>
      ofSubscription({
        id: method.id,
        shipping_option_id: method.shipping_option_id ?? "",
        unit_price: method.amount,
        currency_code: subscription.currency_code,
      }),
    ),
  ]
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
