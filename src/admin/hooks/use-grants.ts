// Grants: who is given which coupon (rule 24).
import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query"
import type { Grant, Page } from "../lib/api-types"
import type { Holdings } from "../lib/held-grants"
import { sdk } from "../lib/sdk"
import { billingKeys } from "./billing-keys"
import { keys } from "./keys"

const MOST_GRANTS = 200

/** Running grants of these plans, subscriptions or customers (comma-separated ids). */
const grantsQuery = (query: { plan_id: string } | { subscription_id: string } | { customer_id: string }) => ({
  queryKey: billingKeys.grants(query),
  queryFn: async () =>
    (
      await sdk.client.fetch<Page & { grants: Grant[] }>("/admin/grants", {
        query: { limit: MOST_GRANTS, ...query },
      })
    ).grants,
})

/** Running grants of one plan, or of several. */
export function usePlanGrants(plan_ids: string[]) {
  return useQuery({ ...grantsQuery({ plan_id: plan_ids.join(",") }), enabled: plan_ids.length > 0 })
}

interface HeldGrants {
  grants: Grant[] | undefined
  isError: boolean
  refetch: () => void
}

/** Everything these holdings give: three lists, read side by side. `customer_id` is left out for a subscription alone. */
export function useHeldGrants({ plan_ids, subscription_ids }: Holdings, customer_id?: string): HeldGrants {
  const questions = [
    ...(customer_id ? [{ customer_id }] : []),
    ...(subscription_ids.length > 0 ? [{ subscription_id: subscription_ids.join(",") }] : []),
    ...(plan_ids.length > 0 ? [{ plan_id: plan_ids.join(",") }] : []),
  ]
  const answers = useQueries({ queries: questions.map(grantsQuery) })
  return {
    grants: answers.every(({ data }) => data !== undefined) ? answers.flatMap(({ data }) => data ?? []) : undefined,
    isError: answers.some(({ isError }) => isError),
    refetch: () => answers.forEach((answer) => void answer.refetch()),
  }
}

interface NewGrant {
  coupon_id: string
  plan_id?: string
  customer_id?: string
  subscription_id?: string
}

export function useCreateGrant() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: NewGrant) => sdk.client.fetch<{ grant: Grant }>("/admin/grants", { method: "POST", body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.all }),
  })
}

/** Ends a grant at once; discounts that were won by it stay. */
export function useEndGrant() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sdk.client.fetch(`/admin/grants/${id}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.all }),
  })
}
