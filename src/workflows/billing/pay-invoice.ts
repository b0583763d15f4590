// Lets a customer pay an invoice on-session: opens the payment, books it once they have made it, and ends what they left (rule 59,
// decision 41).
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules, generateEntityId } from "@medusajs/framework/utils"
import { periodAt } from "../../engine"
import { isBooked } from "../../modules/billing/statuses"
import type { InvoiceRow } from "../../modules/billing/types"
import type { Unfinished } from "../../modules/coupon/types"
import { begin, end, findUnfinished } from "../../operations/unfinished"
import { openAnew, takeOver } from "../../operations/billing/attempts"
import type { Opening } from "../../operations/billing/attempts"
import { readCollectable } from "../../operations/billing/collectable"
import { endCustomerPayment, isPaidByCustomer } from "../../operations/billing/customer-payment"
import { underLease } from "../../operations/billing/lease"
import type { Lease } from "../../operations/billing/lease"
import { managedVariantIds, orderInput, shortageOf } from "../../operations/billing/order-of-invoice"
import { renewSubscription } from "./renew-subscription"
import { enterScheduledChange } from "../../operations/billing/scheduled-change"
import { finishLeftChange } from "../../operations/billing/unbilled-change"
import { endIfCanceled } from "../../operations/billing/void-canceled"
import { gather } from "../../pricing/billing/gather"
import { discountsOf, priceInvoice } from "../../pricing/billing/price-invoice"
import { isUnderway } from "../../pricing/billing/underway"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { refused } from "../../tools/errors"

export interface PayInvoiceInput {
  invoice_id: string
  /** ISO instant. */
  now: string
}

/** How long a customer has before the retry that is due goes on without them. */
const PAYING_MS = 60 * 60 * 1000

/** Where nothing can be delivered for the money. */
const OUT_OF_STOCK = "out_of_stock"

const payStep = createStep("billing-pay-invoice", async ({ invoice_id, now }: PayInvoiceInput, { container }) => {
  const { subscription_id } = await billingOf(container).readInvoice(invoice_id)
  const opened = await underLease(container, subscription_id, (lease) =>
    openPayment(container, lease, invoice_id, new Date(now)),
  )
  return new StepResponse(opened)
})

/** Answers the id of the payment collection; the same one while what is owed stays the same. */
async function openPayment(
  container: MedusaContainer,
  lease: Lease,
  invoice_id: string,
  now: Date,
): Promise<{ payment_collection_id: string }> {
  await readCollectable(container, invoice_id)
  // As a renewal does, and in its order: what is paid is what it would charge.
  await finishLeftChange(container, lease)
  const { invoice, subscription } = await readCollectable(container, invoice_id)
  const ended = await endIfCanceled(container, invoice, lease)
  if (ended !== "owed") {
    throw refused(ended === "void" ? voided(invoice) : uncertain(invoice))
  }
  const current = await enterScheduledChange(container, subscription, lease)
  const facts = await gather(container, current)
  const period = periodAt(current, current.cycle_index + 1)
  const priced = priceInvoice(
    facts,
    await discountsOf(container, facts, invoice_id, period.starts_at),
    period,
    invoice_id,
  )
  if (priced.figures.total <= 0) {
    throw refused(`Invoice ${invoice.number} comes to nothing by now: there is nothing to pay. It is booked by itself.`)
  }
  const shortage = await shortageOf(
    container,
    orderInput(facts, priced, invoice, invoice.order_id ?? ""),
    managedVariantIds(facts),
  )
  if (shortage !== null) {
    throw refused(shortage, OUT_OF_STOCK)
  }
  const ids = (await keptIds(container, invoice, priced.figures.total)) ?? {
    order_id: generateEntityId(undefined, "order"),
    payment_collection_id: generateEntityId(undefined, "pay_col"),
  }
  const { payment_collection_id } = ids
  await begin(container, { kind: "customer_payment", subject_id: payment_collection_id, input: { invoice_id } })
  const opening: Opening = { lease, facts, period, known: invoice, now }
  const customer_pays_until = new Date(now.getTime() + PAYING_MS)
  const { charge } = await openAnew(container, opening, { ...ids, customer_pays_until })
  await ensureCollection(container, payment_collection_id, charge)
  return { payment_collection_id }
}

/** The ids of a payment that the customer has begun already, at this price. Whatever else was begun is taken back; null then. */
async function keptIds(
  container: MedusaContainer,
  invoice: InvoiceRow,
  total: number,
): Promise<{ order_id: string; payment_collection_id: string } | null> {
  const { order_id, payment_collection_id, customer_pays_until } = invoice
  if (customer_pays_until && order_id && payment_collection_id && invoice.total === total) {
    return { order_id, payment_collection_id }
  }
  if (customer_pays_until) {
    await endCustomerPayment(container, invoice)
    return null
  }
  const is_underway = payment_collection_id !== null && (await isUnderway(container, payment_collection_id))
  if (is_underway || !(await takeOver(container, invoice))) {
    throw refused(uncertain(invoice))
  }
  return null
}

const voided = ({ number }: InvoiceRow): string =>
  `Invoice ${number} is void: its order was cancelled, and nothing of a payment is kept.`

const uncertain = ({ number }: InvoiceRow): string =>
  `Whether invoice ${number} is paid is not certain yet: its last payment is looked at again by the next retry.`

async function ensureCollection(
  container: MedusaContainer,
  id: string,
  { currency_code, amount }: { currency_code: string; amount: number },
): Promise<void> {
  const payments = container.resolve(Modules.PAYMENT)
  const [known] = await payments.listPaymentCollections({ id: [id] }, { select: ["id"] })
  if (!known) {
    const collection = { id, currency_code, amount }
    await payments.createPaymentCollections([collection])
  }
}

/**
 * Opens a payment collection for what an invoice comes to now, which the storefront makes a session on as at a checkout; no retry
 * charges anybody meanwhile. Repeatable. Throws NOT_FOUND and NOT_ALLOWED, each with a sentence.
 */
export const payInvoiceWorkflow = createWorkflow("billing-pay-invoice", function (input: PayInvoiceInput) {
  return new WorkflowResponse(payStep(input))
})

const confirmStep = createStep(
  "billing-confirm-invoice-payment",
  async ({ invoice_id, now }: PayInvoiceInput, { container }) => {
    await confirm(container, invoice_id, now)
    return new StepResponse(null)
  },
)

async function confirm(container: MedusaContainer, invoice_id: string, now: string): Promise<void> {
  if (await isPaid(container, invoice_id)) {
    return
  }
  const { subscription, invoice } = await readCollectable(container, invoice_id)
  const { outcome } = await renewSubscription(container, {
    subscription_id: subscription.id,
    now,
    due_before: null,
    after_cycle: subscription.cycle_index,
    by_customer: true,
  })
  if (outcome === "paid" || (await isPaid(container, invoice_id))) {
    await endNote(container, invoice.payment_collection_id)
    return
  }
  if (outcome === "not_due") {
    throw refused(`Invoice ${invoice.number} is being booked right now. Try again in a moment.`)
  }
  if (outcome === "skipped") {
    throw refused(voided(invoice))
  }
  const { failure_message } = await billingOf(container).readInvoice(invoice_id)
  throw refused(
    outcome === "out_of_stock"
      ? `Nothing of the payment was kept: ${failure_message}`
      : `Invoice ${invoice.number} is not booked yet: ${failure_message}`,
    outcome,
  )
}

/** Nothing is left to do for this payment. Where nobody comes this far, the job finds that it is booked. */
async function endNote(container: MedusaContainer, payment_collection_id: string | null): Promise<void> {
  const noted = payment_collection_id
    ? await findUnfinished(container, "customer_payment", payment_collection_id)
    : null
  await end(container, noted?.id ?? null)
}

/** Paid, or authorised where the shop captures by hand. */
const isPaid = async (container: MedusaContainer, invoice_id: string): Promise<boolean> =>
  isBooked(await billingOf(container).readInvoice(invoice_id))

/**
 * Books an invoice that its customer has paid: order, ledger and subscription as a renewal does. Repeatable, and once. Throws
 * NOT_FOUND and NOT_ALLOWED, each with a sentence.
 */
export const confirmInvoicePaymentWorkflow = createWorkflow(
  "billing-confirm-invoice-payment",
  function (input: PayInvoiceInput) {
    confirmStep(input)
    return new WorkflowResponse(input)
  },
)

/**
 * The job's part: books what a customer has paid and nobody confirmed, and takes back what they left when their time is up.
 * Answers false while they may still pay.
 */
export async function finishCustomerPayment(container: MedusaContainer, operation: Unfinished): Promise<boolean> {
  const { id, subject_id: payment_collection_id } = operation
  const { invoice_id } = operation.input as { invoice_id: string }
  const [invoice] = await billingOf(container).readInvoices({ id: invoice_id })
  if (!invoice?.customer_pays_until || invoice.payment_collection_id !== payment_collection_id) {
    // Booked, voided or taken over; each has looked after the payment.
    await end(container, id)
    return true
  }
  const now = await couponsOf(container).now()
  if (await isPaidByCustomer(container, payment_collection_id)) {
    await confirm(container, invoice_id, now.toISOString())
    await end(container, id)
    return true
  }
  if (now < new Date(invoice.customer_pays_until)) {
    return false
  }
  await underLease(container, invoice.subscription_id, async () => {
    const known = await billingOf(container).readInvoice(invoice_id)
    if (known.customer_pays_until && known.payment_collection_id === payment_collection_id) {
      await endCustomerPayment(container, known)
    }
  })
  await end(container, id)
  return true
}
