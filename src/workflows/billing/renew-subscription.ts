// Bills the next period of one subscription: invoice, real order, real payment, ledger. One workflow run per period.
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
  transform,
} from "@medusajs/framework/workflows-sdk"
import { MathBN, OrderWorkflowEvents, generateEntityId } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { periodAt } from "../../engine"
import { remedyOf } from "../../modules/billing/declines"
import { isBooked } from "../../modules/billing/statuses"
import type { FailureCode, InvoiceRow } from "../../modules/billing/types"
import { isUnderway } from "../../pricing/billing/underway"
import { chargeOf, openAnew, takeBackOwn, takeOver } from "../../operations/billing/attempts"
import type { Attempt } from "../../operations/billing/attempts"
import { bookCaptured } from "../../operations/billing/book-captured"
import { bookCaptures } from "../../operations/book-payments"
import { charge, undoCharge } from "../../operations/billing/charge"
import type { ChargeResult } from "../../operations/billing/charge"
import { customersAttempt, giveBack } from "../../operations/billing/customer-payment"
import { gather } from "../../pricing/billing/gather"
import { ensureOrder } from "../../operations/billing/order-of-invoice"
import { requireLease } from "../../operations/billing/lease"
import type { Lease } from "../../operations/billing/lease"
import { redemptionsOf } from "../../pricing/billing/redemptions"
import { hasWaitedInVain } from "../../pricing/billing/schedule"
import { enterScheduledChange } from "../../operations/billing/scheduled-change"
import { finishLeftChange } from "../../operations/billing/unbilled-change"
import { isOrderCanceled } from "../../operations/billing/cancel-invoice-order"
import type { BillingFacts } from "../../pricing/billing/gather"
import { NOT_GIVEN_BACK, endCanceledInvoice, endIfCanceled } from "../../operations/billing/void-canceled"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { refused } from "../../tools/errors"

export interface RenewSubscriptionInput {
  subscription_id: string
  /** ISO instant of the one clock, read once by the caller. */
  now: string
  /** ISO instant: bill only what is due by then. Null: bill the next period whatever its date (a retry by hand). */
  due_before: string | null
  /** Bill only if this is still the last billed cycle; anything else means that somebody was faster. Default: any. */
  after_cycle?: number | null
  /** Only books what the customer has paid on-session (rule 59): refused where they have not, and nobody is charged. */
  by_customer?: boolean
}

/**
 * - paid, declined: the invoice says more; one that the shop captures by hand is paid once it has done so (rule 57).
 * - out_of_stock: nobody was charged; the invoice says what is missing and waits for it.
 * - skipped: the period was voided before it was billed, or its order was cancelled while it was (rule 61).
 * - not_due: nothing to do, or another process is billing it.
 */
export type RenewalOutcome = "paid" | "declined" | "out_of_stock" | "skipped" | "not_due"

export interface RenewalResult {
  outcome: RenewalOutcome
  subscription_id: string
  invoice_id: string | null
  order_id: string | null
  /** Set when this attempt was the first one that found too little stock. */
  news: OutOfStockNews | null
  /** Set when this attempt was the first one that needs the customer's word (rule 59). */
  asks: InvoiceNews | null
}

/** Told once for each invoice that begins to wait for stock. */
export const OUT_OF_STOCK_EVENT = "billing-invoice.out-of-stock"

/** Told when only the customer can pay an invoice, on-session; again whenever an admin asks for it. */
export const REQUIRES_ACTION_EVENT = "billing-invoice.requires-action"

/** What those events carry; `id` is the invoice. */
export interface InvoiceNews {
  id: string
  subscription_id: string
  customer_id: string
}
export type OutOfStockNews = InvoiceNews

const takeLeaseStep = createStep(
  "billing-take-lease",
  async (input: RenewSubscriptionInput, { container }) => {
    const lease = { subscription_id: input.subscription_id, token: generateEntityId(undefined, "lease") }
    const due_before = input.due_before === null ? null : new Date(input.due_before)
    const leased = await billingOf(container).tryLease({
      id: lease.subscription_id,
      token: lease.token,
      due_before,
      after_cycle: input.after_cycle ?? null,
    })
    return leased ? new StepResponse<Lease | null, Lease>(lease, lease) : new StepResponse<Lease | null, Lease>(null)
  },
  async (lease, { container }) => {
    if (lease) {
      await billingOf(container).releaseLease(lease.subscription_id, lease.token)
    }
  },
)

const openInvoiceStep = createStep(
  "billing-open-invoice",
  async ({ lease, input }: { lease: Lease | null; input: RenewSubscriptionInput }, { container }) => {
    const attempt = lease ? await openAttempt(container, lease, input) : null
    return new StepResponse<Attempt | null, Attempt | null>(attempt, attempt)
  },
  // One undo for all steps, the same that cleans up after a killed process: it goes by the ids on the invoice.
  async (attempt, { container }) => {
    if (!attempt) {
      return
    }
    if (await billingOf(container).extendLease(attempt.subscription_id, attempt.token)) {
      await undoAttempt(container, attempt)
    } else {
      await takeBackOwn(container, attempt)
    }
  },
)

/** Opens, or finds again, the invoice of the next period. Null when that period was voided: then it is skipped. */
async function openAttempt(
  container: MedusaContainer,
  lease: Lease,
  input: RenewSubscriptionInput,
): Promise<Attempt | null> {
  const now = new Date(input.now)
  const by_hand = input.due_before === null
  const by_customer = input.by_customer ?? false
  const billing = billingOf(container)
  await finishLeftChange(container, lease)
  const subscription = await enterScheduledChange(
    container,
    await billing.readSubscription(lease.subscription_id),
    lease,
  )
  const period = periodAt(subscription, subscription.cycle_index + 1)
  const known = await billing.findRenewalInvoice(subscription.id, period.starts_at)
  if (known?.status === "void" || (known && isBooked(known))) {
    await billing.skipPeriod(subscription.id, period)
    await billing.releaseLease(subscription.id, lease.token)
    return null
  }
  const ended = known ? await endIfCanceled(container, known, lease) : "owed"
  if (ended === "void") {
    await billing.releaseLease(subscription.id, lease.token)
    return null
  }
  const facts = await gather(container, subscription)
  if (known && ended === "asked") {
    return leftAttempt(lease, known, facts)
  }
  if (known?.customer_pays_until) {
    const attempt = await customersAttempt(container, { lease, facts, period, known, now }, by_customer)
    if (attempt) {
      return attempt
    }
  } else if (by_customer) {
    throw refused(NOT_BEGUN)
  } else if (known?.payment_collection_id && (await isUnderway(container, known.payment_collection_id))) {
    // A process was killed while it charged. The provider may have been asked: go on with exactly that attempt.
    return leftAttempt(lease, known, facts)
  }
  if (known && !known.customer_pays_until) {
    await takeOver(container, known)
  }
  if (known && hasWaitedInVain(known, now) && !by_hand) {
    // Nothing was delivered in all of that period, so it is not billed afterwards (decision 23).
    await billing.forgetAttempt(known.id)
    await billing.voidInvoice({ invoice_id: known.id, now, token: lease.token })
    await billing.releaseLease(subscription.id, lease.token)
    return null
  }
  return openAnew(container, { lease, facts, period, known, now })
}

/** The attempt as it was: only its payment is asked for again. */
const leftAttempt = (lease: Lease, known: InvoiceRow, facts: BillingFacts): Attempt => ({
  ...lease,
  invoice_id: known.id,
  order: null,
  managed_variant_ids: [],
  charge: chargeOf(facts, known),
})

const NOT_BEGUN =
  "Nobody is paying this invoice: the payment was never begun, or was given up because the invoice was collected otherwise. " +
  "Begin it anew."

/** Answers whether it was undone; if not, the invoice keeps the ids and the next run goes on with that attempt. */
async function undoAttempt(
  container: MedusaContainer,
  { invoice_id, charge: { order_id, payment_collection_id } }: Attempt,
): Promise<boolean> {
  if (await isOrderCanceled(container, order_id)) {
    // It stays, and so do its ids: by them its end is heard (rule 61).
    return false
  }
  const is_undone = await undoCharge(container, { order_id, payment_collection_id })
  if (is_undone) {
    await billingOf(container).forgetAttempt(invoice_id)
  }
  return is_undone
}

/** Makes the order of an attempt, where it is not there yet. Answers what is out of stock, in sentences, or null. */
export const placeOrderStep = createStep("billing-place-order", async (attempt: Attempt | null, { container }) => {
  if (!attempt?.order) {
    return new StepResponse<string | null>(null)
  }
  await requireLease(container, attempt)
  return new StepResponse<string | null>(await ensureOrder(container, attempt.order, attempt.managed_variant_ids))
})

interface Payable {
  attempt: Attempt | null
  /** What `placeOrderStep` answered; then nobody is asked to pay. */
  shortage: string | null
}

/** Charges an attempt, once, while its lease is held. Throws NOT_ALLOWED when it was lost. */
export const takePaymentStep = createStep("billing-take-payment", async (input: Payable, { container }) => {
  const { attempt, shortage } = input
  if (!attempt) {
    return new StepResponse<ChargeResult | null>(null)
  }
  if (shortage !== null) {
    return new StepResponse<ChargeResult | null>({ declined: shortage, failure_code: OUT_OF_STOCK, captures: [] })
  }
  await requireLease(container, attempt)
  const charged = await charge(container, attempt.charge, () => requireLease(container, attempt))
  return new StepResponse<ChargeResult | null>(charged)
})

/** Nothing is taken back when a later step fails: what has moved stays on record, and goes only with its order. */
export const bookChargeStep = createStep(
  "billing-book-charge",
  async ({ attempt, charged }: { attempt: Attempt | null; charged: ChargeResult | null }, { container }) => {
    if (attempt && charged) {
      const { order_id, currency_code } = attempt.charge
      await bookCaptures(container, { id: order_id, currency_code }, charged.captures)
    }
    return new StepResponse(null)
  },
)

interface Closing {
  lease: Lease | null
  attempt: Attempt | null
  charged: ChargeResult | null
  now: string
  subscription_id: string
}

const closeInvoiceStep = createStep("billing-close-invoice", async (input: Closing, { container }) => {
  return new StepResponse(await closeInvoice(container, input))
})

async function closeInvoice(container: MedusaContainer, input: Closing): Promise<RenewalResult> {
  const { attempt, charged, lease, subscription_id } = input
  if (!attempt || !charged) {
    return { ...NOTHING, outcome: lease ? "skipped" : "not_due", subscription_id }
  }
  const now = new Date(input.now)
  const { invoice_id, token } = attempt
  if (await isOrderCanceled(container, attempt.charge.order_id)) {
    const is_void = await closeCanceled(container, attempt)
    if (is_void) {
      return { ...NOTHING, outcome: "skipped", subscription_id, invoice_id }
    }
    if (charged.declined === null) {
      throw refused(NOT_GIVEN_BACK)
    }
  }
  if (charged.declined !== null) {
    const told = await notCharged(container, attempt, charged, now)
    const outcome = charged.failure_code === OUT_OF_STOCK ? OUT_OF_STOCK : "declined"
    return { ...NOTHING, ...told, outcome, subscription_id, invoice_id }
  }
  if (!(await billingOf(container).extendLease(subscription_id, token))) {
    // Whoever took over goes on with this very attempt, and closes it.
    return { ...NOTHING, outcome: "not_due", subscription_id, invoice_id }
  }
  await redeem(container, await billingOf(container).readInvoice(invoice_id), now)
  await billingOf(container).bookPaidInvoice({ invoice_id, token, now, is_captured: isCaptured(attempt, charged) })
  await bookCapturedMeanwhile(container, attempt, charged)
  return { ...NOTHING, outcome: "paid", subscription_id, invoice_id, order_id: attempt.charge.order_id }
}

/** Its order was cancelled while it was billed: what was charged is given back (rule 61). False where that cannot be done yet. */
async function closeCanceled(container: MedusaContainer, attempt: Attempt): Promise<boolean> {
  await requireLease(container, attempt)
  const invoice = await billingOf(container).readInvoice(attempt.invoice_id)
  const is_void = await endCanceledInvoice(container, invoice, attempt)
  if (is_void) {
    await billingOf(container).releaseLease(attempt.subscription_id, attempt.token)
  }
  return is_void
}

const NOTHING = { invoice_id: null, order_id: null, news: null, asks: null }
const OUT_OF_STOCK = "out_of_stock" satisfies FailureCode

/**
 * As core does for a cart: no money, no order. Nothing was redeemed yet, so the cycle is still to be had (rule 14). An
 * attempt that could not be undone keeps its order and payment. Answers what is to be told, once: that stock is missing, or that
 * the customer is needed.
 */
async function notCharged(
  container: MedusaContainer,
  attempt: Attempt,
  { declined, failure_code }: ChargeResult,
  now: Date,
): Promise<Partial<Pick<RenewalResult, "news" | "asks">>> {
  const billing = billingOf(container)
  const { invoice_id, subscription_id, token } = attempt
  if (!(await billing.extendLease(subscription_id, token))) {
    await takeBackOwn(container, attempt)
    return {}
  }
  const is_customers = attempt.charge.session_id !== undefined
  const undo = failure_code === OUT_OF_STOCK && is_customers ? giveBack : undoAttempt
  const is_undone = await undo(container, attempt)
  const message = [declined, is_undone ? null : NOT_UNDONE].filter(Boolean).join(" ")
  const failure = { invoice_id, token, now, code: failure_code ?? "payment_declined", message }
  const before = await billing.readInvoice(invoice_id)
  const told: InvoiceNews = { id: invoice_id, subscription_id, customer_id: before.customer_id }
  if (failure.code === OUT_OF_STOCK) {
    const { is_new } = await billing.waitForStock(failure)
    return { news: is_new ? told : null }
  }
  await billing.declineInvoice(failure)
  const is_asked = remedyOf(before.failure_code ?? "") === "customer"
  return { asks: remedyOf(failure.code) === "customer" && !is_asked ? told : null }
}

const NOT_UNDONE = "The payment could not be taken back either: the next attempt asks the provider for the same one."

async function redeem(container: MedusaContainer, invoice: InvoiceRow, now: Date): Promise<void> {
  const redemptions = redemptionsOf(invoice)
  if (redemptions.length === 0) {
    return
  }
  const coupons = couponsOf(container)
  await coupons.redeemInvoice({ redemptions, now })
  await coupons.startDiscounts(
    redemptions.map(({ discount_id }) => discount_id),
    invoice.period_start,
  )
}

export const renewSubscriptionWorkflowId = "billing-renew-subscription"

/**
 * Bills one subscription's next period. Safe to run twice, on two servers, and after a kill at any point: the lease lets
 * one process in, the invoice's unique index lets one invoice be, and the ids on the invoice let the next run find what
 * the last one left: it finishes an attempt that has reached the provider, and undoes one that has not.
 */
export const renewSubscriptionWorkflow = createWorkflow(
  renewSubscriptionWorkflowId,
  function (input: RenewSubscriptionInput) {
    const lease = takeLeaseStep(input)
    const attempt = openInvoiceStep(transform({ lease, input }, (both) => both))
    const shortage = placeOrderStep(attempt)
    const charged = takePaymentStep({ attempt, shortage })
    bookChargeStep({ attempt, charged })
    const result = closeInvoiceStep(
      transform({ lease, attempt, charged, input }, ({ input, ...rest }) => ({
        ...rest,
        now: input.now,
        subscription_id: input.subscription_id,
      })),
    )
    emitEventStep({
      eventName: OrderWorkflowEvents.PLACED,
      data: transform({ result }, ({ result }) =>
        result.outcome === "paid" && result.order_id ? [{ id: result.order_id }] : [],
      ),
    }).config({ name: "order-placed-by-renewal" })
    emitEventStep({
      eventName: OUT_OF_STOCK_EVENT,
      data: transform({ result }, ({ result }) => (result.news ? [result.news] : [])),
    }).config({ name: "out-of-stock" })
    emitEventStep({
      eventName: REQUIRES_ACTION_EVENT,
      data: transform({ result }, ({ result }) => (result.asks ? [result.asks] : [])),
    }).config({ name: "requires-action" })
    return new WorkflowResponse(result)
  },
)

/** The shop has all of the money, or there was nothing to pay; otherwise it is only held. */
export function isCaptured({ charge }: Attempt, { captures }: ChargeResult): boolean {
  return MathBN.gte(MathBN.sum(0, ...captures.map(({ amount }) => amount)), charge.amount)
}

/** Asked after booking: a capture that was announced before it met an invoice that was not booked yet. */
export async function bookCapturedMeanwhile(
  container: MedusaContainer,
  attempt: Attempt,
  charged: ChargeResult,
): Promise<void> {
  if (!isCaptured(attempt, charged)) {
    await bookCaptured(container, [attempt.charge.order_id])
  }
}

/** Runs the workflow. Throws what it throws, as an Error with a message. */
export async function renewSubscription(
  container: MedusaContainer,
  input: RenewSubscriptionInput,
): Promise<RenewalResult> {
  const { result } = await renewSubscriptionWorkflow(container).run({ input })
  return result
}
