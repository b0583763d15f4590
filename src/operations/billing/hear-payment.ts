// What a payment provider's webhook says of an invoice's payment. That the money of a renewal came after all: what is settled stays
// as it is, whatever is said of it and however often; what was left open is tried again, which finds that payment and makes no other
// (rule 60). That a bank has taken money back: a dispute (rule 61).
import type {
  MedusaContainer,
  PaymentSessionDTO,
  ProviderWebhookPayload,
  WebhookActionResult,
} from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, PaymentActions } from "@medusajs/framework/utils"
import { disputeOf } from "../../modules/billing/disputes"
import type { InvoiceRow } from "../../modules/billing/types"
import { findBilling } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { graph } from "../../lib/graph"
import { isStripe } from "../../lib/payment-providers"
import { messageOf } from "../../tools/errors"
import { LEFT_OPEN } from "./book-captured"
import { hearDispute } from "./hear-dispute"

/** As core's route for webhooks announces it; a bus between processes makes plain JSON of the bytes. */
export type PaymentWebhook = ProviderWebhookPayload

const MONEY_CAME: string[] = [PaymentActions.SUCCESSFUL, PaymentActions.AUTHORIZED]

/** Harmless to repeat. Nothing is believed that its provider has not signed. Throws where a dispute could not be looked up. */
export async function hearPayment(container: MedusaContainer, webhook: PaymentWebhook): Promise<void> {
  const billing = findBilling(container)
  const said = billing && (await saidBy(container, webhook))
  if (!said) {
    return
  }
  const provider_id = providerOf(webhook)
  const dispute = isStripe(provider_id) ? disputeOf(webhook.payload.data) : null
  if (dispute) {
    return hearDispute(container, provider_id, dispute)
  }
  const session_id = MONEY_CAME.includes(said.action) ? said.data?.session_id : undefined
  if (!session_id) {
    return
  }
  const [session] = await container.resolve(Modules.PAYMENT).listPaymentSessions({ id: [session_id] })
  const invoice = session && (await leftOpen(container, session.payment_collection_id))
  if (invoice) {
    await complete(container, session, webhook)
    await billing.tryAgain({ invoice_id: invoice.id, now: await couponsOf(container).now() })
  }
}

/** The invoice that an attempt with this payment collection left open. Most collections are carts': two indexed queries. */
async function leftOpen(container: MedusaContainer, payment_collection_id: string): Promise<InvoiceRow | undefined> {
  const links = await graph<{ order_id: string }>(container, "order_payment_collection", ["order_id"], {
    payment_collection_id,
  })
  const order_id = links.map((link) => link.order_id)
  const filters = { order_id, payment_collection_id, status: LEFT_OPEN, authorized_at: null }
  const [invoice] = order_id.length > 0 ? ((await findBilling(container)?.readInvoices(filters)) ?? []) : []
  return invoice
}

/** What the provider makes of its own webhook; of a dispute Medusa's Stripe provider makes nothing. Null for what is not signed. */
async function saidBy(container: MedusaContainer, webhook: PaymentWebhook): Promise<WebhookActionResult | null> {
  try {
    return await container.resolve(Modules.PAYMENT).getWebhookActionAndData(withBytes(webhook))
  } catch {
    // Core asks the same, and says in the log what is wrong with it.
    return null
  }
}

/** As core names it: the address of a webhook leaves the prefix out. */
const providerOf = ({ provider }: PaymentWebhook): string => (provider.startsWith("pp_") ? provider : `pp_${provider}`)

function withBytes(webhook: PaymentWebhook): PaymentWebhook {
  const { rawData } = webhook.payload
  const { type, data } = rawData as unknown as { type?: string; data?: number[] }
  return type === "Buffer" ? { ...webhook, payload: { ...webhook.payload, rawData: Buffer.from(data ?? []) } } : webhook
}

/**
 * Stripe broke down over the question, or the process died before the answer: the session does not know its payment, and the same
 * question would get the same breakdown. The webhook brings the payment along.
 */
async function complete(
  container: MedusaContainer,
  session: PaymentSessionDTO,
  webhook: PaymentWebhook,
): Promise<void> {
  const intent = intentOf(webhook)
  if (!isStripe(session.provider_id) || typeof session.data?.id === "string" || !intent) {
    return
  }
  try {
    const { id, amount, currency_code } = session
    await container.resolve(Modules.PAYMENT).updatePaymentSession({ id, amount, currency_code, data: intent })
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `billing: payment session ${session.id} is not given the payment that Stripe tells of: ${messageOf(error)}`,
      )
  }
}

function intentOf({ payload }: PaymentWebhook): Record<string, unknown> | null {
  const { object } = (payload.data as { data?: { object?: Record<string, unknown> } }).data ?? {}
  return object?.object === "payment_intent" && typeof object.id === "string" ? object : null
}
