// What follows a change of adjustments outside core's own refresh: credit lines and the payment collection keep up.
import { refreshCartItemsWorkflow, refreshPaymentCollectionForCartWorkflow } from "@medusajs/medusa/core-flows"
import { createStep, StepResponse, transform, when } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { end } from "../../operations/unfinished"
import { dropStaleSessions } from "../../operations/cart/payments"
import type { TotalsChange } from "../../operations/cart/totals"

const dropStaleSessionsStep = createStep("coupons-drop-stale-sessions", async (id: string, { container }) => {
  await dropStaleSessions(container, id)
  return new StepResponse(null)
})

const endTotalsStep = createStep("coupons-end-totals", async (id: string, { container }) => {
  await end(container, id)
  return new StepResponse(null)
})

/** Part of a workflow that holds the cart's lock: refreshes the whole cart where credits pay, else only what is to be paid. */
export function refreshTotals(cart_id: WorkflowData<string>, change: WorkflowData<TotalsChange>): void {
  const input = transform({ cart_id }, ({ cart_id }) => ({ cart_id }))
  when("cart-has-credits", { change }, ({ change }) => change.has_credits).then(() => {
    refreshCartItemsWorkflow.runAsStep({ input })
  })
  when(
    "cart-has-payment-collection",
    { change },
    ({ change }) => change.payment_collection_id !== null && !change.has_credits,
  ).then(() => {
    refreshPaymentCollectionForCartWorkflow.runAsStep({ input })
  })
  when("cart-has-sessions", { change }, ({ change }) => change.payment_collection_id !== null).then(() => {
    dropStaleSessionsStep(transform({ change }, ({ change }) => change.payment_collection_id ?? ""))
  })
  when("change-of-codes-was-noted", { change }, ({ change }) => change.unfinished_id !== null).then(() => {
    endTotalsStep(transform({ change }, ({ change }) => change.unfinished_id ?? ""))
  })
}
