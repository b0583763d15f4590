// Grants a coupon to the holders of a plan, to one subscription, or to one customer (rule 24).
import {
  createStep,
  createWorkflow,
  StepResponse,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../lib/coupons"
import { type GrantTargetChoice, readGrantTarget } from "../../pricing/coupons/grant-target"

export interface CreateGrantInput {
  coupon_id: string
  target: GrantTargetChoice
}

/** Writes the grant; undone by ending it. */
const createGrantStep = createStep(
  "coupons-create-grant",
  async ({ coupon_id, target }: CreateGrantInput, { container, eventGroupId }) => {
    const coupons = couponsOf(container)
    const holder = await readGrantTarget(container, target)
    const grant = await coupons.createGrant(coupon_id, holder, await coupons.now(), { eventGroupId })
    return new StepResponse(grant, grant.id)
  },
  async (id, { container }) => {
    if (!id) {
      return
    }
    const coupons = couponsOf(container)
    await coupons.endGrants({ ids: [id] }, await coupons.now(), "undone")
  },
)

/**
 * Grants one coupon; answers the grant's id. Throws NOT_FOUND for coupon, plan, subscription or customer; NOT_ALLOWED with
 * a sentence for a coupon that is not active or extends trials, for a subscription that is over, and for a second time.
 */
export const createGrantWorkflow = createWorkflow(
  "coupons-create-grant",
  function (input: WorkflowData<CreateGrantInput>) {
    return new WorkflowResponse(createGrantStep(input))
  },
)
