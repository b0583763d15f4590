// Ends running grants, so that no cart shows their coupons after its next refresh, and none is completed with them.
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../lib/coupons"

export interface EndGrantsInput {
  where: { ids: string[] }
  reason: string
}

/** Ends what `where` names; answers the ids that were running. Undone by letting them run on. */
export const endGrantsStep = createStep(
  "coupons-end-grants",
  async ({ where, reason }: EndGrantsInput, { container, eventGroupId }) => {
    const coupons = couponsOf(container)
    const ids = await coupons.endGrants(where, await coupons.now(), reason, { eventGroupId })
    return new StepResponse(ids, ids)
  },
  async (ids, { container }) => {
    if (!ids || ids.length === 0) {
      return
    }
    await couponsOf(container).reviveGrants(ids)
  },
)
