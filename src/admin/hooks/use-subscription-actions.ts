// What an admin does with a subscription and its invoices.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { Invoice, PauseAnswer } from "../lib/api-types"
import type { ChangeAnswer, ChangePlanRequest } from "../lib/change-plan-form"
import { saveFile } from "../lib/save-file"
import { sdk } from "../lib/sdk"
import { billingKeys } from "./billing-keys"
import { keys } from "./keys"

type Action =
  | { verb: "cancel"; body: { at_period_end: boolean } }
  | { verb: "pause" }
  | { verb: "resume" }
  | { verb: "payment-method"; body: { payment_provider_id: string; payment_data: Record<string, unknown> | null } }
  | { verb: "change-plan"; body: ChangePlanRequest }

/** Does it and reads everything again; the server's refusal is the error. */
export function useSubscriptionAction(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (action: Action) =>
      sdk.client.fetch(`/admin/billing/subscriptions/${id}/${action.verb}`, {
        method: "POST",
        body: "body" in action ? action.body : undefined,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.all }),
  })
}

/** How many discounted invoices a pause would cost at most; throws the server's refusal where it cannot be paused. */
export async function readPauseCost(subscription_id: string): Promise<number> {
  const { pause } = await sdk.client.fetch<PauseAnswer>(`/admin/billing/subscriptions/${subscription_id}/pause`, {
    method: "POST",
    body: { preview: true },
  })
  return pause.discounted_invoices
}

/** What a change of plan would come to; null asks nothing. */
export function useChangePreview(subscription_id: string, request: ChangePlanRequest | null) {
  return useQuery({
    queryKey: billingKeys.changePreview(subscription_id, request),
    queryFn: () =>
      sdk.client.fetch<ChangeAnswer>(`/admin/billing/subscriptions/${subscription_id}/change-plan`, {
        method: "POST",
        body: { ...request, preview: true },
      }),
    enabled: request !== null,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  })
}

/** Collects a declined invoice again, asks its customer to pay it, or takes an invoice back. */
export function useInvoiceAction() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ id, verb }: { id: string; verb: "retry" | "ask-customer" | "void" }) =>
      (await sdk.client.fetch<{ invoice: Invoice }>(`/admin/billing/invoices/${id}/${verb}`, { method: "POST" }))
        .invoice,
    onSettled: () => client.invalidateQueries({ queryKey: keys.all }),
  })
}

/** Saves an invoice's PDF as a file. */
export function useInvoicePdf() {
  return useMutation({
    mutationFn: ({ id, number }: Pick<Invoice, "id" | "number">) =>
      saveFile(`/admin/billing/invoices/${id}/pdf`, `${number}.pdf`, {}, "application/pdf"),
  })
}

/** Payment providers of the subscription's region. */
export function usePaymentProviders(region_id: string | null) {
  return useQuery({
    queryKey: billingKeys.providers(region_id),
    queryFn: async () => {
      const { region } = await sdk.admin.region.retrieve(region_id ?? "", { fields: "id,payment_providers.id" })
      return (region.payment_providers ?? []).map(({ id }) => id)
    },
    enabled: region_id !== null,
  })
}
