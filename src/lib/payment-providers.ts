// What core's payment module does not pass on: which providers are Stripe's, what a provider says of a session or of a payment, and
// asking it once more under the key of a session whose first answer never arrived.
import type { IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

/**
 * Medusa's official provider for Stripe, under whatever id the shop gave it (`pp_stripe_stripe`). Its siblings for single
 * methods (`pp_stripe-ideal_stripe`) are others: what they take cannot be charged again.
 */
export const isStripe = (provider_id: string): boolean => provider_id.startsWith("pp_stripe_")

/** Those siblings: whoever pays by iDEAL and its like once leaves nothing that a later invoice could be charged to. */
export const leavesNothing = (provider_id: string): boolean => provider_id.startsWith("pp_stripe-")

/** Core's own provider, which takes no money and always says yes: its invoices are paid to the shop in another way. */
export const isManual = (provider_id: string): boolean => provider_id.startsWith("pp_system_")

/** A session to be, as core hands it to the provider. Amount in major units. */
export interface SessionInput {
  provider_id: string
  currency_code: string
  amount: number
  data: Record<string, unknown>
  context: Record<string, unknown>
}

/** The part of core's payment module that asks the providers. */
interface Providers {
  createSession(
    provider_id: string,
    input: Omit<SessionInput, "provider_id">,
  ): Promise<{ data?: Record<string, unknown> }>
  getStatus(
    provider_id: string,
    input: { data: Record<string, unknown> },
  ): Promise<{ status?: string; data?: Record<string, unknown> }>
}

/** Behind core's public surface, so a seam: `integration/ask-again.ts` looks at boot whether it is there. Null: it is not. */
export function providersOf(container: MedusaContainer): Providers | null {
  const payments: IPaymentModuleService & { paymentProviderService_?: Partial<Providers> } = container.resolve(
    Modules.PAYMENT,
  )
  const providers = payments.paymentProviderService_
  const is_there = [providers?.createSession, providers?.getStatus].every((asked) => typeof asked === "function")
  return is_there ? (providers as Providers) : null
}

export const PROVIDERS_MOVED = "Medusa's payment module does not show its providers any more."

/**
 * Asks a provider for a session exactly as core did when it made `session_id`: the same data under the same idempotency key,
 * so a payment that was made already is answered, and not made again. Answers the provider's data. Core itself would ask for
 * a change of the session, which needs the very answer that is missing. Throws what the provider throws.
 */
export async function askAgain(
  container: MedusaContainer,
  session_id: string,
  { provider_id, currency_code, amount, data, context }: SessionInput,
): Promise<Record<string, unknown>> {
  const providers = providersOf(container)
  if (!providers) {
    throw new Error(PROVIDERS_MOVED)
  }
  const answer = await providers.createSession(provider_id, {
    currency_code: currency_code.toLowerCase(),
    amount,
    data: { ...data, session_id },
    context: { idempotency_key: session_id, ...context },
  })
  return answer.data ?? {}
}

/**
 * What the provider says of a session, without authorising anything. Null where it says nothing: providers need not be able to, and
 * one that is not reached now is asked again.
 */
export async function statusAtProvider(
  container: MedusaContainer,
  { provider_id, data }: { provider_id: string; data?: Record<string, unknown> | null },
): Promise<string | null> {
  try {
    const answer = await providersOf(container)?.getStatus(provider_id, { data: data ?? {} })
    return answer?.status ?? null
  } catch {
    return null
  }
}

/**
 * What a provider keeps of a payment that is known by the provider's own id: with Stripe the payment intent, amounts in its smallest
 * unit. Throws what the provider throws.
 */
export async function paymentAtProvider(
  container: MedusaContainer,
  provider_id: string,
  id: string,
): Promise<Record<string, unknown>> {
  const providers = providersOf(container)
  if (!providers) {
    throw new Error(PROVIDERS_MOVED)
  }
  return (await providers.getStatus(provider_id, { data: { id } })).data ?? {}
}
