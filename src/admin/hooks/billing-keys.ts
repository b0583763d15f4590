// Names under which answers about billing, discounts and grants are cached; `keys.all` refreshes them with the rest.
import type { Query } from "@tanstack/react-query"
import { keys } from "./keys"

/**
 * Previews stand apart: once a request was sent, what it was a preview of is done, and asking again would be refused. A form
 * that opens anew asks anew.
 */
const preview = "coupons-plugin-preview"

/** Everything that is shown but previews. */
export const isNoPreview = ({ queryKey }: Query): boolean => queryKey[0] !== preview

export const billingKeys = {
  health: [...keys.all, "health"] as const,
  mrr: [...keys.all, "mrr"] as const,
  plansOf: (variant_ids: string[]) => [...keys.all, "plans", variant_ids] as const,
  variants: (ids: string[]) => [...keys.all, "variants", ids] as const,
  productVariants: (product_id: string) => [...keys.all, "product-variants", product_id] as const,
  subscriptionsOf: (query: object) => [...keys.all, "subscriptions-of", query] as const,
  discounts: (query: object) => [...keys.all, "discounts", query] as const,
  preview: (request: object | null) => [preview, "discount", request] as const,
  grants: (query: object) => [...keys.all, "grants", query] as const,
  ledger: (query: object) => [...keys.all, "ledger", query] as const,
  couponChoice: (query: object) => [...keys.all, "coupon-choice", query] as const,
  changePreview: (subscription_id: string, request: object | null) =>
    [preview, "change", subscription_id, request] as const,
  newSubscription: (request: string | null) => [preview, "subscription", request] as const,
  shippingOptions: [...keys.all, "shipping-options"] as const,
  providers: (region_id: string | null) => [...keys.all, "payment-providers", region_id] as const,
}
