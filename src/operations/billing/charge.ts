// Takes the money for an invoice off-session, and undoes an attempt that took none.
import type { IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { takeBackOrder } from "../take-back-order"
import type { CustomerRow } from "../../pricing/billing/gather"
import { billingOf } from "../../lib/billing"
import { askAgain, isStripe } from "../../lib/payment-providers"
import { failureIn } from "../../lib/provider-failure"
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
  /** Set where the customer has authorised a session on-session (rule 59): that one is taken, and no other is made. */
  session_id?: string
}

const NO_METHOD =
  "There is no payment method to charge. Give the subscription one (POST /admin/billing/subscriptions/:id/payment-method)."

/** What came of it: a reason why nothing was charged, or the captures the provider has made already. */
export interface ChargeResult {
  /** A sentence, or null when it was charged. */
  declined: string | null
  /** A FailureCode, or the provider's own code. */
  failure_code: string | null
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
  if (!input.payment && !input.session_id) {
    return { declined: NO_METHOD, failure_code: "no_payment_method", captures: [] }
  }
  const payments = container.resolve(Modules.PAYMENT)
  const capture = billingOf(container).capture()
  await ensureCollection(container, payments, input)
  let session: Session
  try {
    session = await openSession(container, payments, input, capture)
  } catch (error) {
    return notAuthorised(messageOf(error))
  }
  if (isUnanswered(session)) {
    return notAuthorised(INDETERMINATE)
  }
  await requireLease()
  try {
    const result = await authorize(payments, session.id)
    return result.declined === null && capture === "automatic" ? await captured(payments, session.id, result) : result
  } catch (error) {
    return notAuthorised(messageOf(error))
  }
}

/** The session to authorise: the customer's own, else the one that is charged without them. */
async function openSession(
  container: MedusaContainer,
  payments: IPaymentModuleService,
  input: Charge,
  capture: "automatic" | "manual",
): Promise<Session> {
  return input.session_id
    ? { id: input.session_id, data: {} }
    : ensureSession(container, payments, input, offSessionPayment(input.payment as Payment, capture))
}

const notAuthorised = (declined: string, failure_code = "payment_declined"): ChargeResult => ({
  declined,
  failure_code,
  captures: [],
})

const INDETERMINATE = "The payment provider failed before it said whether it has charged."

/** An error may come after the payment was made: what is on record decides, not whether something was thrown. */
async function authorize(payments: IPaymentModuleService, session_id: string): Promise<ChargeResult> {
  let failure: string | null = null
  try {
    await payments.authorizePaymentSession(session_id, {})
  } catch (error) {
    failure = messageOf(error)
  }
  return resultOf(payments, session_id, failure)
}

/**
 * Rule 57: what is authorised is captured, unless the provider has done so already. A capture that fails leaves an attempt that
 * the next run goes on with: the money is held, and nobody is asked for it twice.
 */
async function captured(
  payments: IPaymentModuleService,
  session_id: string,
  result: ChargeResult,
): Promise<ChargeResult> {
  if (result.captures.length > 0) {
    return result
  }
  const { payment } = await payments.retrievePaymentSession(session_id, { relations: ["payment"] })
  try {
    await payments.capturePayment({ payment_id: payment?.id ?? "" })
  } catch (error) {
    return notAuthorised(`The payment is authorised and could not be captured: ${messageOf(error)}`)
  }
  return resultOf(payments, session_id)
}

/** How to charge, and through whom. */
type Payment = NonNullable<Charge["payment"]>

/**
 * What the provider is told beside what the subscription keeps. The customer is not there to confirm anything, or to be sent
 * anywhere; providers that know these fields charge at once.
 */
function offSessionPayment({ provider_id, data }: Payment, capture_method: "automatic" | "manual"): Payment {
  const is_open = isStripe(provider_id) && !("payment_method_types" in data)
  const redirects = is_open ? { automatic_payment_methods: { enabled: true, allow_redirects: "never" } } : {}
  return { provider_id, data: { ...redirects, ...data, off_session: true, confirm: true, capture_method } }
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

interface Session {
  id: string
  data: Record<string, unknown>
}

/** Stripe's provider leaves this, and nothing else, when Stripe broke down over the question. */
const INDETERMINATE_MARK = "indeterminate_due_to"

/** What we say ourselves, also where we said it otherwise the last time: everything else in a session is the provider's answer. */
const OUR_FIELDS = [
  "automatic_payment_methods",
  "capture_method",
  "confirm",
  "off_session",
  "payment_method",
  "session_id",
]

const isUnanswered = ({ data }: Session): boolean => INDETERMINATE_MARK in data

/** The session holds more than what was asked: the provider's answer. `asked` is what a subscription keeps of its payment method. */
const hasAnswer = (data: object, asked: object): boolean =>
  Object.keys(data).some((field) => field !== INDETERMINATE_MARK && !(field in asked) && !OUR_FIELDS.includes(field))

/** Whether the provider has said what became of a session that was to be charged without the customer. */
export const isAnswered = (data: Record<string, unknown>, asked: object): boolean =>
  !(INDETERMINATE_MARK in data) && hasAnswer(data, asked)

async function ensureSession(
  container: MedusaContainer,
  payments: IPaymentModuleService,
  input: Charge,
  { provider_id, data: asked }: Payment,
): Promise<Session> {
  const { payment_collection_id, customer, currency_code, amount } = input
  const [known] = await payments.listPaymentSessions(
    { payment_collection_id },
    { select: ["id", "data"], order: { created_at: "ASC" } },
  )
  const account_holder = customer?.account_holders?.find((holder) => holder.provider_id === provider_id)
  const context = { customer, account_holder } as Record<string, unknown>
  const session = { provider_id, currency_code, amount, context }
  if (!known) {
    const made = await payments.createPaymentSession(payment_collection_id, { ...session, data: asked })
    return { id: made.id, data: made.data ?? {} }
  }
  const { [INDETERMINATE_MARK]: _broken, ...data } = known.data ?? {}
  if (hasAnswer(data, asked)) {
    return { id: known.id, data }
  }
  // Core stores a session before it asks the provider for one: a process died in between, or nothing came of it. What it was
  // going to ask stands in the session, and is asked as it was then. Stripe forgets a key after a day, and would charge anew.
  const first = Object.keys(data).length > 0 ? data : asked
  const answer = await askAgain(container, known.id, { ...session, data: first })
  if (INDETERMINATE_MARK in answer) {
    return { id: known.id, data: answer }
  }
  const fresh = { ...first, ...answer }
  await payments.updatePaymentSession({
    id: known.id,
    currency_code,
    amount,
    data: fresh,
    context: { ...context, idempotency_key: known.id },
  })
  return { id: known.id, data: fresh }
}

/** `failure`: what was thrown on the way, for want of a better reason. */
async function resultOf(
  payments: IPaymentModuleService,
  session_id: string,
  failure: string | null = null,
): Promise<ChargeResult> {
  const session = await payments.retrievePaymentSession(session_id, { relations: ["payment", "payment.captures"] })
  if (session.status !== AUTHORIZED || !session.payment) {
    const status = `The payment was not authorised (it is "${session.status}").`
    const { code, message } = failureIn(session)
    return notAuthorised(message ?? failure ?? status, code ?? undefined)
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
  const sessions = await payments.listPaymentSessions({ payment_collection_id }, { select: ["id", "data"] })
  let is_clean = true
  for (const { id, data } of sessions) {
    try {
      if (isUnanswered({ id, data: data ?? {} })) {
        // There may be a payment that only the same question finds.
        throw new Error(INDETERMINATE)
      }
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
