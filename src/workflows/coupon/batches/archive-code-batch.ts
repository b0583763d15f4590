// Archives a code batch: no more codes are made, and none of its codes can be redeemed any more (rule 37).
import { emitEventStep } from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../../lib/coupons"
import { CodeBatchEvents } from "../../../lib/events"
import { archiveCodesOf } from "../../../operations/coupon/archive-codes"
import { retryWhileBusy } from "../../../tools/retry-while-busy"

/** Nothing undoes it: archived is the end. Should the process die in it, the job archives the other codes. */
const archiveCodeBatchStep = createStep(
  "coupons-archive-code-batch-rows",
  async ({ id }: { id: string }, { container }) => {
    const service = couponsOf(container)
    const now = await service.now()
    const changed = await retryWhileBusy(() => service.archiveCodeBatch(id, now))
    await archiveCodesOf(service, id)
    const { coupon_id } = await service.retrieveCodeBatch(id)
    return new StepResponse({ id, coupon_id, changed })
  },
)

/** Archives one batch and all its codes; answers its id. Running discounts that they won go on. Throws NOT_FOUND. */
export const archiveCodeBatchWorkflow = createWorkflow(
  "coupons-archive-code-batch",
  function (input: WorkflowData<{ id: string }>) {
    const batch = archiveCodeBatchStep(input)
    const events = transform({ batch }, ({ batch }) =>
      batch.changed ? [{ id: batch.id, coupon_id: batch.coupon_id }] : [],
    )
    emitEventStep({ eventName: CodeBatchEvents.archived, data: events })
    return new WorkflowResponse(batch)
  },
)
