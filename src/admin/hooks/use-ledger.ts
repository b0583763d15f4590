// Rows of the ledger of a customer or an order (rule 46).
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import type { LedgerRow, Page } from "../lib/api-types"
import { sdk } from "../lib/sdk"
import { billingKeys } from "./billing-keys"

export interface LedgerQuestion {
  customer_id?: string
  order_id?: string
  offset: number
  limit: number
}

export function useLedger(query: LedgerQuestion) {
  return useQuery({
    queryKey: billingKeys.ledger(query),
    queryFn: () => sdk.client.fetch<Page & { redemptions: LedgerRow[] }>("/admin/redemptions", { query: { ...query } }),
    placeholderData: keepPreviousData,
  })
}
