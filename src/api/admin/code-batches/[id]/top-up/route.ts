// POST /admin/code-batches/:id/top-up: more codes of the same kind.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { TopUpCodeBatchRequest } from "../../../../../engine"
import { topUpCodeBatchWorkflow } from "../../../../../workflows/coupon"
import { sendCodeBatch } from "../../send-code-batch"

export async function POST(req: MedusaRequest<TopUpCodeBatchRequest>, res: MedusaResponse) {
  const { id = "" } = req.params
  await topUpCodeBatchWorkflow(req.scope).run({ input: { id, ...req.validatedBody } })
  await sendCodeBatch(req, res, id, 202)
}
