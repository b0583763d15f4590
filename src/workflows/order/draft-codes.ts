// Workflow behind core's own route for promotions in a draft order's edit: promo codes of ours among them, alone or mixed
// with core's. Core's part is core's own workflow.
import {
  addDraftOrderPromotionWorkflow,
  releaseLockStep,
  removeDraftOrderPromotionsWorkflow,
} from "@medusajs/medusa/core-flows"
import type { IPromotionModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { invalid, missing } from "../../tools/errors"
import type { CodeAndCoupon } from "../../modules/coupon/types"
import { couponsOf } from "../../lib/coupons"
import { lockStep } from "../lock"
import { orderChanges, pendingChange, readDraft } from "../../pricing/core-order"
import type { PendingChange, Preview } from "../../pricing/core-order"
import { forgetPromises, promiseOn } from "./draft-discounts"
import { ADDED, noteInChange, readDraftState, REMOVED } from "../../pricing/orders/draft-state"

export interface SplitCodes {
  /** Codes that core knows, and those that nobody does: core has the error for them. */
  core: string[]
  ours: CodeAndCoupon[]
}

/** Which of these codes are ours. A core promotion with exactly that code is core's. */
export async function splitCodes(container: MedusaContainer, promo_codes: string[]): Promise<SplitCodes> {
  const promotions = container.resolve<IPromotionModuleService>(Modules.PROMOTION)
  const known = await promotions.listPromotions({ code: promo_codes }, { select: ["id", "code"] })
  const of_core = new Set(known.map(({ code }) => code))
  const split: SplitCodes = { core: [], ours: [] }
  for (const code of promo_codes) {
    const found = of_core.has(code) ? null : await couponsOf(container).findCode(code)
    if (found) {
      split.ours.push(found)
    } else {
      split.core.push(code)
    }
  }
  return split
}

export interface ChangeDraftCodesInput {
  draft_order_id: string
  action: "add" | "remove"
  core: string[]
  ours: { promo_code_id: string; code: string }[]
}

async function requireEdit(container: MedusaContainer, order_id: string): Promise<PendingChange> {
  const change = await pendingChange(container, order_id)
  if (!change) {
    throw invalid(`Begin an edit of draft order ${order_id} first.`)
  }
  return change
}

const addOurCodesStep = createStep(
  "coupons-add-codes-to-draft",
  async ({ draft_order_id, action, ours }: ChangeDraftCodesInput, { container }) => {
    const made: string[] = []
    if (action !== "add") {
      return new StepResponse(made, made)
    }
    try {
      const draft = await readDraft(container, draft_order_id)
      const change = await requireEdit(container, draft_order_id)
      for (const { code } of ours) {
        const input = { draft_order_id, coupon_id: null, code, override_limits: false }
        const { id } = await promiseOn(container, draft, input)
        made.push(id)
        await noteInChange(container, {
          order_id: draft_order_id,
          change_id: change.id,
          discount_id: id,
          action: ADDED,
        })
      }
      return new StepResponse(made, made)
    } catch (error) {
      await forgetPromises(container, made)
      throw error
    }
  },
  async (made, { container }) => forgetPromises(container, made ?? []),
)

const removeOurCodesStep = createStep(
  "coupons-remove-codes-from-draft",
  async ({ draft_order_id, action, ours }: ChangeDraftCodesInput, { container }) => {
    if (action === "remove") {
      const change = await requireEdit(container, draft_order_id)
      const { effective } = await readDraftState(container, draft_order_id, change.id)
      const leaving = ours.map(({ promo_code_id, code }) => {
        const found = effective.find((discount) => discount.promo_code_id === promo_code_id)
        if (!found) {
          throw missing(`Draft order ${draft_order_id} has no promo code ${code}.`)
        }
        return found.id
      })
      for (const discount_id of leaving) {
        await noteInChange(container, { order_id: draft_order_id, change_id: change.id, discount_id, action: REMOVED })
      }
    }
    return new StepResponse(null)
  },
)

const previewStep = createStep(
  "coupons-preview-draft-edit",
  async ({ draft_order_id }: ChangeDraftCodesInput, { container }) =>
    new StepResponse<Preview>(await orderChanges(container).previewOrderChange(draft_order_id)),
)

/**
 * Adds or removes codes in a draft order's pending edit and answers its preview. All or nothing. Throws what core throws
 * for core's codes, NOT_ALLOWED with all reasons for ours, INVALID_DATA without an edit.
 */
export const changeDraftCodesWorkflow = createWorkflow(
  "coupons-change-draft-codes",
  function (input: WorkflowData<ChangeDraftCodesInput>) {
    const order_id = transform({ input }, ({ input }) => input.draft_order_id)
    const cores = transform({ input }, ({ input }) => ({ order_id: input.draft_order_id, promo_codes: input.core }))
    lockStep({ key: order_id, timeout: 5, ttl: 20 })
    addOurCodesStep(input)
    removeOurCodesStep(input)
    when("adds-core-codes", { input }, ({ input }) => input.action === "add" && input.core.length > 0).then(() => {
      addDraftOrderPromotionWorkflow.runAsStep({ input: cores })
    })
    when("removes-core-codes", { input }, ({ input }) => input.action === "remove" && input.core.length > 0).then(
      () => {
        removeDraftOrderPromotionsWorkflow.runAsStep({ input: cores })
      },
    )
    const preview = previewStep(input)
    releaseLockStep({ key: order_id })
    return new WorkflowResponse(preview)
  },
)
