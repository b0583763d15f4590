// An invoice that the customer pays on-session: whether they have paid, the attempt that books it, and giving it back (rule 59,
// decision 41). Whoever bills the subscription goes on with such an attempt under the lease, or ends it.
import type { MedusaContainer, PaymentSessionDTO } from "@medusajs/framework/types"
import { MathBN, Modules } from "@medusajs/framework/utils"
import type { InvoiceRow } from "../../modules/billing/types"
import { chargeOf, openAnew, takeOver } from "./attempts"
import type { Attempt, Opening } from "./attempts"
import { giveMoneyBack, sessionsOf } from "./give-back"
import { managedVariantIds, orderInput } from "./order-of-invoice"
import { takeBackOrder } from "../take-back-order"
import { discountsOf, priceInvoice } from "../../pricing/billing/price-invoice"
import { billingOf } from "../../lib/billing"
import { statusAtProvider } from "../../lib/payment-providers"
import { failureIn } from "../../lib/provider-failure"
import { messageOf, refused } from "../../tools/errors"

/** Where a customer may find that they have not paid yet. */
export const NOT_AUTHORIZED = "payment_not_authorized"
/** Where what was to be paid is not what was paid. */
export const AMOUNT_CHANGED = "amount_changed"

/** Core has a payment for it: it was authorised, and not cancelled since. */
const isAuthorized = ({ payment }: PaymentSessionDTO): boolean => Boolean(payment && !payment.canceled_at)

/**
 * Whether the customer has paid, as far as core and the provider know. Nothing is authorised by asking: what a customer has not
 * confirmed is not charged behind their back.
 */
export async function isPaidByCustomer(
  container: MedusaContainer,
  payment_collection_id: string | null,
): Promise<boolean> {
  return (await paidSession(container, payment_collection_id)) !== null
}

async function paidSession(
  container: MedusaContainer,
  payment_collection_id: string | null,
): Promise<PaymentSessionDTO | null> {
  const sessions = await sessionsOf(container, payment_collection_id)
  const known = sessions.find(isAuthorized)
  if (known) {
    return known
  }
  for (const session of sessions) {
    const status = await statusAtProvider(container, session)
    if (status === "authorized" || status === "captured") {
      return session
    }
  }
  return null
}

/**
 * The attempt that books what the customer has paid; the caller has the lease. `is_confirmed`: they say that they have, so their
 * session is authorised. Where they have not paid it throws NOT_ALLOWED then, and otherwise the payment is taken back, with null.
 * So it is where they have paid another amount than is owed by now; then nothing is kept.
 */
export async function customersAttempt(
  container: MedusaContainer,
  opening: Opening & { known: InvoiceRow },
  is_confirmed: boolean,
): Promise<Attempt | null> {
  const { known, facts, lease, period } = opening
  const session_id = await authorizedSession(container, known, is_confirmed)
  if (session_id === null) {
    await endCustomerPayment(container, known)
    return null
  }
  const { order_id, payment_collection_id, customer_pays_until } = known
  const discounts = await discountsOf(container, facts, known.id, period.starts_at)
  const priced = priceInvoice(facts, discounts, period, known.id)
  if (await hasOrder(container, order_id)) {
    // It died after the order: that one stands, at the price that was paid.
    const order = orderInput(facts, priced, known, order_id ?? "")
    const managed_variant_ids = managedVariantIds(facts)
    return {
      ...lease,
      invoice_id: known.id,
      order,
      managed_variant_ids,
      charge: { ...chargeOf(facts, known), session_id },
    }
  }
  if (!order_id || !payment_collection_id || !customer_pays_until || !MathBN.eq(priced.figures.total, known.total)) {
    const given_back = await giveBack(container, { invoice_id: known.id, charge: { order_id, payment_collection_id } })
    if (!given_back) {
      throw refused(`The payment of invoice ${known.number} could not be given back yet. It is tried again by itself.`)
    }
    if (is_confirmed) {
      throw refused(
        `What invoice ${known.number} comes to has changed since. Nothing of the payment was kept: begin it anew.`,
        AMOUNT_CHANGED,
      )
    }
    return null
  }
  const attempt = await openAnew(container, opening, { order_id, payment_collection_id, customer_pays_until })
  return { ...attempt, charge: { ...attempt.charge, session_id } }
}

/** The session that was paid, authorised in core. Null where there is none; `is_confirmed` throws NOT_ALLOWED instead. */
async function authorizedSession(
  container: MedusaContainer,
  { number, payment_collection_id }: InvoiceRow,
  is_confirmed: boolean,
): Promise<string | null> {
  const payments = container.resolve(Modules.PAYMENT)
  const paid = await paidSession(container, payment_collection_id)
  const candidates = paid ? [paid] : is_confirmed ? await sessionsOf(container, payment_collection_id) : []
  let reason: string | null = null
  for (const session of candidates) {
    if (isAuthorized(session)) {
      return session.id
    }
    try {
      if (await payments.authorizePaymentSession(session.id, {})) {
        return session.id
      }
    } catch (error) {
      const [now] = await payments.listPaymentSessions({ id: [session.id] }, { relations: ["payment"] })
      if (now && isAuthorized(now)) {
        return session.id
      }
      // Core throws for a customer who has not confirmed, and keeps what the provider says to it.
      reason ??= (now && failureIn(now).message) ?? messageOf(error)
    }
  }
  if (paid) {
    throw refused(`The payment of invoice ${number} could not be looked at. Try again in a moment.`)
  }
  if (is_confirmed) {
    throw refused(`Invoice ${number} is not paid yet. ${reason ?? "There is no payment session."}`, NOT_AUTHORIZED)
  }
  return null
}

/** Ends a payment that the customer has begun and not made. Throws NOT_ALLOWED where the provider does not let go of it. */
export async function endCustomerPayment(container: MedusaContainer, invoice: InvoiceRow): Promise<void> {
  if (!(await takeOver(container, invoice))) {
    throw refused(
      `The customer is paying invoice ${invoice.number} in this moment, and the payment could not be taken back.`,
    )
  }
  await billingOf(container).forgetAttempt(invoice.id)
}

async function hasOrder(container: MedusaContainer, id: string | null): Promise<boolean> {
  const [order] = id ? await container.resolve(Modules.ORDER).listOrders({ id }, { select: ["id"] }) : []
  return order !== undefined
}

interface Given {
  invoice_id: string
  charge: { order_id: string | null; payment_collection_id: string | null }
}

/**
 * Gives a customer's payment back, whole, with the order that was made for it: what was captured is refunded, what was authorised
 * is cancelled. The payments stay on record. Answers whether nothing is kept; if not, the ids stay on the invoice.
 */
export async function giveBack(container: MedusaContainer, { invoice_id, charge }: Given): Promise<boolean> {
  const { order_id, payment_collection_id } = charge
  const payment_collection_ids = payment_collection_id ? [payment_collection_id] : []
  if (!(await giveMoneyBack(container, payment_collection_ids))) {
    return false
  }
  if (order_id) {
    await takeBackOrder(container, { order_id, payment_collection_ids })
  }
  await billingOf(container).forgetAttempt(invoice_id)
  return true
}
