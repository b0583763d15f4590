// Creating a subscription: what it would be billed, and making it; what it can be shipped with.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { Subscription } from "../lib/api-types"
import type { NewSubscriptionPreview, NewSubscriptionRequest } from "../lib/new-subscription-form"
import { sdk } from "../lib/sdk"
import { billingKeys, isNoPreview } from "./billing-keys"
import { useSettled } from "./use-settled"

const path = "/admin/billing/subscriptions"

/** A year of a monthly plan: long enough to see most discounts end, and to be drawn beside a form. */
export const previewedInvoices = 12

/** What the request would make, as the bill's calculation has it; null asks nothing. Refusals are its error, not retried. */
export function useNewSubscriptionPreview(request: NewSubscriptionRequest | null) {
  const written = request && JSON.stringify(request)
  const settled = useSettled(written)
  const query = useQuery({
    queryKey: billingKeys.newSubscription(settled),
    queryFn: () =>
      sdk.client.fetch<NewSubscriptionPreview>(path, {
        method: "POST",
        body: { ...(JSON.parse(settled ?? "{}") as object), preview: true, count: previewedInvoices },
      }),
    enabled: settled !== null,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  })
  return { ...query, isOfRequest: settled === written && query.isSuccess && !query.isFetching }
}

/** Makes it with all of its discounts, or nothing. */
export function useCreateSubscription() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (body: NewSubscriptionRequest) =>
      (await sdk.client.fetch<{ subscription: Subscription }>(path, { method: "POST", body })).subscription,
    onSuccess: () => client.invalidateQueries({ predicate: isNoPreview }),
  })
}

const MOST_OPTIONS = 200

interface ShippingOptionRow {
  id: string
  name: string
  price_type: string
  service_zone?: { name: string } | null
  rules?: { attribute: string; value: unknown }[]
}

const FIELDS = "id,name,price_type,service_zone.name,rules.attribute,rules.value"

/** Core answers 500 to its own filter `is_return` (2.21.2). */
const isForReturns = ({ rules = [] }: ShippingOptionRow): boolean =>
  rules.some(({ attribute, value }) => attribute === "is_return" && String(value) === "true")

/** Shipping options with a fixed price, by name and zone. */
export function useShippingOptions() {
  return useQuery({
    queryKey: billingKeys.shippingOptions,
    queryFn: async () => {
      const { shipping_options } = await sdk.client.fetch<{ shipping_options: ShippingOptionRow[] }>(
        "/admin/shipping-options",
        { query: { fields: FIELDS, limit: MOST_OPTIONS } },
      )
      return shipping_options
        .filter((option) => option.price_type === "flat" && !isForReturns(option))
        .map(({ id, name, service_zone }) => ({ id, name: [name, service_zone?.name].filter(Boolean).join(" · ") }))
    },
    staleTime: 60_000,
  })
}
