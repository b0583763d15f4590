// GET /admin/code-batches: the code batches of all coupons.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { sendCodeBatches } from "./send-code-batch"
import type { ListCodeBatchesQuery } from "./validators"

export async function GET(req: MedusaRequest<unknown, ListCodeBatchesQuery>, res: MedusaResponse) {
  await sendCodeBatches(req, res, req.validatedQuery)
}
