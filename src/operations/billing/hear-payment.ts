// A payment provider's webhook says that the money of a renewal came after all. What is settled stays as it is, whatever is said
// of it and however often; what was left open is tried again, which finds that payment and makes no other (rule 60).
import type { MedusaContainer, PaymentSessionDTO, ProviderWebhookPayload } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, PaymentActions } from "@medusajs/framework/utils"
import type { InvoiceRow } from "../../modules/billing/types"
import { findBilling } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { graph } from "../../lib/graph"
import { isStripe } from "../../lib/payment-providers"
import { messageOf } from "../../tools/errors"
import { LEFT_OPEN } from "./book-captured"

/** As core's route for webhooks announces it; a bus between processes makes plain JSON of the bytes. */
export type PaymentWebhook = ProviderWebhookPayload

const MONEY_CAME: string[] = [PaymentActions.SUCCESSFUL, PaymentActions.AUTHORIZED]

/** Harmless to repeat. Nothing is believed that its provider has not signed. */
export async function hearPayment(container: MedusaContainer, webhook: PaymentWebhook): Promise<void> {
  const billing = findBilling(container)
  const session_id = billing && (await sessionThatGotMoney(container, webhook))
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

/** The payment session that the webhook says was paid or authorised. Null for anything else, and for what is not signed. */
async function sessionThatGotMoney(container: MedusaContainer, webhook: PaymentWebhook): Promise<string | null> {
  try {
    const heard = await container.resolve(Modules.PAYMENT).getWebhookActionAndData(withBytes(webhook))
    return MONEY_CAME.includes(heard.action) ? (heard.data?.session_id ?? null) : null
  } catch {
    // Core asks the same, and says in the log what is wrong with it.
    return null
  }
}

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
