// Subscriptions with their invoices, and what will be billed next.
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import type { Invoice, Page, Plan, Subscription, UpcomingInvoice } from "../lib/api-types"
import { sdk } from "../lib/sdk"
import { keys } from "./keys"
import type { ListParameters } from "./use-coupons"

export const invoicesPerPage = 15
export const upcomingCount = 12

/** One page of subscriptions, filtered by status. */
export function useSubscriptions({ q, filter, offset, limit }: ListParameters) {
  const query = { limit, offset, ...(q ? { q } : {}), ...(filter ? { status: filter } : {}) }
  return useQuery({
    queryKey: keys.subscriptions(query),
    queryFn: () =>
      sdk.client.fetch<Page & { subscriptions: Subscription[] }>("/admin/billing/subscriptions", { query }),
    placeholderData: keepPreviousData,
  })
}

export function useSubscription(id: string) {
  return useQuery({
    queryKey: keys.subscription(id),
    queryFn: async () =>
      (await sdk.client.fetch<{ subscription: Subscription }>(`/admin/billing/subscriptions/${id}`)).subscription,
  })
}

/** One page of a subscription's invoices, the newest first. */
export function useInvoices(subscription_id: string, offset: number) {
  return useQuery({
    queryKey: keys.invoices(subscription_id, offset),
    queryFn: () =>
      sdk.client.fetch<Page & { invoices: Invoice[] }>("/admin/billing/invoices", {
        query: { subscription_id, order: "-period_start", limit: invoicesPerPage, offset },
      }),
    placeholderData: keepPreviousData,
  })
}

/** What will be billed, from the next period on. */
export function useUpcomingInvoices(subscriptionId: string) {
  return useQuery({
    queryKey: keys.upcomingInvoices(subscriptionId),
    queryFn: async () =>
      (
        await sdk.client.fetch<{ upcoming_invoices: UpcomingInvoice[] }>(
          `/admin/billing/subscriptions/${subscriptionId}/upcoming-invoices`,
          { query: { count: upcomingCount } },
        )
      ).upcoming_invoices,
  })
}

/** Plans by id; a shop has few. */
export function usePlans() {
  return useQuery({
    queryKey: keys.plans,
    queryFn: async () => {
      const { plans } = await sdk.client.fetch<Page & { plans: Plan[] }>("/admin/billing/plans", {
        query: { limit: 100 },
      })
      return new Map(plans.map((plan) => [plan.id, plan]))
    },
    staleTime: 60_000,
  })
}
