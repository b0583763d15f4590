// The ledger of one coupon.
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import type { Page, Redemption } from "../lib/api-types"
import { sdk } from "../lib/sdk"
import { keys } from "./keys"

export const redemptionsPerPage = 10

/** One page of a coupon's redemptions and reversals. */
export function useRedemptions(coupon_id: string, offset: number) {
  return useQuery({
    queryKey: keys.redemptions(coupon_id, offset),
    queryFn: () =>
      sdk.client.fetch<Page & { redemptions: Redemption[] }>("/admin/redemptions", {
        query: { coupon_id, limit: redemptionsPerPage, offset },
      }),
    placeholderData: keepPreviousData,
  })
}
