// Takes the money for an invoice off-session, and undoes an attempt that took none.
import { isDeepStrictEqual } from "node:util"
import type { IPaymentModuleService, MedusaContainer, PaymentSessionDTO } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { FailureCode } from "../../modules/billing/types"
import { takeBackOrder } from "../take-back-order"
import type { CustomerRow } from "../../pricing/billing/gather"
import { messageOf } from "../../tools/errors"

/** Core's status of a session that has a payment; its types and its constants are two enums. */
const AUTHORIZED: string = "authorized"

/** What is to be charged, in plain JSON: it travels between workflow steps. Amount in major units. */
export interface Charge {
  order_id: string
  payment_collection_id: string
  currency_code: string
  amount: number
  customer: CustomerRow | null
  payment: { provider_id: string; data: Record<string, unknown> } | null
}

const NO_METHOD =
  "There is no payment method to charge. Give the subscription one (POST /admin/billing/subscriptions/:id/payment-method)."

/** What came of it: a reason why nothing was charged, or the captures the provider has made already. */
export interface ChargeResult {
  /** A sentence, or null when it was charged. */
  declined: string | null
  failure_code: FailureCode | null
  captures: { id: string; amount: number }[]
}

/** A payment of the collection that was not cancelled: money has moved or is held. */
export async function isCharged(container: MedusaContainer, payment_collection_id: string): Promise<boolean> {
  const [collection] = await container
    .resolve(Modules.PAYMENT)
    .listPaymentCollections({ id: [payment_collection_id] }, { relations: ["payments"] })
  return (collection?.payments ?? []).some(({ canceled_at }) => !canceled_at)
}

/**
 * Charges once, however often it is called: collection and session are found again by the collection's id, which was
 * chosen beforehand, and the provider is asked under the session's id, its idempotency key. Nothing to pay: no session.
 * `requireLease` throws when another process has taken over. It is asked once more when there is a session: who takes over
 * looks for one after taking the lease, so one of the two sees the other, and nobody is charged by both.
 */
export async function charge(
  container: MedusaContainer,
  input: Charge,
  requireLease: () => Promise<void>,
): Promise<ChargeResult> {
  if (input.amount <= 0) {
    return { declined: null, failure_code: null, captures: [] }
  }
  if (!input.payment) {
    return { declined: NO_METHOD, failure_code: "no_payment_method", captures: [] }
  }
  const payments = container.resolve(Modules.PAYMENT)
  await ensureCollection(container, payments, input)
  let session: Pick<PaymentSessionDTO, "id">
  try {
    session = await ensureSession(payments, input, input.payment)
  } catch (error) {
    return { declined: messageOf(error), failure_code: "payment_declined", captures: [] }
  }
  await requireLease()
  try {
    return await authorize(payments, session.id)
  } catch (error) {
    return { declined: messageOf(error), failure_code: "payment_declined", captures: [] }
  }
}

/** An error may come after the payment was made: what is on record decides, not whether something was thrown. */
async function authorize(payments: IPaymentModuleService, session_id: string): Promise<ChargeResult> {
  let failure: string | null = null
  try {
    await payments.authorizePaymentSession(session_id, {})
  } catch (error) {
    failure = messageOf(error)
  }
  const result = await resultOf(payments, session_id)
  return result.declined === null ? result : { ...result, declined: failure ?? result.declined }
}

async function ensureCollection(
  container: MedusaContainer,
  payments: IPaymentModuleService,
  input: Charge,
): Promise<void> {
  const [known] = await payments.listPaymentCollections({ id: [input.payment_collection_id] }, { select: ["id"] })
  if (!known) {
    const collection = { id: input.payment_collection_id, currency_code: input.currency_code, amount: input.amount }
    await payments.createPaymentCollections([collection])
  }
  await container.resolve(ContainerRegistrationKeys.LINK).create(linkOf(input))
}

const linkOf = ({ order_id, payment_collection_id }: Pick<Charge, "order_id" | "payment_collection_id">) => ({
  [Modules.ORDER]: { order_id },
  [Modules.PAYMENT]: { payment_collection_id },
})

async function ensureSession(
  payments: IPaymentModuleService,
  input: Charge,
  { provider_id, data }: NonNullable<Charge["payment"]>,
): Promise<Pick<PaymentSessionDTO, "id">> {
  const { payment_collection_id, customer, currency_code, amount } = input
  const [known] = await payments.listPaymentSessions(
    { payment_collection_id },
    { select: ["id", "data"], order: { created_at: "ASC" } },
  )
  const account_holder = customer?.account_holders?.find((holder) => holder.provider_id === provider_id)
  // The customer is not there to confirm anything; providers that know these words charge at once.
  const asked = { ...data, off_session: true, confirm: true }
  if (!known) {
    const context = { customer, account_holder } as never
    return payments.createPaymentSession(payment_collection_id, {
      provider_id,
      currency_code,
      amount,
      data: asked,
      context,
    })
  }
  if (isDeepStrictEqual(known.data, asked)) {
    // Core stores a session before it asks the provider for one: a process died in between, or nothing came of it.
    const context = { customer, account_holder, idempotency_key: known.id } as never
    await payments.updatePaymentSession({ id: known.id, currency_code, amount, data: asked, context })
  }
  return known
}

async function resultOf(payments: IPaymentModuleService, session_id: string): Promise<ChargeResult> {
  const session = await payments.retrievePaymentSession(session_id, { relations: ["payment", "payment.captures"] })
  if (session.status !== AUTHORIZED || !session.payment) {
    const declined = `The payment was not authorised (it is "${session.status}").`
    return { declined, failure_code: "payment_declined", captures: [] }
  }
  const captures = (session.payment.captures ?? []).map(({ id, amount }) => ({ id, amount: Number(amount) }))
  return { declined: null, failure_code: null, captures }
}

/**
 * Takes back everything an attempt made, whether it was declined, failed or was killed: session, collection, reservations
 * and order. Once money has moved, or may have moved because the provider does not let go of a session, collection and
 * order stay: then only forward is right. Answers whether it was undone; if not, the ids must be kept.
 */
export async function undoCharge(
  container: MedusaContainer,
  ids: { order_id: string | null; payment_collection_id: string | null },
): Promise<boolean> {
  const { order_id, payment_collection_id } = ids
  if (payment_collection_id && (await isCharged(container, payment_collection_id))) {
    return false
  }
  if (payment_collection_id && !(await undoPayment(container, payment_collection_id))) {
    return false
  }
  if (order_id) {
    await takeBackOrder(container, {
      order_id,
      payment_collection_ids: payment_collection_id ? [payment_collection_id] : [],
    })
  }
  return true
}

/** False when a session could not be taken back: the same session is asked again, so that nobody pays twice. */
async function undoPayment(container: MedusaContainer, payment_collection_id: string): Promise<boolean> {
  const payments = container.resolve(Modules.PAYMENT)
  const sessions = await payments.listPaymentSessions({ payment_collection_id }, { select: ["id"] })
  let is_clean = true
  for (const { id } of sessions) {
    try {
      await payments.deletePaymentSession(id)
    } catch (error) {
      // What the provider will not take back stays on record for a human to look at.
      is_clean = false
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .error(`Payment session ${id} could not be taken back: ${messageOf(error)}`)
    }
  }
  if (is_clean) {
    await payments.deletePaymentCollections([payment_collection_id])
  }
  return is_clean
}
