// The parts of a core cart that pricing reads, and the one query that fetches them.
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { invalid, missing } from "../tools/errors"
import { graph } from "../lib/graph"
import type { ProductGroups } from "./categories"

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
  product?: (ProductGroups & { id?: string }) | null
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

const CART_FIELDS = ["id", "currency_code", "email", "region_id", "sales_channel_id", "completed_at", "customer_id"]
const LINE_FIELDS = [
  ...["id", "quantity", "unit_price", "is_tax_inclusive", "is_discountable", "title", "metadata"],
  ...["product_id", "product_type_id", "variant_id", "tax_lines.rate"],
  ...["adjustments.id", "adjustments.code", "adjustments.amount", "adjustments.is_tax_inclusive"],
].map((field) => `items.${field}`)
const SHIPPING_FIELDS = [
  ...["id", "amount", "is_tax_inclusive", "tax_lines.rate"],
  ...["adjustments.id", "adjustments.code", "adjustments.amount"],
].map((field) => `shipping_methods.${field}`)
const RELATIONS = ["items", "shipping_methods"].flatMap((of) => [of, `${of}.tax_lines`, `${of}.adjustments`])

/**
 * Fetches a cart with what pricing needs, products apart (see `withProducts`). It asks the modules themselves, which
 * costs less than one query across them. Throws NOT_FOUND with a sentence when there is none.
 */
export async function readCart(container: MedusaContainer, cart_id: string): Promise<CoreCart> {
  const select = [...CART_FIELDS, ...LINE_FIELDS, ...SHIPPING_FIELDS]
  const [[found], payment_collection] = await Promise.all([
    container.resolve(Modules.CART).listCarts({ id: cart_id }, { select, relations: RELATIONS, take: 1 }),
    paymentCollectionOf(container, cart_id),
  ])
  if (!found) {
    throw missing(`Cart with id '${cart_id}' not found`)
  }
  const customer = found.customer_id ? await readCustomer(container, found.customer_id) : null
  return { ...(found as unknown as CoreCart), customer, payment_collection }
}

async function paymentCollectionOf(container: MedusaContainer, cart_id: string): Promise<{ id: string } | null> {
  const fields = ["payment_collection_id"]
  const [link] = await graph<{ payment_collection_id: string }>(container, "cart_payment_collection", fields, {
    cart_id,
  })
  return link ? { id: link.payment_collection_id } : null
}

/** A cart's customer with the groups they are in, as pricing needs it; null when there is none. */
export async function readCustomer(container: MedusaContainer, id: string): Promise<CoreCart["customer"]> {
  const select = ["id", "email", "has_account", "groups.id"]
  const [customer] = await container
    .resolve(Modules.CUSTOMER)
    .listCustomers({ id }, { select, relations: ["groups"], take: 1 })
  return customer ?? null
}

/** Like `readCart`, of a cart that can still change. Throws INVALID_DATA, as core's cart routes do, when it is an order. */
export async function readOpenCart(container: MedusaContainer, cart_id: string): Promise<CoreCart> {
  const cart = await readCart(container, cart_id)
  if (cart.completed_at) {
    throw invalid(`Cart ${cart_id} is already completed.`)
  }
  return cart
}
