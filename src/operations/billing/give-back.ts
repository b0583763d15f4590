// Gives back what a payment collection keeps: for an order that was cancelled, and for a customer's payment that is not booked.
import type { MedusaContainer, PaymentDTO, PaymentSessionDTO } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MathBN, Modules } from "@medusajs/framework/utils"
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

/**
 * What was captured is refunded, what is authorised is cancelled, and sessions are taken back; payments stay on record. Answers
 * whether nothing is kept: false where the provider does not let go. `is_settled` false for a session of which nobody knows whether
 * it was charged: it stays, and so the answer is false. Harmless to repeat.
 */
export async function giveMoneyBack(
  container: MedusaContainer,
  payment_collection_id: string | null,
  is_settled: (session: PaymentSessionDTO) => boolean = () => true,
): Promise<boolean> {
  const payments = container.resolve(Modules.PAYMENT)
  let is_clean = true
  for (const session of await sessionsOf(container, payment_collection_id)) {
    try {
      if (session.payment) {
        const [known] = await payments.listPayments(
          { id: [session.payment.id] },
          { relations: ["captures", "refunds"] },
        )
        await givePaymentBack(container, known ?? session.payment)
      } else if (is_settled(session)) {
        await payments.deletePaymentSession(session.id)
      } else {
        is_clean = false
      }
    } catch (error) {
      is_clean = false
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .error(`Payment collection ${payment_collection_id} could not be given back: ${messageOf(error)}`)
    }
  }
  return is_clean
}

async function givePaymentBack(container: MedusaContainer, payment: PaymentDTO): Promise<void> {
  const payments = container.resolve(Modules.PAYMENT)
  const sum = (moved: { amount: PaymentDTO["amount"] }[] = []) => MathBN.sum(0, ...moved.map(({ amount }) => amount))
  const kept = MathBN.sub(sum(payment.captures), sum(payment.refunds))
  if (MathBN.gt(kept, 0)) {
    await payments.refundPayment({ payment_id: payment.id, amount: kept })
  } else if (!payment.canceled_at && (payment.captures ?? []).length === 0) {
    await payments.cancelPayment(payment.id)
  }
}
