// Applied discounts of a subscription: which of them each item gets, where they come from, and which ones wait.
import { fromMinor, toMinor } from "../../engine/money"
import type {
  AppliedDiscount,
  CouponTerms,
  DiscountTargetType,
  DiscountTerms,
  Subscription,
  UpcomingInvoice,
} from "./api-types"

/** A discount on one item of the next invoice. */
export interface ItemDiscount {
  discount_id: string | null
  coupon_id: string | null
  name: string
  code: string | null
  /** Major units off this item. */
  amount: number
  /** What it was put on; null for what the server does not say (core promotions). */
  source: DiscountTargetType | null
  origin: AppliedDiscount["origin"] | null
}

/** What each item is discounted by on the next invoice, by item id; the server has decided it already (rule 27). */
export function discountsByItem(
  next: UpcomingInvoice | undefined,
  running: AppliedDiscount[],
): Map<string, ItemDiscount[]> {
  const byItem = new Map<string, ItemDiscount[]>()
  for (const { subscription_item_id, line_id } of next?.lines ?? []) {
    if (subscription_item_id === null) {
      continue
    }
    const found = next?.discounts.flatMap((discount): ItemDiscount[] => {
      const minor = discount.lines
        .filter((line) => line.line_id === line_id)
        .reduce((sum, { amount }) => sum + toMinor(amount, next.currency_code), 0)
      if (minor <= 0) {
        return []
      }
      const { discount_id, coupon_id, name, code } = discount
      const applied = running.find(({ id }) => id === discount_id)
      const from = { source: applied?.target_type ?? null, origin: applied?.origin ?? null }
      return [{ discount_id, coupon_id, name, code, amount: fromMinor(minor, next.currency_code), ...from }]
    })
    byItem.set(subscription_item_id, [...(byItem.get(subscription_item_id) ?? []), ...(found ?? [])])
  }
  return byItem
}

/** When a running discount takes money off: with the next invoice, with a later one, or with none that is known. */
export type Effect = "next" | "later" | "none"

export function effectOf(discount_id: string, upcoming: UpcomingInvoice[]): Effect {
  const index = upcoming.findIndex(({ discounts }) => discounts.some((one) => one.discount_id === discount_id))
  if (index === 0) {
    return "next"
  }
  return index > 0 ? "later" : "none"
}

/** The targets whose discounts can reach this subscription, as `GET /admin/discounts` asks for them. */
export function targetsOf(subscription: Subscription, open_invoice_ids: string[]): Record<string, string> {
  return {
    subscription_id: subscription.id,
    customer_id: subscription.customer_id,
    ...(subscription.items.length > 0
      ? { subscription_item_id: subscription.items.map(({ id }) => id).join(",") }
      : {}),
    ...(open_invoice_ids.length > 0 ? { invoice_id: open_invoice_ids.join(",") } : {}),
  }
}

/** Frozen terms as `texts` takes them: a promise has no dates and no limits any more (rule 15). */
export function termsForTexts(terms: DiscountTerms): CouponTerms {
  return { ...terms, starts_at: null, expires_at: null, max_redemptions: null, max_redemptions_per_customer: null }
}
