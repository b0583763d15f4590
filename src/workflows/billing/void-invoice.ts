// Voids an invoice: its order is cancelled by core, its redemptions are reversed, its cycle is given back (rule 14).
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isBooked } from "../../modules/billing/statuses"
import type { InvoiceRow } from "../../modules/billing/types"
import type { Unfinished } from "../../modules/coupon/types"
import { begin, end, findUnfinished } from "../../operations/unfinished"
import { takeOver } from "../../operations/billing/attempts"
import {
  cancelOrderOf,
  isOrderCanceled,
  refundsOf,
  refuseSharedOrder,
} from "../../operations/billing/cancel-invoice-order"
import { underLease } from "../../operations/billing/lease"
import type { Lease } from "../../operations/billing/lease"
import { disputedOf } from "../../operations/billing/give-back"
import { NOT_GIVEN_BACK, giveBackOf } from "../../operations/billing/void-canceled"
import { isReckonedFrom } from "../../pricing/billing/plan-change"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { refused } from "../../tools/errors"

export interface VoidInvoiceInput {
  invoice_id: string
  /** ISO instant. */
  now: string
}

/** What whoever finishes it needs to know. */
interface Begun {
  now: string
  /** Refunds of its order before anything was done. */
  refunds: number
}

/** Before anything is touched the lease is taken: what is being billed right now is left whole. */
const voidStep = createStep("billing-void-invoice", async ({ invoice_id, now }: VoidInvoiceInput, { container }) => {
  const { subscription_id } = await billingOf(container).readInvoice(invoice_id)
  await underLease(container, subscription_id, async (lease) => {
    const invoice = await billingOf(container).readInvoice(invoice_id)
    const operation =
      (await findUnfinished(container, "void_invoice", invoice_id)) ?? (await beginVoid(container, invoice, now))
    await carryOut(container, operation, lease)
  })
  return new StepResponse(null)
})

async function beginVoid(container: MedusaContainer, invoice: InvoiceRow, now: string): Promise<Unfinished> {
  if (invoice.status === "void") {
    throw refused(`Invoice ${invoice.number} is void already.`)
  }
  if (isBooked(invoice)) {
    await refuseIfCredited(container, invoice)
    await refuseSharedOrder(container, invoice)
    await refuseIfDisputed(container, invoice)
  }
  const input: Begun = { now, refunds: await refundsOf(container, invoice) }
  return begin(container, { kind: "void_invoice", subject_id: invoice.id, input })
}

/** What a later change of plan was reckoned from has been given back by it already: the last one is voided first. */
async function refuseIfCredited(container: MedusaContainer, invoice: InvoiceRow): Promise<void> {
  const { subscription_id } = invoice
  const changes = await billingOf(container).readInvoices({ subscription_id, kind: "change" })
  const built = changes.filter(isBooked).find((change) => isReckonedFrom(change, invoice))
  if (built) {
    throw refused(
      `Invoice ${invoice.number} was reckoned up with invoice ${built.number}, when the plan was changed. Void invoice ${built.number} first.`,
    )
  }
}

/** Rule 61: a bank that has taken the money back lets nobody refund it, and core would cancel the order all the same. */
async function refuseIfDisputed(container: MedusaContainer, { number, order_id }: InvoiceRow): Promise<void> {
  const disputed = await disputedOf(container, order_id)
  if (disputed > 0 && !(await isOrderCanceled(container, order_id))) {
    throw refused(
      `The payment of invoice ${number} is disputed: the customer's bank has taken it back, so it cannot be refunded. ` +
        "To charge nothing more, cancel the subscription.",
    )
  }
}

/** The job's part: ends what died half way. */
export async function finishVoid(container: MedusaContainer, operation: Unfinished): Promise<void> {
  const [invoice] = await billingOf(container).readInvoices({ id: operation.subject_id })
  if (!invoice) {
    await end(container, operation.id)
    return
  }
  await underLease(container, invoice.subscription_id, (lease) => carryOut(container, operation, lease))
}

/**
 * Each part is harmless to repeat. What fails before any money was given back never was; after that there is no way but
 * forward, and it stays to be finished.
 */
async function carryOut(container: MedusaContainer, operation: Unfinished, lease: Lease): Promise<void> {
  const { now, refunds } = operation.input as Begun
  const invoice = await billingOf(container).readInvoice(operation.subject_id)
  try {
    await undoOrder(container, invoice)
  } catch (error) {
    if ((await refundsOf(container, invoice)) === refunds) {
      await end(container, operation.id)
    }
    throw error
  }
  await bookVoid(container, invoice, new Date(now), lease)
  await end(container, operation.id)
}

/** Takes back what the invoice's order and payment are, as far as they exist. */
async function undoOrder(container: MedusaContainer, invoice: InvoiceRow): Promise<void> {
  if (isBooked(invoice)) {
    await cancelOrderOf(container, invoice)
    if (!(await giveBackOf(container, invoice))) {
      throw refused(`Invoice ${invoice.number} is not void yet. ${NOT_GIVEN_BACK}`)
    }
  } else if (invoice.status !== "void") {
    const is_canceled = await isOrderCanceled(container, invoice.order_id)
    if (!(await (is_canceled ? giveBackOf : takeOver)(container, invoice))) {
      throw refused(
        `Invoice ${invoice.number} may have been charged: its payment could not be taken back. Retry the invoice first.`,
      )
    }
    if (!is_canceled) {
      await billingOf(container).forgetAttempt(invoice.id)
    }
  }
}

/**
 * The place under a coupon's limits was taken for the whole promise, with the sign-up or with a change of plan: only voiding
 * that invoice may give it back, and only once the promise is over, which the ledger knows (invariant 11).
 */
async function bookVoid(container: MedusaContainer, invoice: InvoiceRow, now: Date, { token }: Lease): Promise<void> {
  if (invoice.status !== "void") {
    await billingOf(container).voidInvoice({ invoice_id: invoice.id, now, token })
  }
  await couponsOf(container).reverse({
    document_ids: [invoice.id],
    give_back: invoice.kind !== "renewal",
    reason: "invoice voided",
    now,
  })
}

/** Throws NOT_FOUND and NOT_ALLOWED with a sentence. */
export const voidInvoiceWorkflow = createWorkflow("billing-void-invoice", function (input: VoidInvoiceInput) {
  voidStep(input)
  return new WorkflowResponse(input)
})
