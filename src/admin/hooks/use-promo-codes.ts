// Promo codes of one coupon: list, create, archive.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { Page, PromoCode } from "../lib/api-types"
import type { CreatePromoCodeRequest } from "../lib/promo-code-form"
import { sdk } from "../lib/sdk"
import { keys } from "./keys"

export const codesPerPage = 10

/** One page of a coupon's codes. */
export function usePromoCodes(couponId: string, offset: number) {
  return useQuery({
    queryKey: keys.promoCodes(couponId, offset),
    queryFn: () =>
      sdk.client.fetch<Page & { promo_codes: PromoCode[] }>(`/admin/coupons/${couponId}/promo-codes`, {
        query: { limit: codesPerPage, offset },
      }),
    placeholderData: keepPreviousData,
  })
}

/** Makes a code; the coupon and its lists are read again. */
export function useCreatePromoCode(couponId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: CreatePromoCodeRequest) =>
      sdk.client.fetch<{ promo_code: PromoCode }>(`/admin/coupons/${couponId}/promo-codes`, { method: "POST", body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.all }),
  })
}

/** Closes a code for good; its word is free again (rule 35). */
export function useArchivePromoCode() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sdk.client.fetch(`/admin/promo-codes/${id}/archive`, { method: "POST" }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.all }),
  })
}
