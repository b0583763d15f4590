// Asks for a batch of promo codes, or makes one of a file's (rule 37). What is asked for is filled in the background: whoever
// hears of it, or the job, fills it.
import type { MedusaContainer } from "@medusajs/framework/types"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import type { CodeBatchGate, CodeBatchInput } from "../../../engine"
import { couponsOf } from "../../../lib/coupons"
import { importInto } from "../../../operations/coupon/import-codes"
import type { ImportCodesInput, ImportReport } from "../../../operations/coupon/import-codes"
import { codeWindowOf, compactRestrictions } from "../../../pricing/coupons/coupon-row"
import { refuseUnfitCoupon } from "../../../pricing/coupons/unfit-coupon"
import { CodeBatchEvents } from "../../../lib/events"

export interface CreateCodeBatchInput {
  coupon_id: string
  /** Checked by the engine's `createCodeBatchSchema`; of an import, by `importCodeBatchSchema`. */
  code_batch: CodeBatchInput | (CodeBatchGate & { quantity?: undefined })
}

function batchData(input: CreateCodeBatchInput["code_batch"], now: Date, timeZone: string) {
  const { restrictions, ...fields } = input
  return {
    ...fields,
    ...codeWindowOf(input, now, timeZone),
    restrictions: compactRestrictions(restrictions),
  }
}

const imported = { source: "imported", status: "filling", quantity: 0, length: null, alphabet: null } as const
const generated = { source: "generated", status: "pending" } as const

/** Writes the row; undone by deleting it. */
const createCodeBatchStep = createStep(
  "coupons-create-code-batch-row",
  async ({ coupon_id, code_batch }: CreateCodeBatchInput, { container }) => {
    const service = couponsOf(container)
    refuseUnfitCoupon(await service.retrieveCoupon(coupon_id), code_batch)
    const kind = code_batch.quantity === undefined ? imported : generated
    const data = batchData(code_batch, await service.now(), service.timeZone())
    const { id } = await service.createCodeBatches({ ...data, ...kind, coupon_id })
    return new StepResponse({ id, coupon_id }, id)
  },
  async (id, { container }) => {
    if (id) {
      await couponsOf(container).deleteCodeBatches([id])
    }
  },
)

/**
 * Asks for a batch of codes (or, without a quantity, opens an import); answers its id. Throws NOT_FOUND without the coupon,
 * NOT_ALLOWED when it is archived or its limit is below the codes', INVALID_DATA for dates that do not fit together.
 */
export const createCodeBatchWorkflow = createWorkflow(
  "coupons-create-code-batch",
  function (input: WorkflowData<CreateCodeBatchInput>) {
    const batch = createCodeBatchStep(input)
    emitEventStep({ eventName: CodeBatchEvents.created, data: batch })
    return new WorkflowResponse(batch)
  },
)

/**
 * Takes the codes of a CSV file into a new batch; answers its id and the report. Rows that cannot be taken are reported and
 * stop nothing. An import that breaks off leaves a failed batch with the codes so far.
 * Throws NOT_FOUND without the coupon, NOT_ALLOWED when it can get no such codes, INVALID_DATA for a file without codes or
 * dates that do not fit together, and what reading the file throws.
 */
export const importCodes = (
  container: MedusaContainer,
  input: ImportCodesInput,
): Promise<{ id: string; report: ImportReport }> =>
  importInto(container, input, async (batch) => {
    const { result } = await createCodeBatchWorkflow(container).run({ input: batch })
    return result.id
  })
