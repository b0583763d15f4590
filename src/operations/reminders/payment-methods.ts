// When the card that a subscription is charged to expires, as its payment provider knows it.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { graph } from "../../lib/graph"
import type { SubscriptionRow } from "../../modules/billing/types"
import { messageOf } from "../../tools/errors"
import type { ExpiringMethod } from "./of-subscription"

interface AccountHolder {
  id: string
  provider_id: string
  external_id: string
  email: string | null
  data: Record<string, unknown>
}

interface Holder {
  id: string
  account_holders?: AccountHolder[]
}

/** A card as Stripe has it, which other providers with cards follow. */
interface Card {
  exp_month?: unknown
  exp_year?: unknown
}

/** The first moment after a card's last month, in UTC; null where it is none. */
export function cardExpiry(data: { card?: Card | null } & Card): Date | null {
  const { exp_month, exp_year } = data.card ?? data
  return Number.isInteger(exp_month) && Number.isInteger(exp_year)
    ? new Date(Date.UTC(exp_year as number, exp_month as number))
    : null
}

/**
 * The card of each subscription that keeps one, by the subscription's id. A provider that keeps no list of methods has none to
 * tell of, and one that can't be reached now says it in the log: there is no reminder of it then, and the invoice's own is told.
 */
export async function cardsOf(
  container: MedusaContainer,
  subscriptions: Pick<SubscriptionRow, "id" | "customer_id" | "payment_provider_id" | "payment_data">[],
): Promise<Map<string, ExpiringMethod>> {
  const with_method = subscriptions.filter((one) => methodIdOf(one) !== null)
  const holders = await holdersOf(container, [...new Set(with_method.map(({ customer_id }) => customer_id))])
  const cards = new Map<string, ExpiringMethod>()
  for (const subscription of with_method) {
    const provider_id = subscription.payment_provider_id as string
    const account_holder = holders.get(subscription.customer_id)?.find((one) => one.provider_id === provider_id)
    const id = methodIdOf(subscription)
    const method =
      account_holder && (await methodsOf(container, provider_id, account_holder)).find((one) => one.id === id)
    const expires_at = method ? cardExpiry(method.data ?? {}) : null
    if (id !== null && expires_at !== null) {
      cards.set(subscription.id, { id, expires_at })
    }
  }
  return cards
}

/** What the provider calls the method that is charged. */
function methodIdOf({
  payment_provider_id,
  payment_data,
}: Pick<SubscriptionRow, "payment_provider_id" | "payment_data">) {
  const { payment_method } = payment_data ?? {}
  return payment_provider_id !== null && typeof payment_method === "string" ? payment_method : null
}

async function holdersOf(container: MedusaContainer, ids: string[]): Promise<Map<string, AccountHolder[]>> {
  const customers =
    ids.length > 0 ? await graph<Holder>(container, "customer", ["id", "account_holders.*"], { id: ids }) : []
  return new Map(customers.map(({ id, account_holders = [] }) => [id, account_holders]))
}

async function methodsOf(
  container: MedusaContainer,
  provider_id: string,
  account_holder: AccountHolder,
): Promise<{ id: string; data?: Record<string, unknown> }[]> {
  try {
    return await container.resolve(Modules.PAYMENT).listPaymentMethods({ provider_id, context: { account_holder } })
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(`coupons: ${provider_id} does not say which cards expire soon: ${messageOf(error)}`)
    return []
  }
}
