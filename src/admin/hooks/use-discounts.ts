// Applied discounts: list, preview, apply, end; and the coupons to choose from.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { AppliedDiscount, Coupon, Page } from "../lib/api-types"
import type { ApplyRequest } from "../lib/apply-form"
import type { DraftOrderPreview, SubscriptionPreview } from "../lib/preview"
import { sdk } from "../lib/sdk"
import { billingKeys, isNoPreview } from "./billing-keys"

const MOST_DISCOUNTS = 200

/** Discounts on any of these targets, the newest first; `status`: running, ended, or both. */
export function useDiscounts(query: Record<string, string>, isAsked = true) {
  return useQuery({
    queryKey: billingKeys.discounts(query),
    queryFn: async () =>
      (
        await sdk.client.fetch<Page & { discounts: AppliedDiscount[] }>("/admin/discounts", {
          query: { limit: MOST_DISCOUNTS, ...query },
        })
      ).discounts,
    enabled: isAsked,
    placeholderData: keepPreviousData,
  })
}

/** What `POST /admin/discounts/preview` answers: subscriptions, or one draft order. */
export interface DiscountPreview {
  subscriptions: SubscriptionPreview[]
  draft_order?: DraftOrderPreview | null
}

export const previewedInvoices = 12

/** The price before and after, for a request that is complete; null asks nothing. Refusals are its error, not retried. */
export function useDiscountPreview(request: ApplyRequest | null) {
  return useQuery({
    queryKey: billingKeys.preview(request),
    queryFn: () =>
      sdk.client.fetch<DiscountPreview>("/admin/discounts/preview", {
        method: "POST",
        body: { ...request, count: previewedInvoices },
      }),
    enabled: request !== null,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  })
}

/** Puts the discount there. All that is shown is read again: core's own pages have totals that have changed, too. */
export function useApplyDiscount() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: ApplyRequest) =>
      sdk.client.fetch<{ discount: AppliedDiscount }>("/admin/discounts", { method: "POST", body }),
    onSuccess: () => client.invalidateQueries({ predicate: isNoPreview }),
  })
}

/** No later invoice is discounted by it. */
export function useEndDiscount() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sdk.client.fetch(`/admin/discounts/${id}/end`, { method: "POST" }),
    onSuccess: () => client.invalidateQueries({ predicate: isNoPreview }),
  })
}

export const choicesShown = 20

/** Active coupons by name, the newest first. */
export function useCouponChoice(q: string) {
  const query = { state: "active", limit: choicesShown, ...(q ? { q } : {}) }
  return useQuery({
    queryKey: billingKeys.couponChoice(query),
    queryFn: () => sdk.client.fetch<Page & { coupons: Coupon[] }>("/admin/coupons", { query }),
    placeholderData: keepPreviousData,
  })
}

/** Active coupons whose scope covers the product, by the engine's own rule. */
export function useCouponsCovering(product_id: string, limit: number) {
  const query = { covers_product_id: product_id, state: "active", limit }
  return useQuery({
    queryKey: billingKeys.couponChoice(query),
    queryFn: () => sdk.client.fetch<Page & { coupons: Coupon[] }>("/admin/coupons", { query }),
  })
}
