// The parts of a core cart that pricing reads, and the one query that fetches them.
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"

export interface CoreAdjustment {
  id: string
  code?: string | null
  amount: BigNumberInput
  is_tax_inclusive?: boolean | null
}

export interface CoreLineItem {
  id: string
  quantity: BigNumberInput
  unit_price: BigNumberInput
  is_tax_inclusive?: boolean
  is_discountable?: boolean
  title?: string
  product_id?: string | null
  product_type_id?: string | null
  variant_id?: string | null
  metadata?: Record<string, unknown> | null
  tax_lines?: { rate: BigNumberInput }[]
  adjustments?: CoreAdjustment[]
  product?: {
    id?: string
    type_id?: string | null
    collection_id?: string | null
    categories?: { id: string }[]
  } | null
}

export interface CoreShippingMethod {
  id: string
  amount: BigNumberInput
  is_tax_inclusive?: boolean
  tax_lines?: { rate: BigNumberInput }[]
  adjustments?: CoreAdjustment[]
}

/** A cart as core's refresh passes it to the promotion module, and as `readCart` fetches it. */
export interface CoreCart {
  id: string
  currency_code: string
  email?: string | null
  region_id?: string | null
  sales_channel_id?: string | null
  completed_at?: string | Date | null
  customer?: {
    id: string
    email?: string | null
    has_account?: boolean
    groups?: { id: string }[]
  } | null
  items?: CoreLineItem[]
  shipping_methods?: CoreShippingMethod[]
  payment_collection?: { id: string } | null
}

const PRICED_CART_FIELDS = [
  "id",
  "currency_code",
  "email",
  "region_id",
  "sales_channel_id",
  "completed_at",
  "customer.id",
  "customer.email",
  "customer.has_account",
  "customer.groups.id",
  "items.id",
  "items.quantity",
  "items.unit_price",
  "items.is_tax_inclusive",
  "items.is_discountable",
  "items.title",
  "items.product_id",
  "items.product_type_id",
  "items.variant_id",
  "items.metadata",
  "items.tax_lines.rate",
  "items.adjustments.id",
  "items.adjustments.code",
  "items.adjustments.amount",
  "items.adjustments.is_tax_inclusive",
  "shipping_methods.id",
  "shipping_methods.amount",
  "shipping_methods.is_tax_inclusive",
  "shipping_methods.tax_lines.rate",
  "shipping_methods.adjustments.id",
  "shipping_methods.adjustments.code",
  "shipping_methods.adjustments.amount",
  "payment_collection.id",
]

/** Fetches a cart with what pricing needs, products apart (see `withProducts`). Throws NOT_FOUND with a sentence when there is none. */
export async function readCart(container: MedusaContainer, cart_id: string): Promise<CoreCart> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "cart", fields: PRICED_CART_FIELDS, filters: { id: cart_id } })
  const cart = data[0] as unknown as CoreCart | undefined
  if (!cart) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `Cart with id '${cart_id}' not found`)
  }
  return cart
}

/** Like `readCart`, of a cart that can still change. Throws INVALID_DATA, as core's cart routes do, when it is an order. */
export async function readOpenCart(container: MedusaContainer, cart_id: string): Promise<CoreCart> {
  const cart = await readCart(container, cart_id)
  if (cart.completed_at) {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, `Cart ${cart_id} is already completed.`)
  }
  return cart
}
