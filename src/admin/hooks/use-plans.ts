// Plans of variants: list, create, change, delete; and the variants they belong to.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { Page, Plan } from "../lib/api-types"
import type { PlanRequest } from "../lib/plan-form"
import { sdk } from "../lib/sdk"
import { billingKeys } from "./billing-keys"
import { keys } from "./keys"

const MOST_PLANS = 500

export interface Variant {
  id: string
  title: string
  /** "" where the server does not say. */
  product_title: string
}

/** A product's variants; a product has few. */
export function useProductVariants(product_id: string, isAsked: boolean) {
  return useQuery({
    queryKey: billingKeys.productVariants(product_id),
    queryFn: async () => {
      const { variants } = await sdk.admin.product.listVariants(product_id, { fields: "id,title", limit: 200 })
      return variants.map(({ id, title }): Variant => ({ id, title: title ?? id, product_title: "" }))
    },
    enabled: isAsked,
  })
}

/** Variants by id, with their products' titles. */
export function useVariants(ids: string[]) {
  const distinct = [...new Set(ids)].sort()
  return useQuery({
    queryKey: billingKeys.variants(distinct),
    queryFn: async () => {
      const { variants } = await sdk.admin.productVariant.list({
        id: distinct,
        fields: "id,title,product.id,product.title",
        limit: distinct.length,
      })
      return new Map(
        variants.map(({ id, title, product }): [string, Variant] => [
          id,
          { id, title: title ?? id, product_title: product?.title ?? "" },
        ]),
      )
    },
    enabled: distinct.length > 0,
    staleTime: 60_000,
  })
}

/** The plans of these variants, oldest first. */
export function usePlansOf(variant_ids: string[]) {
  return useQuery({
    queryKey: billingKeys.plansOf(variant_ids),
    queryFn: async () =>
      (
        await sdk.client.fetch<Page & { plans: Plan[] }>("/admin/billing/plans", {
          query: { variant_id: variant_ids.join(","), order: "created_at", limit: MOST_PLANS },
        })
      ).plans,
    enabled: variant_ids.length > 0,
  })
}

/** Creates a plan, or changes the one with this id. */
export function useSavePlan(id: string | null) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: PlanRequest) =>
      sdk.client.fetch<{ plan: Plan }>(id ? `/admin/billing/plans/${id}` : "/admin/billing/plans", {
        method: "POST",
        body,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.all }),
  })
}

/** New carts cannot choose it any more; subscriptions that run on it go on. */
export function useDeletePlan() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sdk.client.fetch(`/admin/billing/plans/${id}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.all }),
  })
}
