// Starts the subscriptions of paid orders whose process died, or failed, before it could start them (rule 39).
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type BillingModuleService from "../../modules/billing/service"
import { bookPayments } from "../book-payments"
import { findBilling } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { messageOf } from "../../tools/errors"
import { startSubscriptions } from "./start-subscriptions"
import type { StartedSubscription } from "./start-subscriptions"
import { isPaid } from "../../lib/is-paid"
import { graph } from "../../lib/graph"

/** Core holds a cart's lock for two minutes at most: a completion older than that is not coming back. */
const MIN_AGE_MS = 2 * 60 * 1000
const MAX_AGE_MS = 24 * 60 * 60 * 1000
const PAGE = 100

/** A line of an order that asks for a subscription. */
interface PlanLine {
  id: string
  order_id: string
  item_id: string
}

interface MissedOrder {
  id: string
  status: string
  is_draft_order: boolean
  customer_id: string | null
  created_at: string | Date
  metadata: Record<string, unknown> | null
  total: number
  payment_collections?: { status: string; payment_sessions?: { status: string }[] }[]
}

const ORDER_FIELDS = [
  "id",
  "status",
  "is_draft_order",
  "customer_id",
  "created_at",
  "metadata",
  "total",
  "payment_collections.status",
  "payment_collections.payment_sessions.status",
]

/**
 * Goes through the plan lines of orders made between `min_age_ms` and 24 hours of real time ago and starts what was not
 * started. Idempotent, on several servers as well: a line starts one subscription. Answers what it started.
 */
export async function startMissedSubscriptions(
  container: MedusaContainer,
  min_age_ms = MIN_AGE_MS,
): Promise<StartedSubscription[]> {
  const billing = findBilling(container)
  const started: StartedSubscription[] = []
  const created_at = { $gte: new Date(Date.now() - MAX_AGE_MS), $lte: new Date(Date.now() - min_age_ms) }
  for (let after = ""; billing;) {
    const lines = await listPlanLines(container, created_at, after)
    const last = lines.at(-1)
    if (!last) {
      break
    }
    after = last.id
    started.push(...(await startMissing(container, await withoutSubscription(billing, lines))))
  }
  return started
}

/** One page in the order of ids. Lines of renewals name no plan. */
async function listPlanLines(container: MedusaContainer, created_at: object, after: string): Promise<PlanLine[]> {
  const filters = { id: { $gt: after }, created_at, item: { metadata: { plan_id: { $ne: null } } } }
  const page = { take: PAGE, order: { id: "ASC" as const } }
  return graph<PlanLine>(container, "order_item", ["id", "order_id", "item_id"], filters, { page })
}

async function withoutSubscription(billing: BillingModuleService, lines: PlanLine[]): Promise<PlanLine[]> {
  const known = await billing.listBillingSubscriptions(
    { order_line_id: lines.map(({ item_id }) => item_id) },
    { select: ["id", "order_line_id"], take: lines.length },
  )
  const subscribed = new Set(known.map(({ order_line_id }) => order_line_id))
  return lines.filter(({ item_id }) => !subscribed.has(item_id))
}

async function startMissing(container: MedusaContainer, lines: PlanLine[]): Promise<StartedSubscription[]> {
  if (lines.length === 0) {
    return []
  }
  const missing = new Set(lines.map(({ item_id }) => item_id))
  const ids = [...new Set(lines.map(({ order_id }) => order_id))]
  const orders = (await graph<MissedOrder>(container, "order", ORDER_FIELDS, { id: ids })).filter(isDue)
  const claimed = await ordersWithClaims(container, orders)
  const started: StartedSubscription[] = []
  for (const order of orders.filter(({ id }) => !claimed.has(id))) {
    started.push(...(await startForOrder(container, order)))
  }
  return started.filter(({ order_line_id }) => missing.has(order_line_id))
}

function isDue(order: MissedOrder): boolean {
  const is_order = order.status !== "canceled" && order.status !== "draft" && !order.is_draft_order
  return is_order && order.customer_id !== null && !order.metadata?.billing_subscription_id && isPaid(order)
}

/** Orders whose codes are still claimed: redeeming those claims starts their subscriptions, with the trial they promise. */
async function ordersWithClaims(container: MedusaContainer, orders: MissedOrder[]): Promise<Set<string>> {
  const order_id = orders.map(({ id }) => id)
  if (order_id.length === 0) {
    return new Set()
  }
  const links = await graph<{ order_id: string; cart_id: string }>(container, "order_cart", ["order_id", "cart_id"], {
    order_id,
  })
  const cart_id = links.map((link) => link.cart_id)
  const reserved = { cart_id, status: "reserved" as const, held_until: null }
  const claims = cart_id.length > 0 ? await couponsOf(container).listCouponClaims(reserved) : []
  const carts = new Set(claims.map((claim) => claim.cart_id))
  return new Set(links.filter((link) => carts.has(link.cart_id)).map((link) => link.order_id))
}

async function startForOrder(container: MedusaContainer, order: MissedOrder): Promise<StartedSubscription[]> {
  const coupons = couponsOf(container)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  try {
    // What was paid for began when it was bought. Core knows nothing of a test clock, so there it begins now.
    const now = coupons.hasTestClock() ? await coupons.now() : new Date(order.created_at)
    await bookPayments(container, order.id)
    const started = await startSubscriptions(container, { order_id: order.id, now })
    if (started.length > 0) {
      logger.warn(`billing: the subscriptions of order ${order.id} had not been started and are now`)
    }
    return started
  } catch (error) {
    logger.error(`billing: the subscriptions of order ${order.id} could not be started: ${messageOf(error)}`)
    return []
  }
}
