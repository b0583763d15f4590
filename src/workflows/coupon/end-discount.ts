// Ends one running discount by hand: no later invoice is discounted by it; what it took off stays. A draft order is no
// document yet: there its saving goes as well.
import {
  beginDraftOrderEditWorkflow,
  confirmDraftOrderEditWorkflow,
  releaseLockStep,
} from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  when,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../lib/coupons"
import { lockStep } from "../lock"
import { confirmedBy } from "../../lib/confirmed-by"
import { orderChanges, pendingChange, readOrder } from "../../pricing/core-order"
import { beginOwnEdit, endOwnEditStep, finishLeftEdit, type OwnEdit } from "../order/draft-edit"
import { findUnfinished } from "../../operations/unfinished"
import { endDiscountsStep } from "./steps/end-discounts"

export interface EndDiscountInput {
  id: string
  /** The admin who does it; named on the edit of a draft order. */
  actor_id?: string | null
}

interface Ending {
  ids: string[]
  /** What is locked meanwhile: the draft order, else the discount itself. */
  lock: string
  /** The draft order whose amounts follow; null when the discount is on none, or on one that is an order or gone. */
  draft_order_id: string | null
}

/** Throws NOT_FOUND for an id that does not exist. */
const requireDiscountStep = createStep("coupons-require-discount", async ({ id }: { id: string }, { container }) => {
  const { target_type, target_id, ended_at } = await couponsOf(container).retrieveCouponDiscount(id)
  const is_on_draft = target_type === "draft_order"
  // Ended already, it may have been left without its saving being taken off the draft.
  const is_due =
    is_on_draft && (ended_at === null || (await findUnfinished(container, "draft_edit", target_id)) !== null)
  const order = is_due ? await findOrder(container, target_id) : null
  const draft_order_id = order?.is_draft_order && order.status === "draft" ? order.id : null
  const ending: Ending = { ids: [id], lock: draft_order_id ?? id, draft_order_id }
  return new StepResponse(ending)
})

type Container = Parameters<typeof readOrder>[0]
const findOrder = (container: Container, id: string) => readOrder(container, id).catch(() => null)

interface FoundEdit {
  draft_order_id: string | null
  /** The edit that has to be made; null where one is being prepared, or there is no draft. */
  own: OwnEdit | null
}

/** Whether an edit is being prepared: then the discount goes with it, and it shows so at once. */
const findEditStep = createStep("coupons-find-draft-edit", async (draft_order_id: string | null, { container }) => {
  if (draft_order_id === null) {
    return new StepResponse<FoundEdit>({ draft_order_id, own: null })
  }
  await finishLeftEdit(container, draft_order_id)
  const change = await pendingChange(container, draft_order_id)
  const own = change ? null : await beginOwnEdit(container, draft_order_id)
  return new StepResponse<FoundEdit>({ draft_order_id, own })
})

const refreshEditStep = createStep("coupons-refresh-draft-edit", async (draft_order_id: string, { container }) => {
  await orderChanges(container).previewOrderChange(draft_order_id)
  return new StepResponse(null)
})

/** Ends one discount; answers its id. Ending it again changes nothing. Throws NOT_FOUND. */
export const endDiscountWorkflow = createWorkflow(
  "coupons-end-discount",
  function (input: WorkflowData<EndDiscountInput>) {
    const ending = requireDiscountStep(input)
    lockStep({ key: transform({ ending }, ({ ending }) => ending.lock), timeout: 5, ttl: 20 })
    const edit = findEditStep(transform({ ending }, ({ ending }) => ending.draft_order_id))
    const order_id = transform({ edit }, ({ edit }) => edit.draft_order_id ?? "")
    when("draft-needs-edit", { edit }, ({ edit }) => edit.own !== null).then(() => {
      beginDraftOrderEditWorkflow.runAsStep({
        input: transform({ order_id, edit }, ({ order_id, edit }) => ({ order_id, internal_note: edit.own?.note })),
      })
    })
    endDiscountsStep(transform({ ending }, ({ ending }) => ({ where: { ids: ending.ids }, reason: "ended_by_admin" })))
    when("draft-is-edited", { edit }, ({ edit }) => edit.draft_order_id !== null && edit.own === null).then(() => {
      refreshEditStep(order_id)
    })
    when("draft-edit-is-made", { edit }, ({ edit }) => edit.own !== null).then(() => {
      confirmDraftOrderEditWorkflow.runAsStep({
        input: transform({ order_id, input }, ({ order_id, input }) => ({
          order_id,
          confirmed_by: confirmedBy(input.actor_id),
        })),
      })
    })
    endOwnEditStep(transform({ edit }, ({ edit }) => edit.own))
    releaseLockStep({ key: transform({ ending }, ({ ending }) => ending.lock) })
    return new WorkflowResponse({ id: input.id })
  },
)
