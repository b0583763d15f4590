// Ends one grant by hand; what was bought with it stays as it is.
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../lib/coupons"
import { endGrantsStep } from "./steps"

/** Throws NOT_FOUND for an id that does not exist. */
const requireGrantStep = createStep("coupons-require-grant", async ({ id }: { id: string }, { container }) => {
  await couponsOf(container).retrieveCouponGrant(id)
  return new StepResponse([id])
})

/** Ends one grant; answers its id. Ending it again changes nothing. Throws NOT_FOUND. */
export const endGrantWorkflow = createWorkflow("coupons-end-grant", function (input: WorkflowData<{ id: string }>) {
  const ids = requireGrantStep(input)
  const where = transform({ ids }, ({ ids }) => ({ ids }))
  endGrantsStep({ where, reason: "ended_by_admin" })
  return new WorkflowResponse({ id: input.id })
})
