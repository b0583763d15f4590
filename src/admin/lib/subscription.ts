// What can be said of a subscription from its own fields.
import { fromMinor, toMinor } from "../../engine/money"
import type { Subscription } from "./api-types"

/** Full price of one period, major units; summed in minor units so that it is exact. */
export function pricePerPeriod({ items, currency_code }: Pick<Subscription, "items" | "currency_code">): number {
  const minor = items.reduce((sum, item) => sum + item.quantity * toMinor(item.unit_price, currency_code), 0)
  return fromMinor(minor, currency_code)
}
