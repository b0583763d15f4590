// When the card that a subscription is charged to expires, as its payment provider knows it.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { BillingFacts } from "../../pricing/billing/gather"
import { messageOf } from "../../tools/errors"
import type { ExpiringMethod } from "./of-subscription"

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

/** What is charged, and for whom the provider keeps it. */
type Kept = Pick<BillingFacts, "payment" | "customer">

/**
 * The card that is charged; null where it is none. A provider that keeps no list of methods has none to tell of, and one that can't
 * be reached now says it in the log: there is no reminder of it then, and the invoice's own is told.
 */
export async function cardOf(container: MedusaContainer, { payment, customer }: Kept): Promise<ExpiringMethod | null> {
  const id = payment?.data.payment_method
  const account_holder = customer?.account_holders?.find((one) => one.provider_id === payment?.provider_id)
  if (!payment || typeof id !== "string" || !account_holder) {
    return null
  }
  const methods = await methodsOf(container, payment.provider_id, account_holder)
  const expires_at = cardExpiry(methods.find((one) => one.id === id)?.data ?? {})
  return expires_at === null ? null : { id, expires_at }
}

type AccountHolder = NonNullable<NonNullable<BillingFacts["customer"]>["account_holders"]>[number]

async function methodsOf(
  container: MedusaContainer,
  provider_id: string,
  account_holder: AccountHolder,
): Promise<{ id: string; data?: Record<string, unknown> }[]> {
  try {
    const context = { account_holder } as Record<string, unknown>
    return await container.resolve(Modules.PAYMENT).listPaymentMethods({ provider_id, context })
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(`coupons: ${provider_id} does not say which cards expire soon: ${messageOf(error)}`)
    return []
  }
}
