// Voids an invoice: its order is cancelled by core, its redemptions are reversed, its cycle is given back (rule 14).
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
  transform,
} from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId } from "@medusajs/framework/utils"
import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import type { InvoiceRow } from "../../modules/billing/types"
import { undoCharge } from "./charge"
import { graph } from "./gather"
import { isReckonedFrom } from "./plan-change"
import { billingOf, couponsOf, refused } from "./services"

const CANCELED = "canceled"

export interface VoidInvoiceInput {
  invoice_id: string
  /** ISO instant. */
  now: string
}

interface Hold {
  subscription_id: string
  token: string
}

/** Before anything is touched: what is being billed right now is left whole. */
const holdStep = createStep(
  "billing-hold-for-void",
  async ({ invoice_id }: VoidInvoiceInput, { container }) => {
    const billing = billingOf(container)
    const { subscription_id } = await billing.readInvoice(invoice_id)
    const hold: Hold = { subscription_id, token: generateEntityId(undefined, "lease") }
    await billing.hold(hold.subscription_id, hold.token)
    return new StepResponse(hold, hold)
  },
  letGo,
)

async function letGo(hold: Hold | undefined, { container }: { container: MedusaContainer }): Promise<void> {
  if (hold) {
    await billingOf(container).releaseLease(hold.subscription_id, hold.token)
  }
}

const letGoStep = createStep("billing-let-go-after-void", async (hold: Hold, context) => {
  await letGo(hold, context)
  return new StepResponse(null)
})

/** Takes back what the invoice's order and payment are, as far as they exist. */
const undoOrderStep = createStep("billing-cancel-invoice-order", async (input: VoidInvoiceInput, { container }) => {
  const invoice = await billingOf(container).readInvoice(input.invoice_id)
  if (invoice.status === "void") {
    throw refused(`Invoice ${invoice.number} is void already.`)
  }
  if (invoice.status === "paid") {
    await refuseIfCredited(container, invoice)
    await cancelOrder(container, invoice)
  } else if (await undoCharge(container, invoice)) {
    await billingOf(container).forgetAttempt(invoice.id)
  } else {
    throw refused(
      `Invoice ${invoice.number} may have been charged: its payment could not be taken back. Retry the invoice first.`,
    )
  }
  return new StepResponse(null)
})

/** What a later change of plan was reckoned from has been given back by it already: the last one is voided first. */
async function refuseIfCredited(container: MedusaContainer, invoice: InvoiceRow): Promise<void> {
  const { subscription_id } = invoice
  const changes = await billingOf(container).readInvoices({ subscription_id, kind: "change", status: "paid" })
  const built = changes.find((change) => isReckonedFrom(change, invoice))
  if (built) {
    throw refused(
      `Invoice ${invoice.number} was reckoned up with invoice ${built.number}, when the plan was changed. Void invoice ${built.number} first.`,
    )
  }
}

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

/**
 * The place under a coupon's limits was taken for the whole promise, with the sign-up or with a change of plan: only voiding
 * that invoice may give it back, and only once the promise is over, which the ledger knows (invariant 11).
 */
const voidStep = createStep(
  "billing-void-invoice",
  async ({ invoice_id, now, token }: VoidInvoiceInput & { token: string }, { container }) => {
    const invoice = await billingOf(container).voidInvoice({ invoice_id, now: new Date(now), token })
    await couponsOf(container).reverse({
      document_ids: [invoice.id],
      give_back: invoice.kind !== "renewal",
      reason: "invoice voided",
      now: new Date(now),
    })
    return new StepResponse(null)
  },
)

/** Throws NOT_FOUND and NOT_ALLOWED with a sentence. */
export const voidInvoiceWorkflow = createWorkflow("billing-void-invoice", function (input: VoidInvoiceInput) {
  const hold = holdStep(input)
  undoOrderStep(input)
  voidStep(transform({ hold, input }, ({ hold, input }) => ({ ...input, token: hold.token })))
  letGoStep(hold)
  return new WorkflowResponse(input)
})
