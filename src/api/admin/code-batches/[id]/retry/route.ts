// POST /admin/code-batches/:id/retry: tries a failed batch once more.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { topUpCodeBatchWorkflow } from "../../../../../workflows/coupon"
import { sendCodeBatch } from "../../send-code-batch"

export async function POST(req: MedusaRequest, res: MedusaResponse) {
  const { id = "" } = req.params
  await topUpCodeBatchWorkflow(req.scope).run({ input: { id, quantity: 0 } })
  await sendCodeBatch(req, res, id, 202)
}
