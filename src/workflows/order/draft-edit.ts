// The edit that a discount makes of a draft order by itself: one that a killed process left open is confirmed, for nobody
// else would know what it is for (decision 33).
import type { MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId, Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { cancelDraftOrderEditWorkflow, confirmDraftOrderEditWorkflow } from "@medusajs/medusa/core-flows"
import type { Unfinished } from "../../modules/coupon/types"
import { couponsOf } from "../../lib/coupons"
import { begin, end, findUnfinished } from "../../operations/unfinished"
import { confirmedBy } from "../../lib/confirmed-by"
import { orderChanges, pendingChange, readOrder } from "../../pricing/core-order"
import { readDraftState } from "../../pricing/orders/draft-state"

const LOCK_TIMEOUT_S = 5

/** An edit of a draft order that we are about to make. */
export interface OwnEdit {
  /** Ends it in the books when it is confirmed. */
  unfinished_id: string
  /** Stands on the edit: it is ours, and nobody else's to confirm. */
  note: string
}

/** Notes that a draft order is going to be edited by us; the caller has its lock and found no pending edit. */
export async function beginOwnEdit(container: MedusaContainer, draft_order_id: string): Promise<OwnEdit> {
  const note = generateEntityId(undefined, "discount")
  const { id } = await begin(container, { kind: "draft_edit", subject_id: draft_order_id, input: { note } })
  return { unfinished_id: id, note }
}

/** The edit is confirmed. Null: there was an edit already, and it is not ours. */
export const endOwnEditStep = createStep("coupons-end-own-draft-edit", async (edit: OwnEdit | null, { container }) => {
  await end(container, edit?.unfinished_id ?? null)
  return new StepResponse(null)
})

/** Before the draft is looked at: finishes an edit of ours that was left open. The caller has the lock. */
export async function finishLeftEdit(container: MedusaContainer, draft_order_id: string): Promise<void> {
  const left = await findUnfinished(container, "draft_edit", draft_order_id)
  if (left) {
    await finish(container, left)
  }
}

/** The job's part. */
export async function finishDraftEdit(container: MedusaContainer, operation: Unfinished): Promise<void> {
  const locking = container.resolve(Modules.LOCKING)
  await locking.execute([operation.subject_id], () => finish(container, operation), { timeout: LOCK_TIMEOUT_S })
}

/** Confirms what there is to confirm; an edit that changes nothing is given up. What takes no effect ends by name. */
async function finish(container: MedusaContainer, operation: Unfinished): Promise<void> {
  const { id, subject_id: order_id } = operation
  const { note } = operation.input as { note: string }
  const order = await readOrder(container, order_id).catch(() => null)
  if (order?.is_draft_order) {
    const change = await pendingChange(container, order_id)
    if (change?.internal_note === note) {
      await carryOut(container, order_id, change.id)
    }
    await endLeftOvers(container, order_id)
  }
  await end(container, id)
}

async function carryOut(container: MedusaContainer, order_id: string, change_id: string): Promise<void> {
  const orders = orderChanges(container)
  // Showing it writes into it what our discounts take off.
  await orders.previewOrderChange(order_id)
  const actions = await orders.listOrderChangeActions({ order_change_id: change_id }, { take: 1 })
  // A parent's key makes the workflow leave the lock to us, who hold it.
  const context = { parentStepIdempotencyKey: `finish-draft-edit:${order_id}` }
  if (actions.length > 0) {
    await confirmDraftOrderEditWorkflow(container).run({
      input: { order_id, confirmed_by: confirmedBy(null) },
      context,
    })
  } else {
    await cancelDraftOrderEditWorkflow(container).run({ input: { order_id }, context })
  }
}

/** A promise that its edit never got to hold. */
async function endLeftOvers(container: MedusaContainer, order_id: string): Promise<void> {
  const change = await pendingChange(container, order_id)
  const { left_over } = await readDraftState(container, order_id, change?.id ?? null)
  if (left_over.length > 0) {
    const coupons = couponsOf(container)
    await coupons.endDiscounts({ ids: left_over.map(({ id }) => id) }, await coupons.now(), "not applied")
  }
}
