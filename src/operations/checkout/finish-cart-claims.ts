// Finishes what a completion reserved: redeems it when the order stands, undoes an order that was never paid, else releases.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { couponsOf } from "../../lib/coupons"
import { graph } from "../../lib/graph"
import type { ReservedClaim } from "../../modules/coupon/types"
import { bookPayments } from "../book-payments"
import { unlinkedOrders } from "./unlinked-orders"
import { isPaid } from "../../lib/is-paid"
import { takeBackOrder } from "../take-back-order"
import type { UnpaidOrder } from "../take-back-order"
import { redeemOrder } from "./redeem-order"

/**
 * `none`: nothing was reserved. `redeemed`: the order stands. `undone`: the unpaid order was taken back. `released`: no order.
 * `in_progress`: not paid, and too young to be called dead.
 */
export type ClaimsOutcome = "none" | "redeemed" | "undone" | "released" | "in_progress"

const CANCELED = "canceled"

interface OrderOfCart {
  order_id: string
  /** Null when undoing it was interrupted after the order was gone. */
  order: OrderState | null
}

interface OrderState {
  status: string
  total: number
  payment_collections?: { id: string; status: string; payment_sessions?: { status: string }[] }[]
}

/**
 * Redeems, undoes or releases the reserved claims of one cart; what it only holds is left to hold. An order that was cancelled before it was
 * redeemed took nothing: it stays as it is and the places are given back. Harmless to repeat. What is not paid is undone only where the claims are at
 * least `min_age_ms` old in real time: servers without a shared lock must not take a living completion for a dead one.
 */
export async function finishCartClaims(
  container: MedusaContainer,
  cart_id: string,
  min_age_ms = 0,
): Promise<ClaimsOutcome> {
  const coupons = couponsOf(container)
  const claims = await coupons.listReservedClaims(cart_id)
  if (claims.length === 0) {
    return "none"
  }
  const link = await orderOfCart(container, cart_id)
  const is_canceled = link?.order?.status === CANCELED
  if (link?.order && !is_canceled && isPaid(link.order)) {
    await bookPayments(container, link.order_id)
    await redeemOrder(container, { order_id: link.order_id, cart_id })
    return "redeemed"
  }
  const youngest = Math.max(...claims.map(({ created_at }) => new Date(created_at).getTime()))
  if (!is_canceled && Date.now() - youngest < min_age_ms) {
    return "in_progress"
  }
  const unpaid = await unpaidOrders(container, cart_id, claims, link)
  for (const order of unpaid) {
    await undoOrder(container, order, cart_id)
  }
  await coupons.release(
    claims.map(({ id }) => id),
    await coupons.now(),
  )
  return unpaid.length > 0 ? "undone" : "released"
}

async function orderOfCart(container: MedusaContainer, cart_id: string): Promise<OrderOfCart | null> {
  const [order] = await graph<OrderOfCart>(
    container,
    "order_cart",
    [
      "order_id",
      "order.status",
      "order.total",
      "order.payment_collections.id",
      "order.payment_collections.status",
      "order.payment_collections.payment_sessions.status",
    ],
    { cart_id },
  )
  return order ?? null
}

async function unpaidOrders(
  container: MedusaContainer,
  cart_id: string,
  claims: ReservedClaim[],
  link: OrderOfCart | null,
): Promise<UnpaidOrder[]> {
  if (!link) {
    return unlinkedOrders(container, cart_id, claims)
  }
  return link.order?.status === CANCELED ? [] : [unpaidOrder(link)]
}

function unpaidOrder({ order_id, order }: OrderOfCart): UnpaidOrder {
  return { order_id, payment_collection_ids: (order?.payment_collections ?? []).map(({ id }) => id) }
}

/**
 * What core's compensation would have done, had the process lived: the order gone, the cart open again. The link between
 * them goes last, so that an undoing that is interrupted itself is found and finished.
 */
async function undoOrder(container: MedusaContainer, order: UnpaidOrder, cart_id: string): Promise<void> {
  await takeBackOrder(container, order)
  await container.resolve(Modules.CART).updateCarts([{ id: cart_id, completed_at: null }])
  await container.resolve(ContainerRegistrationKeys.LINK).dismiss({
    [Modules.ORDER]: { order_id: order.order_id },
    [Modules.CART]: { cart_id },
  })
  container
    .resolve(ContainerRegistrationKeys.LOGGER)
    .warn(`coupons: order ${order.order_id} of cart ${cart_id} was never paid (interrupted completion) and is undone`)
}
