// Workflow: puts a coupon, or a promo code, on a draft order. Without a pending edit it makes one and confirms it, so that
// amounts, summary and payment follow as core does it; in a pending edit the discount becomes part of that edit.
import {
  beginDraftOrderEditWorkflow,
  confirmDraftOrderEditWorkflow,
  releaseLockStep,
} from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../lib/coupons"
import { lockStep } from "../lock"
import { end } from "../../operations/unfinished"
import { confirmedBy } from "../../lib/confirmed-by"
import { orderChanges, pendingChange, readAsChanged, readDraft } from "../../pricing/core-order"
import type { CoreOrder } from "../../pricing/core-order"
import { refuseUnfitForDraft, offerOf } from "../../pricing/orders/draft-admission"
import { beginOwnEdit, endOwnEditStep, finishLeftEdit } from "./draft-edit"
import { ADDED, noteInChange, readDraftState } from "../../pricing/orders/draft-state"
import { promiseFor, wonBy } from "../../pricing/claim"
import { refused } from "../../tools/errors"

export interface ApplyToDraftInput {
  draft_order_id: string
  /** The coupon, or null where a code is given. */
  coupon_id: string | null
  /** A promo code, as typed or as shown. */
  code?: string | null
  /** Counts the redemption at conversion but does not enforce the limits; logged there. */
  override_limits: boolean
  /** The admin who does it; named on the draft order's edit. */
  actor_id?: string | null
}

/** Admission and promise in one; answers the discount's id. Throws what admission throws, NOT_FOUND for an unknown coupon. */
export async function promiseOn(container: MedusaContainer, draft: CoreOrder, input: ApplyToDraftInput) {
  const coupons = couponsOf(container)
  const change = await pendingChange(container, draft.id)
  const state = await readDraftState(container, draft.id, change?.id ?? null)
  const { coupon, promo_code } = await offerOf(container, input)
  const as_changed = await readAsChanged(container, draft)
  await refuseUnfitForDraft(
    container,
    { coupon, promo_code, override_limits: input.override_limits },
    { draft: as_changed, state },
  )
  const { id } = await coupons.promiseToDraft(
    promiseFor(draft.id, {
      owner: draft,
      won: wonBy({ coupon, promo_code }),
      document: draft,
      now: await coupons.now(),
      override_limits: input.override_limits,
    }),
  )
  return { id, change_id: change?.id ?? null }
}

/** Takes promises back by name: what never took effect counts nowhere. */
export async function forgetPromises(container: MedusaContainer, ids: string[]): Promise<void> {
  if (ids.length > 0) {
    const coupons = couponsOf(container)
    await coupons.endDiscounts({ ids }, await coupons.now(), "not applied")
  }
}

const promiseToDraftStep = createStep(
  "coupons-promise-to-draft",
  async (input: ApplyToDraftInput, { container }) => {
    await finishLeftEdit(container, input.draft_order_id)
    const draft = await readDraft(container, input.draft_order_id)
    const edit = (await pendingChange(container, draft.id)) ? null : await beginOwnEdit(container, draft.id)
    try {
      const { id } = await promiseOn(container, draft, input)
      return new StepResponse({ id, edit }, id)
    } catch (error) {
      await end(container, edit?.unfinished_id ?? null)
      throw error
    }
  },
  async (id, { container }) => {
    if (id) {
      await forgetPromises(container, [id])
    }
  },
)

const noteDiscountStep = createStep(
  "coupons-note-in-draft-edit",
  async ({ order_id, discount_id }: { order_id: string; discount_id: string }, { container }) => {
    const change = await pendingChange(container, order_id)
    if (!change) {
      throw refused("The edit of this draft order ended meanwhile. Please try again.")
    }
    await noteInChange(container, { order_id, change_id: change.id, discount_id, action: ADDED })
    await orderChanges(container).previewOrderChange(order_id)
    return new StepResponse(null)
  },
)

/**
 * Applies a coupon to a draft order; answers the discount's id. No place is taken until the draft becomes an order. Throws
 * NOT_FOUND for draft or coupon, NOT_ALLOWED with all reasons for an order that is no draft and when it is not admitted.
 */
export const applyToDraftWorkflow = createWorkflow(
  "coupons-apply-to-draft",
  function (input: WorkflowData<ApplyToDraftInput>) {
    const order_id = transform({ input }, ({ input }) => input.draft_order_id)
    lockStep({ key: order_id, timeout: 5, ttl: 20 })
    const promised = promiseToDraftStep(input)
    when("draft-has-no-edit", { promised }, ({ promised }) => promised.edit !== null).then(() => {
      beginDraftOrderEditWorkflow.runAsStep({
        input: transform({ order_id, promised }, ({ order_id, promised }) => ({
          order_id,
          internal_note: promised.edit?.note,
        })),
      })
    })
    noteDiscountStep(
      transform({ order_id, promised }, ({ order_id, promised }) => ({ order_id, discount_id: promised.id })),
    )
    when("draft-had-no-edit", { promised }, ({ promised }) => promised.edit !== null).then(() => {
      confirmDraftOrderEditWorkflow.runAsStep({
        input: transform({ input }, ({ input: { draft_order_id: order_id, actor_id } }) => ({
          order_id,
          confirmed_by: confirmedBy(actor_id),
        })),
      })
    })
    endOwnEditStep(transform({ promised }, ({ promised }) => promised.edit))
    releaseLockStep({ key: order_id })
    return new WorkflowResponse(transform({ promised }, ({ promised }) => ({ id: promised.id })))
  },
)
