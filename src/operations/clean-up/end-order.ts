// What the end of an order does to its redemptions: cancelled, or refunded in full (rule 31).
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { MathBN, Modules } from "@medusajs/framework/utils"
import { couponsOf } from "../../lib/coupons"
import { graph } from "../../lib/graph"
import { voidCanceledInvoices } from "../billing/void-canceled"
import { finishDraftClaims } from "../order/finish-draft-claims"
import { finishCartClaims } from "../checkout/finish-cart-claims"

const LOCK_TIMEOUT_S = 5

/**
 * Reverses what a cancelled order redeemed, gives places back as its coupons say, and voids its invoices. An order that is not cancelled is left
 * alone, so that nobody can end one by its announcement. Harmless to repeat, at several servers at once.
 */
export async function endCanceledOrder(container: MedusaContainer, order_id: string): Promise<void> {
  const [order] = await container.resolve(Modules.ORDER).listOrders({ id: order_id }, { select: ["id", "status"] })
  if (order?.status !== "canceled") {
    return
  }
  await finishClaimsOf(container, order_id)
  const coupons = couponsOf(container)
  await coupons.reverseOrder({ order_id, end: "canceled", now: await coupons.now() })
  await voidCanceledInvoices(container, order_id)
}

/** It may have been cancelled before it was redeemed: its claims are given back, under the lock of the cart if one led to it. */
async function finishClaimsOf(container: MedusaContainer, order_id: string): Promise<void> {
  const [link] = await graph<{ cart_id: string }>(container, "order_cart", ["cart_id"], { order_id })
  if (!link) {
    await finishDraftClaims(container, order_id)
    return
  }
  const { cart_id } = link
  const locking = container.resolve(Modules.LOCKING)
  await locking.execute([cart_id], () => finishCartClaims(container, cart_id), { timeout: LOCK_TIMEOUT_S })
}

/**
 * Gives places back and reverses rows of an order whose money was paid back whole, for coupons with `release_on_refund`.
 * A partial refund changes nothing. Harmless to repeat.
 */
export async function endRefundedOrder(container: MedusaContainer, order_id: string): Promise<void> {
  const coupons = couponsOf(container)
  const [toReverse] = await coupons.findOrdersToReverse([order_id], "refunded")
  if (toReverse && (await isRefunded(container, order_id))) {
    await coupons.reverseOrder({ order_id, end: "refunded", now: await coupons.now() })
  }
}

interface Payment {
  captures?: { amount: BigNumberInput }[]
  refunds?: { amount: BigNumberInput }[]
}

/** Money was taken, and all of it was given back. */
async function isRefunded(container: MedusaContainer, order_id: string): Promise<boolean> {
  const [order] = await graph<{ payment_collections?: { payments?: Payment[] }[] }>(
    container,
    "order",
    ["payment_collections.payments.captures.amount", "payment_collections.payments.refunds.amount"],
    { id: order_id },
  )
  const payments = (order?.payment_collections ?? []).flatMap(({ payments = [] }) => payments)
  const sum = (of: "captures" | "refunds") =>
    MathBN.sum(0, ...payments.flatMap((payment) => payment[of] ?? []).map(({ amount }) => amount))
  const taken = sum("captures")
  return MathBN.gt(taken, 0) && MathBN.gte(sum("refunds"), taken)
}

/** The order a payment was made for; null where it was for something else. */
export async function orderOfPayment(container: MedusaContainer, payment_id: string): Promise<string | null> {
  const [order_id] = await ordersOfPayments(container, [payment_id])
  return order_id ?? null
}

/** The orders that these payments were made for, each once. */
export async function ordersOfPayments(container: MedusaContainer, payment_ids: string[]): Promise<string[]> {
  if (payment_ids.length === 0) {
    return []
  }
  const payments = await graph<{ payment_collection_id: string }>(container, "payment", ["payment_collection_id"], {
    id: payment_ids,
  })
  const links = await graph<{ order_id: string }>(container, "order_payment_collection", ["order_id"], {
    payment_collection_id: payments.map((payment) => payment.payment_collection_id),
  })
  return [...new Set(links.map(({ order_id }) => order_id))]
}
