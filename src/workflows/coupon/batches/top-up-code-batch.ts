// Asks for more codes of a batch, or for a failed one to be tried once more (rule 37).
import { emitEventStep } from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../../lib/coupons"
import { CodeBatchEvents } from "../../../lib/events"

/** One of the two. */
export interface TopUpCodeBatchInput {
  id: string
  /** Codes to add; 0 tries a failed batch once more. */
  quantity?: number
  /** Codes the batch shall have in all; as often as it is asked for, it is added once. */
  total?: number
}

/** Raises the quantity. Nothing undoes it: a filler may have made the codes by then. */
const topUpCodeBatchStep = createStep(
  "coupons-top-up-code-batch-row",
  async ({ id, quantity = 0, total }: TopUpCodeBatchInput, { container }) => {
    const service = couponsOf(container)
    const now = await service.now()
    await (total === undefined ? service.topUpCodeBatch(id, quantity, now) : service.topUpCodeBatchTo(id, total, now))
    const { coupon_id } = await service.retrieveCodeBatch(id)
    return new StepResponse({ id, coupon_id })
  },
)

/**
 * Adds to the quantity of a batch, which is then filled in the background; answers its id. Throws NOT_FOUND, and NOT_ALLOWED
 * or INVALID_DATA with a sentence when the batch, its coupon or its pattern does not allow it.
 */
export const topUpCodeBatchWorkflow = createWorkflow(
  "coupons-top-up-code-batch",
  function (input: WorkflowData<TopUpCodeBatchInput>) {
    const batch = topUpCodeBatchStep(input)
    emitEventStep({ eventName: CodeBatchEvents.toppedUp, data: batch })
    return new WorkflowResponse(batch)
  },
)
