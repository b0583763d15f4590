// Archives a promo code: it can no longer be redeemed, and the same code can be made again (rule 35).
import { emitEventStep } from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../lib/coupons"
import { PromoCodeEvents } from "../../lib/events"

interface ArchivedCode {
  id: string
  coupon_id: string
  /** False for a code that was archived before: what was not changed has no event. */
  changed: boolean
}

/** Sets the status; a code that is archived already stays as it is. Undone by making it active again. */
const archivePromoCodeStep = createStep(
  "coupons-archive-promo-code-row",
  async ({ id }: { id: string }, { container }): Promise<StepResponse<ArchivedCode, string[]>> => {
    const service = couponsOf(container)
    const code = await service.retrievePromoCode(id)
    const { coupon_id } = code
    if (code.status === "archived") {
      return new StepResponse({ id, coupon_id, changed: false }, [])
    }
    await service.updatePromoCodes({ id, status: "archived" })
    return new StepResponse({ id, coupon_id, changed: true }, [id])
  },
  async (ids, { container }) => {
    for (const id of ids ?? []) {
      await couponsOf(container).updatePromoCodes({ id, status: "active" })
    }
  },
)

/** Archives one promo code; answers its id. Running discounts that it won go on. Throws NOT_FOUND. */
export const archivePromoCodeWorkflow = createWorkflow(
  "coupons-archive-promo-code",
  function (input: WorkflowData<{ id: string }>) {
    const code = archivePromoCodeStep(input)
    const events = transform({ code }, ({ code: { id, coupon_id, changed } }) => (changed ? [{ id, coupon_id }] : []))
    emitEventStep({ eventName: PromoCodeEvents.archived, data: events })
    return new WorkflowResponse(code)
  },
)
