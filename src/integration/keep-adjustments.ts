// Keeps our adjustments on orders that core creates for renewals: core removes every adjustment with a code from a new order,
// because it expects its own promotions to come back. Ours carry a provider id, and their removal is left out.
import { OUR_PROVIDER } from "../pricing/external/price-renewal"

interface Adjusted {
  adjustments?: { id: string; provider_id?: string | null }[]
}

interface Context {
  id?: unknown
  items?: Adjusted[]
  shipping_methods?: Adjusted[]
}

/** The actions without those that would remove an adjustment of ours from an order; carts are re-priced and keep none. */
export function withoutRemovals<T extends { adjustment_id?: string }>(actions: T[], context: Context): T[] {
  if (typeof context.id !== "string" || !context.id.startsWith("order_")) {
    return actions
  }
  const lines = [...(context.items ?? []), ...(context.shipping_methods ?? [])]
  const ours = new Set(
    lines.flatMap(({ adjustments = [] }) =>
      adjustments.filter(({ provider_id }) => provider_id === OUR_PROVIDER).map(({ id }) => id),
    ),
  )
  return ours.size === 0 ? actions : actions.filter(({ adjustment_id }) => !ours.has(adjustment_id ?? ""))
}
