// What follows a change of adjustments outside core's own refresh: credit lines and the payment collection keep up.
import { refreshCartItemsWorkflow, refreshPaymentCollectionForCartWorkflow } from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse, transform, when } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { begin, end } from "../../operations/unfinished"
import type { CoreCart } from "../../pricing/core-cart"
import { dropStaleSessions } from "./payments"

/** What a change of a cart's codes calls for, whether or not it wrote anything: a process may have died after the writing. */
export interface TotalsChange {
  payment_collection_id: string | null
  /** Credit lines depend on the total: whoever writes them does so when the cart is refreshed as a whole. */
  has_credits: boolean
  /** The change that is finished when the totals are refreshed. */
  unfinished_id: string | null
}

export const NOTHING_CHANGED: TotalsChange = { payment_collection_id: null, has_credits: false, unfinished_id: null }

/**
 * Notes that the cart's codes are about to change, where money depends on what follows. Without a payment collection nothing
 * does: the completion compares adjustments itself. Answers the id to end it by.
 */
export async function beginTotals(container: MedusaContainer, cart: CoreCart): Promise<string | null> {
  return cart.payment_collection ? noteTotals(container, cart.id) : null
}

/** Notes it whatever the cart has: for changes whose adjustments are core's to write, and come later. */
export async function noteTotals(container: MedusaContainer, cart_id: string): Promise<string> {
  return (await begin(container, { kind: "cart_totals", subject_id: cart_id, input: {} })).id
}

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
