// Voids an invoice: its order is cancelled by core, its redemptions are reversed, its cycle is given back (rule 14).
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import type { InvoiceRow } from "../../modules/billing/types"
import { undoCharge } from "./charge"
import { graph } from "./gather"
import { billingOf, couponsOf, refused } from "./services"

const CANCELED = "canceled"

export interface VoidInvoiceInput {
  invoice_id: string
  /** ISO instant. */
  now: string
}

const cancelOrderStep = createStep("billing-cancel-invoice-order", async (input: VoidInvoiceInput, { container }) => {
  const invoice = await billingOf(container).readInvoice(input.invoice_id)
  if (invoice.status === "void") {
    throw refused(`Invoice ${invoice.number} is void already.`)
  }
  if (invoice.status === "paid") {
    await cancelOrder(container, invoice)
  }
  return new StepResponse(null)
})

interface OrderOfInvoice {
  id: string
  status: string
  items: { id: string }[]
}

/** Core gives back the money and the stock. An order that sold other things as well is not ours to cancel. */
async function cancelOrder(container: MedusaContainer, invoice: InvoiceRow): Promise<void> {
  if (!invoice.order_id) {
    return
  }
  const [order] = await graph<OrderOfInvoice>(container, "order", ["id", "status", "items.id"], {
    id: invoice.order_id,
  })
  if (!order || order.status === CANCELED) {
    return
  }
  const ours = invoice.lines.filter(({ subscription_item_id }) => subscription_item_id !== null)
  if (order.items.length !== ours.length) {
    throw refused(
      `Invoice ${invoice.number} is one line of order ${order.id}. Return or refund that line on the order instead.`,
    )
  }
  await cancelOrderWorkflow(container).run({ input: { order_id: order.id } })
}

const voidStep = createStep("billing-void-invoice", async (input: VoidInvoiceInput, { container }) => {
  const billing = billingOf(container)
  const before = await billing.readInvoice(input.invoice_id)
  const now = new Date(input.now)
  await billing.voidInvoice({ invoice_id: before.id, now })
  if (before.status !== "paid") {
    await undoCharge(container, before)
    await billing.forgetAttempt(before.id)
  }
  // Only the invoice of a sign-up took a place under the coupon's limits; renewals redeem a promise already made.
  await couponsOf(container).reverse({
    document_ids: [before.id],
    give_back: before.kind !== "renewal",
    reason: "invoice voided",
    now,
  })
  return new StepResponse(null)
})

/** Throws NOT_FOUND and NOT_ALLOWED with a sentence. */
export const voidInvoiceWorkflow = createWorkflow("billing-void-invoice", function (input: VoidInvoiceInput) {
  cancelOrderStep(input)
  voidStep(input)
  return new WorkflowResponse(input)
})
