// GET /admin/code-batches/:id: how far a batch has come.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { sendCodeBatch } from "../send-code-batch"

export async function GET(req: MedusaRequest, res: MedusaResponse) {
  await sendCodeBatch(req, res, req.params.id ?? "")
}
