// The ledger of one coupon, and its sums by day and by channel.
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import type { CouponStatistics, Page, Redemption } from "../lib/api-types"
import { saveFile } from "../lib/save-file"
import { sdk } from "../lib/sdk"
import { keys } from "./keys"

export const redemptionsPerPage = 10

/** What narrows the ledger; "" narrows nothing. Days are plain days of the store's time zone, both in it. */
export interface RedemptionsFilter {
  q: string
  from: string
  to: string
  kind: string
}

export const noRedemptionsFilter: RedemptionsFilter = { q: "", from: "", to: "", kind: "" }

const asked = (coupon_id: string, filter: RedemptionsFilter) => ({
  coupon_id,
  ...Object.fromEntries(Object.entries(filter).filter(([, value]) => value)),
})

/** One page of a coupon's redemptions and reversals. */
export function useRedemptions(couponId: string, filter: RedemptionsFilter, page: { offset: number; order: string }) {
  const query = { ...asked(couponId, filter), limit: redemptionsPerPage, ...page }
  return useQuery({
    queryKey: keys.redemptions(query),
    queryFn: () => sdk.client.fetch<Page & { redemptions: Redemption[] }>("/admin/redemptions", { query }),
    placeholderData: keepPreviousData,
  })
}

/** Saves every discounted line of the matching redemptions as a CSV file (rule 46). */
export const downloadRedemptions = (couponId: string, filter: RedemptionsFilter): Promise<void> =>
  saveFile("/admin/redemptions.csv", `redemptions-${couponId}.csv`, asked(couponId, filter))

/** A coupon's redemptions and money by day and by channel; without `from` since its first redemption. */
export function useStatistics(couponId: string, { from, to }: { from?: string; to?: string }) {
  const query = { ...(from ? { from } : {}), ...(to ? { to } : {}) }
  return useQuery({
    queryKey: keys.statistics(couponId, query),
    queryFn: async () =>
      (await sdk.client.fetch<{ statistics: CouponStatistics }>(`/admin/coupons/${couponId}/statistics`, { query }))
        .statistics,
    placeholderData: keepPreviousData,
  })
}
