// Finds what a process left behind that was killed after it made an order and before it linked the order to its cart.
import type { MedusaContainer } from "@medusajs/framework/types"
import { grantCode, TRIAL_CODE } from "../../engine"
import { graph } from "../../lib/graph"
import type { ReservedClaim } from "../../modules/coupon/types"
import type { UnpaidOrder } from "../take-back-order"
import { COMPLETION_MS } from "../take-places"

interface Line {
  variant_id?: string | null
  quantity: number
}

interface Adjusted {
  adjustments?: { code?: string | null }[]
}

interface CartFacts {
  email?: string | null
  currency_code: string
  items?: Line[]
}

interface CandidateOrder {
  id: string
  is_draft_order?: boolean
  metadata?: Record<string, unknown> | null
  items: (Line & Adjusted & { id: string })[]
  shipping_methods?: Adjusted[]
  payment_collections?: { id: string }[]
}

/**
 * Orders of this cart that no link tells of: of the same e-mail address, with the same lines and one of the claimed
 * codes, made while the claims' completion ran, with no payment in sight (core links payments and cart in one step).
 * `claims` are the reserved ones of the cart, whose lock the caller holds. Renewals and draft orders are somebody else's.
 */
export async function unlinkedOrders(
  container: MedusaContainer,
  cart_id: string,
  claims: ReservedClaim[],
): Promise<UnpaidOrder[]> {
  const fields = ["email", "currency_code", "items.variant_id", "items.quantity"]
  const [cart] = await graph<CartFacts>(container, "cart", fields, { id: cart_id })
  if (!cart?.email) {
    return []
  }
  const since = Math.min(...claims.map(({ created_at }) => new Date(created_at).getTime()))
  const candidates = await ordersWithoutLink(container, cart, new Date(since))
  const codes = codesOfClaims(claims)
  return candidates
    .filter((order) => hasCode(order, codes) && linesKey(order.items) === linesKey(cart.items ?? []))
    .map(({ id }) => ({ order_id: id, payment_collection_ids: [] }))
}

async function ordersWithoutLink(container: MedusaContainer, cart: CartFacts, since: Date): Promise<CandidateOrder[]> {
  const found = await graph<CandidateOrder>(
    container,
    "order",
    [
      "id",
      "is_draft_order",
      "metadata",
      // Named alone, an order line's quantity stays empty: it lives in a table of its own.
      "items.*",
      "items.adjustments.code",
      "shipping_methods.adjustments.code",
      "payment_collections.id",
    ],
    {
      email: cart.email,
      currency_code: cart.currency_code,
      created_at: { $gte: since, $lte: new Date(since.getTime() + COMPLETION_MS) },
    },
  )
  const orders = found.filter(
    ({ is_draft_order, metadata, payment_collections }) =>
      !is_draft_order && !metadata?.billing_subscription_id && (payment_collections ?? []).length === 0,
  )
  if (orders.length === 0) {
    return []
  }
  const links = await graph<{ order_id: string }>(container, "order_cart", ["order_id"], {
    order_id: orders.map(({ id }) => id),
  })
  const linked = new Set(links.map(({ order_id }) => order_id))
  return orders.filter(({ id }) => !linked.has(id))
}

/** The adjustment codes that these claims stand under on an order; one without a promo code is of a granted coupon. */
function codesOfClaims(claims: ReservedClaim[]): Set<string> {
  return new Set([TRIAL_CODE, ...claims.map(({ code, coupon_id }) => code ?? grantCode(coupon_id))])
}

function hasCode(order: CandidateOrder, codes: Set<string>): boolean {
  const adjusted: Adjusted[] = [...order.items, ...(order.shipping_methods ?? [])]
  return adjusted.some(({ adjustments }) => (adjustments ?? []).some(({ code }) => code && codes.has(code)))
}

/** What and how many, whatever the order of the lines. */
function linesKey(lines: Line[]): string {
  return lines
    .map(({ variant_id, quantity }) => `${variant_id}×${Number(quantity)}`)
    .sort()
    .join("|")
}
