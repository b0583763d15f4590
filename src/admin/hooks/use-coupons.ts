// Coupons: list, one, create, activate, archive.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { Coupon, Page, PromoCode } from "../lib/api-types"
import type { CreateCouponRequest } from "../lib/coupon-form"
import { sdk } from "../lib/sdk"
import { keys } from "./keys"

export interface ListParameters {
  q: string
  filter: string
  offset: number
  limit: number
}

/** One page of coupons, filtered by state and searched by name. */
export function useCoupons({ q, filter, offset, limit }: ListParameters) {
  const query = { limit, offset, ...(q ? { q } : {}), ...(filter ? { state: filter } : {}) }
  return useQuery({
    queryKey: keys.coupons(query),
    queryFn: () => sdk.client.fetch<Page & { coupons: Coupon[] }>("/admin/coupons", { query }),
    placeholderData: keepPreviousData,
  })
}

/** One coupon with its computed state. */
export function useCoupon(id: string) {
  return useQuery({
    queryKey: keys.coupon(id),
    queryFn: async () => (await sdk.client.fetch<{ coupon: Coupon }>(`/admin/coupons/${id}`)).coupon,
  })
}

interface NewCoupon {
  coupon: CreateCouponRequest
  /** The first promo code, or "". */
  code: string
  activate: boolean
}

/** Creates a coupon, its first code if there is one, and activates it if asked: all or nothing. */
export function useCreateCoupon() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: createCoupon,
    onSuccess: () => client.invalidateQueries({ queryKey: keys.all }),
  })
}

async function createCoupon({ coupon: body, code, activate }: NewCoupon): Promise<Coupon> {
  const { coupon } = await sdk.client.fetch<{ coupon: Coupon }>("/admin/coupons", { method: "POST", body })
  try {
    if (code) {
      await sdk.client.fetch<{ promo_code: PromoCode }>(`/admin/coupons/${coupon.id}/promo-codes`, {
        method: "POST",
        body: { code },
      })
    }
    if (activate) await sdk.client.fetch(`/admin/coupons/${coupon.id}/activate`, { method: "POST" })
    return coupon
  } catch (error) {
    // The form stays open to be corrected and sent again, so the half-made draft must not stay behind.
    await sdk.client.fetch(`/admin/coupons/${coupon.id}`, { method: "DELETE" })
    throw error
  }
}

/** Opens a draft for redemption. */
export function useActivateCoupon(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => sdk.client.fetch(`/admin/coupons/${id}/activate`, { method: "POST" }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.all }),
  })
}

/** Closes a coupon for good; running discounts are kept or ended (rule 36). */
export function useArchiveCoupon(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (existing_discounts: "keep" | "end") =>
      sdk.client.fetch(`/admin/coupons/${id}/archive`, { method: "POST", body: { existing_discounts } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.all }),
  })
}
