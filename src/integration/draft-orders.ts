// Seam 5: the ends of draft orders, where core has no hooks. Before a draft becomes an order its discounts claim their
// places; what an edit proposed ends with the edit, and what was promised to a draft ends with the draft.
import type { MedusaContainer } from "@medusajs/framework/types"
import { claimDraft, releaseDraftClaims } from "../operations/order/claim-draft"
import { endDraftDiscounts, syncDraftDiscounts } from "../operations/order/finish-draft-claims"
import { priceDraftAgain } from "../operations/order/sync-change"
import { installGuards } from "./steps"
import type { GuardedStep, StepGuard } from "./steps"

const convert: StepGuard<{ id: string }, string[]> = {
  before: ({ id }, container) => claimDraft(container, id),
  undo: (claim_ids, _input, container) => releaseDraftClaims(container, claim_ids),
}

const cancelEdit: StepGuard<{ order_id: string }> = {
  after: async ({ order_id }, container) => {
    await syncDraftDiscounts(container, order_id, "edit canceled")
    await priceDraftAgain(container, order_id)
  },
}

const remove: StepGuard<{ order_ids: string[] }> = {
  after: ({ order_ids }, container: MedusaContainer) => endDraftDiscounts(container, order_ids, "draft order deleted"),
}

const GUARDS: GuardedStep[] = [
  {
    workflow: "convert-draft-order",
    step: "convert-draft-order",
    guard: convert as StepGuard<never, never>,
    loss: "Draft orders are converted without counting their discounts until this is mended.",
  },
  {
    workflow: "cancel-draft-order-edit",
    step: "delete-order-change",
    guard: cancelEdit as StepGuard<never, never>,
    loss: "Discounts of cancelled edits stay in the list of running ones until this is mended.",
  },
  {
    workflow: "delete-draft-order",
    step: "delete-draft-orders",
    guard: remove as StepGuard<never, never>,
    loss: "Discounts of deleted draft orders stay in the list of running ones until this is mended.",
  },
]

/** Guards the steps once and reports each as a seam; never throws. */
export const installDraftOrders = (): void => installGuards(GUARDS)
