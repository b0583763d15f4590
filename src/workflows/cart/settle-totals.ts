// What follows a change of adjustments outside core's own refresh: credit lines and the payment collection keep up.
import { refreshCartItemsWorkflow, refreshPaymentCollectionForCartWorkflow } from "@medusajs/medusa/core-flows"
import { transform, when } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"

/** What a change of a cart's adjustments calls for; both false where nothing was written. */
export interface TotalsChange {
  has_payment_collection: boolean
  /** Credit lines depend on the total: whoever writes them does so when the cart is refreshed as a whole. */
  has_credits: boolean
}

export const NOTHING_CHANGED: TotalsChange = { has_payment_collection: false, has_credits: false }

/** Part of a workflow that holds the cart's lock: refreshes the whole cart where credits pay, else only what is to be paid. */
export function settleTotals(cart_id: WorkflowData<string>, change: WorkflowData<TotalsChange>): void {
  const input = transform({ cart_id }, ({ cart_id }) => ({ cart_id }))
  when("cart-has-credits", { change }, ({ change }) => change.has_credits).then(() => {
    refreshCartItemsWorkflow.runAsStep({ input })
  })
  when(
    "cart-has-payment-collection",
    { change },
    ({ change }) => change.has_payment_collection && !change.has_credits,
  ).then(() => {
    refreshPaymentCollectionForCartWorkflow.runAsStep({ input })
  })
}
