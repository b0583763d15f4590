// Whether this shop bills subscriptions itself. Asked once, so that nothing asks for routes that are not there.
import { useQuery } from "@tanstack/react-query"
import { sdk } from "../lib/sdk"
import { billingKeys } from "./billing-keys"

interface Health {
  billing?: { enabled: boolean }
}

/** Undefined while it is not known. False where billing is switched off, and where the answer cannot be had. */
export function useBilling(): boolean | undefined {
  const { data, isError } = useQuery({
    queryKey: billingKeys.health,
    queryFn: () => sdk.client.fetch<Health>("/admin/coupons/health"),
    staleTime: Infinity,
    retry: false,
  })
  return isError ? false : data && data.billing?.enabled === true
}
