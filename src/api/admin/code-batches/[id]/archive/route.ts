// POST /admin/code-batches/:id/archive: none of its codes can be redeemed any more.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { archiveCodeBatchWorkflow } from "../../../../../workflows/coupon"
import { sendCodeBatch } from "../../send-code-batch"

export async function POST(req: MedusaRequest, res: MedusaResponse) {
  const { id = "" } = req.params
  await archiveCodeBatchWorkflow(req.scope).run({ input: { id } })
  await sendCodeBatch(req, res, id)
}
