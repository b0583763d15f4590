// The currencies the shop sells in.
import { useQuery } from "@tanstack/react-query"
import { sdk } from "../lib/sdk"
import { keys } from "./keys"

export interface Currency {
  code: string
  symbol: string
}

/** The store's currencies, its default first. */
export function useCurrencies() {
  return useQuery({ queryKey: keys.currencies, queryFn: fetchCurrencies, staleTime: 300_000 })
}

async function fetchCurrencies(): Promise<Currency[]> {
  const { stores } = await sdk.admin.store.list({ fields: "id,*supported_currencies,*supported_currencies.currency" })
  const supported = stores[0]?.supported_currencies ?? []
  return [...supported]
    .sort((a, b) => Number(b.is_default) - Number(a.is_default))
    .map(({ currency_code, currency }) => ({
      code: currency_code,
      symbol: currency?.symbol ?? currency_code.toUpperCase(),
    }))
}
