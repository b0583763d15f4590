// What a cart asks to be paid and what it costs are one amount: core's refresh of the payment collection, and what a process
// that died in the middle of it leaves behind.
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { MathBN, Modules } from "@medusajs/framework/utils"
import { refreshCartItemsWorkflow } from "@medusajs/medusa/core-flows"
import { graph } from "../../lib/graph"
import type { Unfinished } from "../../modules/coupon/types"
import { isSameAmount } from "../../pricing/amounts"
import { end } from "../unfinished"

/** Amounts in major units. */
export interface PayableCart {
  currency_code: string
  total: BigNumberInput
  payment_collection?: { id: string; amount: BigNumberInput } | null
}

/**
 * True when money would be taken for another amount than the cart costs. What costs nothing is not charged at all. Core's total
 * of three units that have 2.00 off together is 27.99999999999999999999, and stored as 28: that is the same.
 */
export function isPaymentStale({ currency_code, total, payment_collection }: PayableCart): boolean {
  return Boolean(
    payment_collection && MathBN.gt(total, 0) && !isSameAmount(payment_collection.amount, total, currency_code),
  )
}

/** Whether this is a cart as core's completion reads it, with its total. */
export const isPayable = (cart: object): cart is PayableCart =>
  "total" in cart && cart.total !== undefined && cart.total !== null

/** Takes away sessions that would charge another amount than their collection asks for. One query where there are none. */
export async function dropStaleSessions(container: MedusaContainer, payment_collection_id: string): Promise<void> {
  const payments = container.resolve(Modules.PAYMENT)
  const [collection] = await payments.listPaymentCollections(
    { id: [payment_collection_id] },
    { select: ["id", "amount", "currency_code"], relations: ["payment_sessions"] },
  )
  const stale = (collection?.payment_sessions ?? []).filter(
    ({ amount }) => !isSameAmount(amount, collection?.amount ?? 0, collection?.currency_code ?? ""),
  )
  for (const { id } of stale) {
    await payments.deletePaymentSession(id)
  }
}

interface StoredCart {
  completed_at: string | Date | null
  total: number
  items?: Adjusted[]
  shipping_methods?: Adjusted[]
  payment_collection?: { id: string; amount: number; payment_sessions?: { amount: number }[] } | null
}

interface Adjusted {
  id: string
  adjustments?: { code?: string | null; amount: number }[]
}

const FIELDS = [
  "completed_at",
  "total",
  "items.id",
  "items.adjustments.code",
  "items.adjustments.amount",
  "shipping_methods.id",
  "shipping_methods.adjustments.code",
  "shipping_methods.adjustments.amount",
  "payment_collection.id",
  "payment_collection.amount",
  "payment_collection.payment_sessions.amount",
]

async function readStored(container: MedusaContainer, id: string): Promise<StoredCart | null> {
  const [cart] = await graph<StoredCart>(container, "cart", FIELDS, { id })
  return cart ?? null
}

/** What the customer sees of it, and what they would be charged. */
function shown({ total, items = [], shipping_methods = [], payment_collection }: StoredCart): string {
  const savings = [...items, ...shipping_methods].flatMap(({ id, adjustments = [] }) =>
    adjustments.map(({ code, amount }) => `${id} ${code} ${amount}`),
  )
  const sessions = (payment_collection?.payment_sessions ?? []).map(({ amount }) => amount)
  return JSON.stringify([total, savings.sort(), payment_collection?.amount ?? null, sessions.sort()])
}

/**
 * Finishes a change of a cart's codes that was interrupted: adjustments are what its codes take off, and collection and
 * sessions what it costs then. Answers whether anything was another than before. `holds_lock`: the caller has the cart's
 * lock. A cart that is an order by now, or is gone, stays as it is.
 */
export async function finishTotals(
  container: MedusaContainer,
  { id, subject_id: cart_id }: Pick<Unfinished, "id" | "subject_id">,
  { holds_lock }: { holds_lock: boolean },
): Promise<boolean> {
  const before = await readStored(container, cart_id)
  if (!before || before.completed_at) {
    await end(container, id)
    return false
  }
  // A parent's key makes the workflow leave the cart's lock to us, who hold it.
  const context = holds_lock ? { parentStepIdempotencyKey: `finish-totals:${cart_id}` } : {}
  await refreshCartItemsWorkflow(container).run({ input: { cart_id }, context })
  if (before.payment_collection) {
    await dropStaleSessions(container, before.payment_collection.id)
  }
  await end(container, id)
  const after = await readStored(container, cart_id)
  return after !== null && shown(after) !== shown(before)
}
