// Which part of its order's shipping a subscription bills: the shares of one order's subscriptions add up to the whole.
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { allocate, fromExact, toMinor } from "../../engine"
import { exactOf } from "../amounts"
import { numeric } from "./figures"
import { graph } from "../../lib/graph"
import { billingOf } from "../../lib/billing"
import { byId } from "../../tools/by-id"

/** A shipping method of the order that began a subscription. Amount in major units. */
export interface OriginShipping {
  id: string
  name: string
  amount: number
  is_tax_inclusive: boolean
  shipping_option_id: string | null
  data: Record<string, unknown> | null
}

/** A line of the order that began a subscription and is shipped; its price decides about its share. Major units. */
export interface ShippedLine {
  id: string
  amount: number
}

/**
 * What one line bears of each shipping method, shared over the lines in proportion to their prices, to the last minor unit
 * (law 8); in equal parts where nothing costs anything. What was bought once in the same order bears nothing.
 */
export function shippingShare(
  methods: OriginShipping[],
  lines: ShippedLine[],
  line_id: string,
  currency_code: string,
): OriginShipping[] {
  const index = lines.findIndex(({ id }) => id === line_id)
  if (index < 0 || lines.length === 1) {
    return methods
  }
  const prices = lines.map(({ amount }) => toMinor(amount.toFixed(8), currency_code))
  const weights = prices.some((price) => price > 0) ? prices : prices.map(() => 1)
  return methods.map((method) => {
    const { amount_minor, below_nano } = exactOf(method.amount, currency_code)
    const shares = allocate(amount_minor, weights)
    // What is below the unit is not lost either: the line that bears most bears it, of two the earlier.
    const most = shares.indexOf(Math.max(...shares))
    const share = { amount_minor: shares[index] ?? 0, below_nano: index === most ? below_nano : 0 }
    return { ...method, amount: fromExact(share, currency_code) }
  })
}

interface OrderItem {
  id: string
  unit_price: BigNumberInput
  quantity: BigNumberInput
  requires_shipping: boolean
}

/** The lines of orders that began subscriptions, by order id, also of those that are over by now: shares never change. */
export async function shippedLinesOf(
  container: MedusaContainer,
  order_ids: string[],
): Promise<Map<string, ShippedLine[]>> {
  if (order_ids.length === 0) {
    return new Map()
  }
  const [orders, started] = await Promise.all([
    graph<{ id: string; items: OrderItem[] }>(container, "order", ["id", "items.*"], { id: order_ids }),
    billingOf(container).listBillingSubscriptions(
      { order_id: order_ids },
      { select: ["id", "order_line_id"], take: 10_000 },
    ),
  ])
  const lines = new Set(started.map(({ order_line_id }) => order_line_id))
  return new Map(orders.map(({ id, items }) => [id, shippedAmong(items, lines)]))
}

const shippedAmong = (items: OrderItem[], began: Set<string | null>): ShippedLine[] =>
  byId(items)
    .filter(({ id, requires_shipping }) => requires_shipping && began.has(id))
    .map(({ id, unit_price, quantity }) => ({ id, amount: numeric(unit_price) * numeric(quantity) }))
