// Subscriptions with their invoices, and what will be billed next.
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import type { Invoice, Page, Plan, RevenueReport, Subscription, UpcomingInvoice } from "../lib/api-types"
import { sdk } from "../lib/sdk"
import { billingKeys } from "./billing-keys"
import { keys } from "./keys"
import { useBilling } from "./use-billing"

export const invoicesPerPage = 15
/** Two years of a monthly plan: long enough to see most discounts end. */
export const upcomingCount = 24

export interface SubscriptionsQuestion {
  q: string
  status: string
  plan_id: string
  order: string
  offset: number
  limit: number
}

/** One page of subscriptions; empty strings ask for nothing. */
export function useSubscriptions({ offset, limit, ...wishes }: SubscriptionsQuestion) {
  const asked = Object.entries(wishes).filter(([, value]) => value !== "")
  const query = { limit, offset, ...Object.fromEntries(asked) }
  return useQuery({
    queryKey: keys.subscriptions(query),
    queryFn: () =>
      sdk.client.fetch<Page & { subscriptions: Subscription[] }>("/admin/billing/subscriptions", { query }),
    placeholderData: keepPreviousData,
  })
}

const MOST_SUBSCRIPTIONS = 100

/** All subscriptions of one customer, or those an order began. */
export function useSubscriptionsOf(query: { customer_id: string } | { order_id: string }, isAsked: boolean) {
  return useQuery({
    queryKey: billingKeys.subscriptionsOf(query),
    queryFn: async () =>
      (
        await sdk.client.fetch<Page & { subscriptions: Subscription[] }>("/admin/billing/subscriptions", {
          query: { limit: MOST_SUBSCRIPTIONS, ...query },
        })
      ).subscriptions,
    enabled: isAsked,
  })
}

/** Monthly recurring revenue per currency (rule 42). */
export function useMonthlyRevenue() {
  return useQuery({
    queryKey: billingKeys.mrr,
    queryFn: () => sdk.client.fetch<RevenueReport>("/admin/billing/mrr"),
  })
}

/** One subscription, where this shop bills. */
export function useSubscription(id: string) {
  const isBilling = useBilling()
  return useQuery({
    queryKey: keys.subscription(id),
    queryFn: async () =>
      (await sdk.client.fetch<{ subscription: Subscription }>(`/admin/billing/subscriptions/${id}`)).subscription,
    // Asked for by the breadcrumb too, which is drawn before anybody knows that this shop does not bill.
    enabled: isBilling === true,
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

/** Invoices that were declined and not paid yet; the newest first. */
export function useOpenInvoices(subscription_id: string) {
  const query = { subscription_id, status: "open,uncollectible", order: "-period_start", limit: 20 }
  return useQuery({
    queryKey: [...keys.all, "open-invoices", subscription_id],
    queryFn: async () =>
      (await sdk.client.fetch<Page & { invoices: Invoice[] }>("/admin/billing/invoices", { query })).invoices,
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
  const isBilling = useBilling()
  return useQuery({
    queryKey: keys.plans,
    queryFn: async () => {
      const { plans } = await sdk.client.fetch<Page & { plans: Plan[] }>("/admin/billing/plans", {
        query: { limit: 1000 },
      })
      return new Map(plans.map((plan) => [plan.id, plan]))
    },
    enabled: isBilling === true,
    staleTime: 60_000,
  })
}
