// Which part of its order's shipping a subscription bills: the shares of one order's subscriptions add up to the whole.
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { allocate, fromExact, toMinor } from "../../engine"
import { exactOf } from "../amounts"
import type { SubscriptionRow } from "../../modules/billing/types"
import { numeric } from "./figures"
import { graph } from "./graph"
import { billingOf } from "./services"

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

/** The lines of an order that began subscriptions, also those that are over by now: shares never change. */
export async function shippedLinesOf(
  container: MedusaContainer,
  { order_id }: Pick<SubscriptionRow, "order_id">,
): Promise<ShippedLine[]> {
  const [[order], started] = await Promise.all([
    graph<{ items: OrderItem[] }>(container, "order", ["items.*"], { id: order_id }),
    billingOf(container).listBillingSubscriptions({ order_id }, { select: ["id", "order_line_id"], take: 1_000 }),
  ])
  const lines = new Set(started.map(({ order_line_id }) => order_line_id))
  return (order?.items ?? [])
    .filter(({ id, requires_shipping }) => requires_shipping && lines.has(id))
    .map(({ id, unit_price, quantity }) => ({ id, amount: numeric(unit_price) * numeric(quantity) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}
