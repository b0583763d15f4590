// A bank takes back what was paid for an invoice, or gives it back again: what Stripe tells of a dispute, kept with the order's other
// money (rule 61). Nothing else changes by itself: what becomes of the subscription is the merchant's to say.
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { MathBN, Modules } from "@medusajs/framework/utils"
import type { ToldDispute } from "../../modules/billing/disputes"
import type { InvoiceRow } from "../../modules/billing/types"
import { billingOf } from "../../lib/billing"
import { graph } from "../../lib/graph"
import { paymentAtProvider } from "../../lib/payment-providers"
import { messageOf } from "../../tools/errors"

/** Told for each invoice of a disputed order, whenever status or amount of its dispute are others than before. */
export const DISPUTED_EVENT = "billing-invoice.disputed"

/** What that event carries; `id` is the invoice. */
export interface DisputeNews {
  id: string
  subscription_id: string
  customer_id: string
  dispute_id: string
  /** The provider's word. */
  status: string
}

/**
 * For a dispute whose telling its provider has signed. Harmless to repeat, and in any order. A dispute names Stripe's payment and
 * nothing of Medusa's, so Stripe is asked once what the payment was for; the rest are indexed reads. Throws where Stripe does not
 * answer: the event bus says so, and repeats it if it is one that does.
 */
export async function hearDispute(
  container: MedusaContainer,
  provider_id: string,
  dispute: ToldDispute,
): Promise<void> {
  const payment = await disputedPayment(container, provider_id, dispute)
  const invoices = payment ? await invoicesOf(container, payment.payment_collection_id) : []
  const order_id = invoices[0]?.order_id
  if (!payment || !order_id) {
    return
  }
  const { id, status, currency_code, told_at, step } = dispute
  const amount = withdrawnOf(dispute, payment)
  const told = { id, provider_id, order_id, currency_code, status, amount, told_at, step }
  if (await billingOf(container).hearDispute(told)) {
    await tell(container, invoices, dispute)
  }
}

/** A payment of Medusa's: its amount in major units, and as its provider has it. */
interface DisputedPayment {
  payment_collection_id: string
  amount: BigNumberInput
  amount_minor: number
  currency_code: string
}

/** Null for a payment that something else than this Medusa has made in the same account. */
async function disputedPayment(
  container: MedusaContainer,
  provider_id: string,
  { id, payment_intent }: ToldDispute,
): Promise<DisputedPayment | null> {
  const found = await paymentAtProvider(container, provider_id, payment_intent).catch((error: unknown) => {
    throw new Error(`billing: what dispute ${id} is about could not be looked up: ${messageOf(error)}`)
  })
  const { metadata, amount, currency } = found as {
    metadata?: { session_id?: string }
    amount?: number
    currency?: string
  }
  const [session] = metadata?.session_id
    ? await container.resolve(Modules.PAYMENT).listPaymentSessions({ id: [metadata.session_id] })
    : []
  return session
    ? {
        payment_collection_id: session.payment_collection_id,
        amount: session.amount,
        amount_minor: amount ?? 0,
        currency_code: (currency ?? "").toLowerCase(),
      }
    : null
}

/** Those that the payment was for: all of its order's. Most collections are carts', and have none. */
async function invoicesOf(container: MedusaContainer, payment_collection_id: string): Promise<InvoiceRow[]> {
  const links = await graph<{ order_id: string }>(container, "order_payment_collection", ["order_id"], {
    payment_collection_id,
  })
  const order_id = links.map((link) => link.order_id)
  return order_id.length > 0 ? await billingOf(container).readInvoices({ order_id }) : []
}

/**
 * In major units, and never more than was paid. Reckoned by Stripe's own figures, so that nothing here has to know which currencies it
 * counts in what units. A dispute in another currency than the payment's is one of the whole payment.
 */
export function withdrawnOf(
  dispute: Pick<ToldDispute, "amount_minor" | "withdrawn_minor" | "currency_code">,
  { amount, amount_minor, currency_code }: Omit<DisputedPayment, "payment_collection_id">,
): number {
  const whole_minor = dispute.currency_code === currency_code ? amount_minor : dispute.amount_minor
  if (dispute.withdrawn_minor <= 0) {
    return 0
  }
  if (dispute.withdrawn_minor >= whole_minor) {
    return MathBN.convert(amount).toNumber()
  }
  return MathBN.div(MathBN.mult(amount, dispute.withdrawn_minor), whole_minor).toNumber()
}

async function tell(container: MedusaContainer, invoices: InvoiceRow[], { id, status }: ToldDispute): Promise<void> {
  const news = invoices.map((invoice): DisputeNews => ({
    id: invoice.id,
    subscription_id: invoice.subscription_id,
    customer_id: invoice.customer_id,
    dispute_id: id,
    status,
  }))
  await container.resolve(Modules.EVENT_BUS).emit(news.map((data) => ({ name: DISPUTED_EVENT, data })))
}
