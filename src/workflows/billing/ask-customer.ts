// Asks the customer once more to pay an invoice on-session: the event that a renewal tells by itself the first time (rule 59).
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import type { FailureCode } from "../../modules/billing/types"
import { readCollectable } from "../../operations/billing/collectable"
import { REQUIRES_ACTION_EVENT } from "./renew-subscription"
import type { InvoiceNews } from "./renew-subscription"
import { refused } from "../../tools/errors"

const OUT_OF_STOCK = "out_of_stock" satisfies FailureCode

export interface AskCustomerInput {
  invoice_id: string
}

const askStep = createStep("billing-ask-customer", async ({ invoice_id }: AskCustomerInput, { container }) => {
  const { invoice } = await readCollectable(container, invoice_id)
  const { id, number, subscription_id, customer_id, failure_code } = invoice
  if (failure_code === OUT_OF_STOCK) {
    throw refused(`Invoice ${number} waits for stock: there is nothing that its customer could do.`)
  }
  return new StepResponse<InvoiceNews>({ id, subscription_id, customer_id })
})

/** Whatever the reason it is not paid, want of stock excepted. Throws NOT_FOUND and NOT_ALLOWED, each with a sentence. */
export const askCustomerWorkflow = createWorkflow("billing-ask-customer", function (input: AskCustomerInput) {
  const data = askStep(input)
  emitEventStep({ eventName: REQUIRES_ACTION_EVENT, data })
  return new WorkflowResponse(data)
})
