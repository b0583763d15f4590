// The parts of a core order, and of an order change's preview, that pricing reads.
import type { BigNumberInput, IOrderModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { missing, refused } from "../tools/errors"
import { graph } from "../lib/graph"
import type { CoreAdjustment, CoreCart, CoreLineItem, CoreShippingMethod } from "./core-cart"

export interface OrderAdjustment extends CoreAdjustment {
  /** Core fills it in for its own promotions; ours have none. */
  promotion_id?: string | null
  description?: string | null
}

export interface OrderLine extends CoreLineItem {
  title: string
  requires_shipping?: boolean
  adjustments?: OrderAdjustment[]
}

export interface OrderShippingMethod extends CoreShippingMethod {
  name: string
  adjustments?: OrderAdjustment[]
}

/** An order, or a draft of one, as it is stored: lines and adjustments of its present version. */
export interface CoreOrder extends CoreCart {
  status: string
  is_draft_order: boolean
  customer_id: string | null
  items: OrderLine[]
  shipping_methods: OrderShippingMethod[]
}

/** The change of an order that is being prepared. */
export interface PendingChange {
  id: string
  order_id: string
  version: number
  change_type?: string | null
  internal_note?: string | null
  carry_over_promotions?: boolean | null
  exchange_id?: string | null
  claim_id?: string | null
  return_id?: string | null
}

/** An order as it will be when its change is confirmed; without a change the order as it is. */
export interface Preview {
  id: string
  order_change?: PendingChange | null
  items: OrderLine[]
  shipping_methods?: OrderShippingMethod[]
}

const FIELDS = [
  ...["id", "status", "is_draft_order", "currency_code", "email", "customer_id", "region_id", "sales_channel_id"],
  ...["items.*", "items.adjustments.*", "items.tax_lines.*"],
  ...["shipping_methods.*", "shipping_methods.adjustments.*", "shipping_methods.tax_lines.*"],
  ...["customer.id", "customer.email", "customer.has_account", "customer.groups.id"],
]

/** The order as it is stored. Throws NOT_FOUND with a sentence when there is none. */
export async function readOrder(container: MedusaContainer, id: string, what = "Order"): Promise<CoreOrder> {
  const [order] = await graph<CoreOrder>(container, "order", FIELDS, { id })
  if (!order) {
    throw missing(`${what} with id '${id}' was not found.`)
  }
  return { ...order, items: order.items ?? [], shipping_methods: order.shipping_methods ?? [] }
}

/** A draft order. Throws NOT_FOUND, and NOT_ALLOWED for an order that is no draft any more. */
export async function readDraft(container: MedusaContainer, id: string): Promise<CoreOrder> {
  const order = await readOrder(container, id, "Draft order")
  if (!order.is_draft_order || order.status !== "draft") {
    throw refused(`Order ${id} is no draft order (any more). Edit the order instead.`)
  }
  return order
}

/** What we ask of core's order module; its own types know neither the preview's change nor the filters. */
export interface OrderChanges {
  previewOrderChange(order_id: string): Promise<Preview>
  confirmOrderChange(change_id: string): Promise<unknown>
  createOrderChange(change: object): Promise<PendingChange>
  addOrderAction(actions: object[]): Promise<unknown>
  listOrderChanges(filters: object, config?: object): Promise<PendingChange[]>
  listOrderChangeActions(filters: object, config?: object): Promise<ChangeAction[]>
  softDeleteOrderChangeActions(ids: string[]): Promise<unknown>
}

export interface ChangeAction {
  id: string
  action: string
  reference: string | null
  reference_id: string | null
  applied: boolean
  details: Record<string, unknown> | null
}

/** Core's order module as order changes are made through it. */
export const orderChanges = (container: MedusaContainer): OrderChanges =>
  container.resolve<IOrderModuleService>(Modules.ORDER) as unknown as OrderChanges

/** The change that is being prepared for the order; null when there is none. */
export async function pendingChange(container: MedusaContainer, order_id: string): Promise<PendingChange | null> {
  const filters = { order_id, status: ["pending", "requested"] }
  const [change] = await orderChanges(container).listOrderChanges(filters, { take: 1 })
  return change ?? null
}

/** The order as its pending change will leave it, or as it is, with everything pricing asks of an order. */
export async function readAsChanged(container: MedusaContainer, order: CoreOrder): Promise<CoreOrder> {
  const preview = await orderChanges(container).previewOrderChange(order.id)
  return preview.order_change ? asChanged(order, preview) : order
}

/** The stored order with the lines and shipping methods of a preview. */
export const asChanged = (order: CoreOrder, preview: Preview): CoreOrder => ({
  ...order,
  items: preview.items,
  shipping_methods: preview.shipping_methods ?? [],
})

/** Any number of core's, as a decimal in major units. */
export type Amount = BigNumberInput
