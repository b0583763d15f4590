// Coupons: list, one, create, edit, activate, clone, archive, delete.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { addRestrictionTexts } from "../i18n/restriction-texts"
import { namespace } from "../i18n/texts"
import type { Coupon, CouponSettings, Page, PromoCode } from "../lib/api-types"
import type { CouponRequest } from "../lib/coupon-form"
import { sdk } from "../lib/sdk"
import { keys } from "./keys"

export interface ListParameters {
  q: string
  filter: string
  offset: number
  limit: number
}

/** `filter` is the state; lists are separated by commas. Without `order`: the newest first, archived ones last. */
export interface CouponListParameters extends ListParameters {
  type?: string
  duration?: string
  order?: string
}

/** One page of coupons, filtered and searched by name, description, id or code. */
export function useCoupons({ q, filter, offset, limit, type, duration, order }: CouponListParameters) {
  const asked = { q, state: filter, type, duration, order }
  const query = { limit, offset, ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value)) }
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

/** What the server says of its options and of the app's own restrictions, whose texts are known from then on. */
export function useCouponSettings(): CouponSettings | undefined {
  const { i18n } = useTranslation(namespace)
  const { data } = useQuery({
    queryKey: keys.couponSettings,
    queryFn: async () => {
      const { settings } = await sdk.client.fetch<{ settings: CouponSettings }>("/admin/coupons/settings")
      addRestrictionTexts(i18n, settings.restrictions)
      return settings
    },
    staleTime: 3_600_000,
  })
  return data
}

/** The store's time zone (IANA name), in which plain days are meant; UTC until it is known. */
export const useTimeZone = (): string => useCouponSettings()?.time_zone ?? "UTC"

interface NewCoupon {
  coupon: CouponRequest
  /** The first promo code, or "". */
  code: string
  activate: boolean
}

/** Runs `change`; when it succeeds, everything of ours that is on the screen is read again. */
function useChange<Input, Result>(change: (input: Input) => Promise<Result>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: keys.all }) })
}

const post = (path: string, body: object = {}) =>
  sdk.client.fetch<{ coupon: Coupon }>(`/admin/coupons${path}`, { method: "POST", body })

/** Creates a coupon, its first code if there is one, and activates it if asked: all or nothing. */
export const useCreateCoupon = () => useChange(createCoupon)

async function createCoupon({ coupon: body, code, activate }: NewCoupon): Promise<Coupon> {
  const { coupon } = await post("", { ...body, status: "draft" })
  try {
    if (code) {
      await sdk.client.fetch<{ promo_code: PromoCode }>(`/admin/coupons/${coupon.id}/promo-codes`, {
        method: "POST",
        body: { code },
      })
    }
    if (activate) {
      await post(`/${coupon.id}/activate`)
    }
    return coupon
  } catch (error) {
    // The form stays open to be corrected and sent again, so the half-made draft must not stay behind.
    await sdk.client.fetch(`/admin/coupons/${coupon.id}`, { method: "DELETE" })
    throw error
  }
}

/** Edits a coupon: only the fields given, as far as its life allows (rule 34). */
export const useUpdateCoupon = (id: string) =>
  useChange(async (change: Partial<CouponRequest>) => (await post(`/${id}`, change)).coupon)

/** Opens a draft for redemption. */
export const useActivateCoupon = (id: string) => useChange(() => post(`/${id}/activate`))

/** Switches an active coupon off, or on again (rule 65). */
export const useSwitchCoupon = (id: string) => useChange((to: "pause" | "resume") => post(`/${id}/${to}`))

/** A new draft with all settings; answers it (rule 36). */
export const useCloneCoupon = (id: string) => useChange(async () => (await post(`/${id}/clone`)).coupon)

/** Closes a coupon for good; running discounts are kept or ended (rule 36). */
export const useArchiveCoupon = (id: string) =>
  useChange((existing_discounts: "keep" | "end") => post(`/${id}/archive`, { existing_discounts }))

/** Deletes a coupon that was never redeemed. Its page must be left first: nothing is read again here that is gone. */
export function useDeleteCoupon(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => sdk.client.fetch(`/admin/coupons/${id}`, { method: "DELETE" }),
    onSuccess: () => {
      client.removeQueries({ queryKey: keys.coupon(id) })
      return client.invalidateQueries({ queryKey: keys.all, refetchType: "none" })
    },
  })
}
