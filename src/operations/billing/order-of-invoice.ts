// Turns a priced invoice into a real order, as core's cart completion would write it, and reserves its stock.
import type { BigNumberInput, CreateOrderDTO, MedusaContainer, OrderDTO } from "@medusajs/framework/types"
import { Modules, OrderStatus } from "@medusajs/framework/utils"
import type { InvoiceRow } from "../../modules/billing/types"
import type { Adjustment, PricedItem, PricedShipping } from "../../pricing/billing/figures"
import type { Address, BillingFacts } from "../../pricing/billing/gather"
import type { PricedInvoice } from "../../pricing/billing/price-invoice"
import { freeGoods } from "../take-back-order"
import { findShortage, reserveStock } from "./stock"
import type { StockLine } from "./stock"

/** Core's types and its constants are two enums. */
const CANCELED: string = OrderStatus.CANCELED

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

/** The variants of a subscription that have stock to reserve. */
export const managedVariantIds = ({ variants }: BillingFacts): string[] =>
  [...variants.values()].filter(({ manage_inventory }) => manage_inventory).map(({ id }) => id)

/** What is missing right now for an order that is not there yet, in sentences; null when there is enough. */
export async function shortageOf(
  container: MedusaContainer,
  { items, sales_channel_id }: OrderInput,
  managed_variant_ids: string[],
): Promise<string | null> {
  const managed = new Set(managed_variant_ids)
  return managed.size > 0 ? findShortage(container, stockLines(items ?? [], managed), sales_channel_id ?? null) : null
}

/**
 * Makes sure that the order exists and its stock is reserved; what is there already stays. Answers what is missing, in
 * sentences, where there is not enough stock: then nothing is reserved. Null when all is well.
 */
export async function ensureOrder(
  container: MedusaContainer,
  input: OrderInput,
  managed_variant_ids: string[],
): Promise<string | null> {
  const managed = new Set(managed_variant_ids)
  const channel = input.sales_channel_id ?? null
  if (!(await findOrder(container, input.id))) {
    // Asked before there is an order, so that waiting for stock uses up no order numbers.
    const shortage = await shortageOf(container, input, managed_variant_ids)
    if (shortage !== null) {
      return shortage
    }
    await container.resolve(Modules.ORDER).createOrders([input])
  }
  if (managed.size === 0) {
    return null
  }
  const lines = stockLines((await findOrder(container, input.id))?.items ?? [], managed)
  const shortage = await reserveStock(container, lines, channel)
  const [order] = await container.resolve(Modules.ORDER).listOrders({ id: input.id }, { select: ["id", "status"] })
  if (!order || order.status === CANCELED) {
    // Another process thought this one dead and has deleted the order, or an admin has cancelled it: they free what they see.
    await freeGoods(
      container,
      lines.map(({ id }) => id),
    )
  }
  return shortage
}

/**
 * Through the order's own module: a line's quantity lies in a table of its own, which Query reads only with all of the
 * line's columns.
 */
async function findOrder(container: MedusaContainer, id: string): Promise<OrderDTO | undefined> {
  const [order] = await container.resolve(Modules.ORDER).listOrders({ id }, { relations: ["items"] })
  return order
}

interface OrderLine {
  id?: string
  variant_id?: string | null
  title: string
  quantity: BigNumberInput
}

const stockLines = (lines: OrderLine[], managed: Set<string>): StockLine[] =>
  lines.flatMap(({ id = "", variant_id, title, quantity }) =>
    variant_id && managed.has(variant_id) ? [{ id, variant_id, title, quantity: Number(quantity) }] : [],
  )
