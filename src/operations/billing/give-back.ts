// Gives back what a payment collection keeps: for an order that was cancelled, and for a customer's payment that is not booked.
import type { BigNumberInput, MedusaContainer, PaymentDTO, PaymentSessionDTO } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MathBN, Modules } from "@medusajs/framework/utils"
import { billingOf } from "../../lib/billing"
import { graph } from "../../lib/graph"
import { messageOf } from "../../tools/errors"

/** The sessions of a payment collection with their payments, the latest first. */
export const sessionsOf = (
  container: MedusaContainer,
  payment_collection_id: string | null,
): Promise<PaymentSessionDTO[]> =>
  payment_collection_id === null
    ? Promise.resolve([])
    : container
        .resolve(Modules.PAYMENT)
        .listPaymentSessions({ payment_collection_id }, { relations: ["payment"], order: { created_at: "DESC" } })

/** The payment collections of an order. */
export async function collectionsOf(container: MedusaContainer, order_id: string): Promise<string[]> {
  const fields = ["payment_collection_id"]
  const links = await graph<{ payment_collection_id: string }>(container, "order_payment_collection", fields, {
    order_id,
  })
  return links.map((link) => link.payment_collection_id)
}

/** What disputes have taken of an order's money, in major units (rule 61). */
export async function disputedOf(container: MedusaContainer, order_id: string | null): Promise<number> {
  const [disputed] = order_id ? await billingOf(container).listDisputed([order_id]) : []
  return disputed?.amount ?? 0
}

interface GivingBack {
  /** False for a session of which nobody knows whether it was charged: it stays, and so the answer is false. */
  is_settled?: (session: PaymentSessionDTO) => boolean
  /** What disputes have taken, in major units: it is not kept, and no provider gives it back once more. */
  disputed?: number
}

/**
 * What was captured is refunded, what is authorised is cancelled, and sessions are taken back; payments stay on record. Answers
 * whether nothing is kept: false where the provider does not let go. Harmless to repeat.
 */
export async function giveMoneyBack(
  container: MedusaContainer,
  collections: string[],
  { is_settled = () => true, disputed = 0 }: GivingBack = {},
): Promise<boolean> {
  const payments = container.resolve(Modules.PAYMENT)
  let is_clean = true
  let taken = MathBN.convert(disputed)
  const sessions = await Promise.all(collections.map((id) => sessionsOf(container, id)))
  for (const session of sessions.flat()) {
    try {
      if (session.payment) {
        const [known = session.payment] = await payments.listPayments(
          { id: [session.payment.id] },
          { relations: ["captures", "refunds"] },
        )
        const of_this = MathBN.min(keptOf(known), taken)
        taken = MathBN.sub(taken, of_this)
        await givePaymentBack(container, known, MathBN.sub(keptOf(known), of_this))
      } else if (is_settled(session)) {
        await payments.deletePaymentSession(session.id)
      } else {
        is_clean = false
      }
    } catch (error) {
      is_clean = false
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .error(`Payment collection ${session.payment_collection_id} could not be given back: ${messageOf(error)}`)
    }
  }
  return is_clean
}

/** What was captured of a payment, less what was refunded. */
function keptOf({ captures, refunds }: PaymentDTO) {
  const sum = (moved: { amount: PaymentDTO["amount"] }[] = []) => MathBN.sum(0, ...moved.map(({ amount }) => amount))
  return MathBN.max(MathBN.sub(sum(captures), sum(refunds)), 0)
}

async function givePaymentBack(container: MedusaContainer, payment: PaymentDTO, amount: BigNumberInput): Promise<void> {
  const payments = container.resolve(Modules.PAYMENT)
  if (MathBN.gt(amount, 0)) {
    await payments.refundPayment({ payment_id: payment.id, amount })
  } else if (!payment.canceled_at && (payment.captures ?? []).length === 0) {
    await payments.cancelPayment(payment.id)
  }
}
