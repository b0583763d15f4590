// Promo codes of one coupon: list, create, pause, archive.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { Page, PromoCode } from "../lib/api-types"
import type { CreatePromoCodeRequest } from "../lib/promo-code-form"
import { sdk } from "../lib/sdk"
import { keys } from "./keys"

export const codesPerPage = 10

/** What to show of a coupon's codes; "" narrows nothing. */
export interface PromoCodesQuestion {
  q: string
  state: string
  code_batch_id: string
  offset: number
}

/** One page of a coupon's codes: the newest first, archived ones last. */
export function usePromoCodes(couponId: string, { offset, ...asked }: PromoCodesQuestion) {
  const narrowed = Object.fromEntries(Object.entries(asked).filter(([, value]) => value))
  const query = { limit: codesPerPage, offset, ...narrowed }
  return useQuery({
    queryKey: keys.promoCodes(couponId, query),
    queryFn: () =>
      sdk.client.fetch<Page & { promo_codes: PromoCode[] }>(`/admin/coupons/${couponId}/promo-codes`, { query }),
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

/** Switches a code off, or on again (rule 65). */
export function useSwitchPromoCode(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (to: "pause" | "resume") =>
      sdk.client.fetch(`/admin/promo-codes/${id}/${to}`, { method: "POST", body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.all }),
  })
}

/** Closes a code for good; the same code can be made again (rule 35). */
export function useArchivePromoCode() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sdk.client.fetch(`/admin/promo-codes/${id}/archive`, { method: "POST", body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.all }),
  })
}
