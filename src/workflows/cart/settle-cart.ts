// Settles what a completion reserved: redeems it when the order stands, undoes an order that was never paid, else releases.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { COUPON_MODULE } from "../../modules/coupon"
import type CouponModuleService from "../../modules/coupon/service"
import type { ClaimRow } from "../../modules/coupon/types"
import { settleOrder } from "./settle-order"

/** `none`: nothing was reserved. `settled`: redeemed. `undone`: the unpaid order was taken back. `released`: no order. */
export type SettleOutcome = "none" | "settled" | "undone" | "released"

interface OrderOfCart {
  id: string
  total: number
  payment_collections?: { id: string; status: string; payment_sessions?: { status: string }[] }[]
  items: { id: string }[]
}

/** Settles the reserved claims of one cart; the caller holds the cart's lock. Harmless to repeat. */
export async function settleCart(container: MedusaContainer, cart_id: string): Promise<SettleOutcome> {
  const coupons = container.resolve<CouponModuleService>(COUPON_MODULE)
  const claims = (await coupons.listCouponClaims({ cart_id, status: "reserved" })) as unknown as ClaimRow[]
  if (claims.length === 0) {
    return "none"
  }
  const order = await orderOfCart(container, cart_id)
  if (order && isPaid(order)) {
    await settleOrder(container, { order_id: order.id, cart_id })
    return "settled"
  }
  if (order) {
    await undoOrder(container, order, cart_id)
  }
  await coupons.release(
    claims.map(({ id }) => id),
    await coupons.now(),
  )
  return order ? "undone" : "released"
}

async function orderOfCart(container: MedusaContainer, cart_id: string): Promise<OrderOfCart | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_cart",
    fields: [
      "order.id",
      "order.total",
      "order.items.id",
      "order.payment_collections.id",
      "order.payment_collections.status",
      "order.payment_collections.payment_sessions.status",
    ],
    filters: { cart_id },
  })
  return (data[0] as unknown as { order?: OrderOfCart } | undefined)?.order ?? null
}

/** As core's completion sees it: nothing to pay, authorised or captured, or a provider that settles later by itself. */
function isPaid(order: OrderOfCart): boolean {
  const collections = order.payment_collections ?? []
  return (
    order.total <= 0 ||
    collections.some(
      ({ status, payment_sessions }) =>
        ["authorized", "partially_authorized", "completed"].includes(status) ||
        (payment_sessions ?? []).some((session) =>
          ["authorized", "captured", "pending_authorization"].includes(session.status),
        ),
    )
  )
}

/** What core's compensation would have done, had the process lived: the cart is open again, the order gone. */
async function undoOrder(container: MedusaContainer, order: OrderOfCart, cart_id: string): Promise<void> {
  const link = container.resolve(ContainerRegistrationKeys.LINK)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  await container.resolve(Modules.INVENTORY).deleteReservationItemsByLineItem(order.items.map(({ id }) => id))
  await link.dismiss([
    { [Modules.ORDER]: { order_id: order.id }, [Modules.CART]: { cart_id } },
    ...(order.payment_collections ?? []).map(({ id }) => ({
      [Modules.ORDER]: { order_id: order.id },
      [Modules.PAYMENT]: { payment_collection_id: id },
    })),
  ])
  await container.resolve(Modules.CART).updateCarts([{ id: cart_id, completed_at: null }])
  await container.resolve(Modules.ORDER).deleteOrders([order.id])
  logger.warn(
    `coupons: order ${order.id} of cart ${cart_id} was never paid (interrupted completion) and has been undone`,
  )
}
