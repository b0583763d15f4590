// Turns a priced invoice into a real order, as core's cart completion would write it, and reserves its stock.
import type { CreateOrderDTO, InventoryTypes, MedusaContainer } from "@medusajs/framework/types"
import { Modules, OrderStatus } from "@medusajs/framework/utils"
import type { InvoiceRow } from "../../modules/billing/types"
import type { Adjustment, PricedItem, PricedShipping } from "./figures"
import { graph } from "./gather"
import type { Address, BillingFacts } from "./gather"
import type { PricedInvoice } from "./price-invoice"

/** An order to create, in plain JSON: it travels between workflow steps. The id is chosen beforehand. */
export type OrderInput = CreateOrderDTO & { id: string }

/** The order of an invoice. Adjustments carry the code, so that core's own pages show it. */
export function orderInput(
  facts: BillingFacts,
  priced: PricedInvoice,
  invoice: InvoiceRow,
  order_id: string,
): OrderInput {
  const { subscription } = facts
  const order = {
    id: order_id,
    region_id: subscription.region_id ?? undefined,
    customer_id: subscription.customer_id,
    sales_channel_id: subscription.sales_channel_id ?? undefined,
    status: OrderStatus.PENDING,
    email: facts.email ?? undefined,
    currency_code: subscription.currency_code,
    locale: facts.locale ?? undefined,
    shipping_address: asNew(facts.shipping_address),
    billing_address: asNew(facts.billing_address),
    no_notification: false,
    items: priced.items.map((item) => orderItem(item, facts)),
    shipping_methods: priced.shipping.map((method) => orderShipping(method, facts)),
    metadata: {
      billing_subscription_id: subscription.id,
      billing_invoice_id: invoice.id,
      billing_cycle: invoice.cycle_key,
    },
  }
  return JSON.parse(JSON.stringify(order)) as OrderInput
}

/** Columns that belong to the row an address was read from, not to the address. */
const OWN_COLUMNS = [
  "id",
  "customer_id",
  "address_name",
  "created_at",
  "updated_at",
  "deleted_at",
  "is_default_shipping",
  "is_default_billing",
]

function asNew(address: Address | null) {
  return address && Object.fromEntries(Object.entries(address).filter(([column]) => !OWN_COLUMNS.includes(column)))
}

function orderItem(item: PricedItem, { variants, subscription }: BillingFacts) {
  const variant = variants.get(item.variant_id ?? "")
  const product = variant?.product
  const sold = subscription.items.find(({ id }) => id === item.subscription_item_id)
  return {
    title: item.title,
    subtitle: variant?.title,
    thumbnail: product?.thumbnail,
    quantity: item.quantity,
    product_id: product?.id,
    product_title: product?.title,
    product_subtitle: product?.subtitle,
    product_description: product?.description,
    product_handle: product?.handle,
    product_type: product?.type?.value,
    product_type_id: product?.type_id,
    product_collection: product?.collection?.title,
    variant_id: variant?.id,
    variant_sku: variant?.sku,
    variant_barcode: variant?.barcode,
    variant_title: variant?.title,
    is_discountable: product?.discountable ?? true,
    is_giftcard: product?.is_giftcard ?? false,
    requires_shipping: sold?.requires_shipping ?? false,
    unit_price: item.unit_price,
    is_tax_inclusive: item.is_tax_inclusive,
    tax_lines: item.tax_lines,
    adjustments: item.adjustments,
    // Not `plan_id`: that would make the line start a subscription of its own.
    metadata: { billing_subscription_id: subscription.id, billing_subscription_item_id: item.subscription_item_id },
  }
}

function orderShipping(method: PricedShipping, { shipping_methods }: BillingFacts) {
  const origin = shipping_methods.find(({ id }) => id === method.id)
  return {
    name: method.name,
    amount: method.amount,
    is_tax_inclusive: method.is_tax_inclusive,
    shipping_option_id: origin?.shipping_option_id ?? undefined,
    data: origin?.data ?? undefined,
    tax_lines: method.tax_lines,
    adjustments: method.adjustments.map(({ is_tax_inclusive: _net, ...adjustment }: Adjustment) => adjustment),
  }
}

interface PlacedOrder {
  id: string
  sales_channel_id: string | null
  items: { id: string; variant_id: string | null; quantity: number }[]
}

/** The variants of a subscription that have stock to reserve; most have none. */
export const managedVariantIds = ({ variants }: BillingFacts): string[] =>
  [...variants.values()].filter(({ manage_inventory }) => manage_inventory).map(({ id }) => id)

/** Makes sure that the order exists and its stock is reserved; what is there already stays. */
export async function ensureOrder(
  container: MedusaContainer,
  input: OrderInput,
  managed_variant_ids: string[],
): Promise<void> {
  const orders = container.resolve(Modules.ORDER)
  const [known] = await orders.listOrders({ id: input.id }, { select: ["id"] })
  if (!known) {
    await orders.createOrders([input])
  }
  if (managed_variant_ids.length > 0) {
    await reserveStock(container, input.id, managed_variant_ids)
  }
}

interface StockedVariant {
  id: string
  manage_inventory: boolean
  allow_backorder: boolean
  inventory_items: {
    inventory_item_id: string
    required_quantity: number
    inventory: {
      location_levels: {
        location_id: string
        stocked_quantity: number
        reserved_quantity: number
        stock_locations: { sales_channels: { id: string }[] }[]
      }[]
    }
  }[]
}

const STOCK_FIELDS = [
  "id",
  "manage_inventory",
  "allow_backorder",
  "inventory_items.inventory_item_id",
  "inventory_items.required_quantity",
  "inventory_items.inventory.location_levels.location_id",
  "inventory_items.inventory.location_levels.stocked_quantity",
  "inventory_items.inventory.location_levels.reserved_quantity",
  "inventory_items.inventory.location_levels.stock_locations.sales_channels.id",
]

async function reserveStock(
  container: MedusaContainer,
  order_id: string,
  managed_variant_ids: string[],
): Promise<void> {
  const [variants, [order]] = await Promise.all([
    graph<StockedVariant>(container, "product_variant", STOCK_FIELDS, { id: managed_variant_ids }),
    graph<PlacedOrder>(
      container,
      "order",
      ["id", "sales_channel_id", "items.id", "items.variant_id", "items.quantity"],
      { id: order_id },
    ),
  ])
  const managed = new Map(variants.map((variant) => [variant.id, variant]))
  const lines = (order?.items ?? []).filter(({ variant_id }) => managed.has(variant_id ?? ""))
  const inventory = container.resolve(Modules.INVENTORY)
  const already = await inventory.listReservationItems(
    { line_item_id: lines.map(({ id }) => id) },
    { select: ["line_item_id"] },
  )
  const done = new Set(already.map(({ line_item_id }) => line_item_id))
  const wanted = lines
    .filter(({ id }) => !done.has(id))
    .flatMap((line) => reservationsOf(line, managed.get(line.variant_id ?? ""), order?.sales_channel_id ?? null))
  if (wanted.length === 0) {
    return
  }
  const keys = [...new Set(wanted.map(({ inventory_item_id }) => inventory_item_id))].sort()
  await container.resolve(Modules.LOCKING).execute(keys, () => inventory.createReservationItems(wanted))
}

function reservationsOf(
  line: PlacedOrder["items"][number],
  variant: StockedVariant | undefined,
  sales_channel_id: string | null,
): InventoryTypes.CreateReservationItemInput[] {
  return (variant?.inventory_items ?? []).flatMap((part) => {
    const needed = part.required_quantity * line.quantity
    const levels = part.inventory.location_levels.filter((level) =>
      level.stock_locations.some(({ sales_channels }) => sales_channels.some(({ id }) => id === sales_channel_id)),
    )
    const enough = levels.find((level) => level.stocked_quantity - level.reserved_quantity >= needed)
    const location_id = (enough ?? levels[0])?.location_id
    return location_id
      ? [
          {
            line_item_id: line.id,
            inventory_item_id: part.inventory_item_id,
            quantity: needed,
            allow_backorder: variant?.allow_backorder ?? false,
            location_id,
          },
        ]
      : []
  })
}
