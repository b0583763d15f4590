// GET and POST /admin/coupons/:id/code-batches: the batches of a coupon, and a new one that is filled in the background.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { CodeBatchInput } from "../../../../../engine"
import { createCodeBatchWorkflow } from "../../../../../workflows/coupon"
import { readCoupon } from "../../../../../queries/coupons/list-coupons"
import { sendCodeBatch, sendCodeBatches } from "../../../code-batches/send-code-batch"
import type { ListCouponBatchesQuery } from "../../../code-batches/validators"

export async function GET(req: MedusaRequest<unknown, ListCouponBatchesQuery>, res: MedusaResponse) {
  // A coupon that does not exist is a 404, not an empty list.
  const { coupon } = await readCoupon(req.scope, req.params.id ?? "")
  await sendCodeBatches(req, res, { ...req.validatedQuery, coupon_id: [coupon.id] })
}

export async function POST(req: MedusaRequest<CodeBatchInput>, res: MedusaResponse) {
  const { result } = await createCodeBatchWorkflow(req.scope).run({
    input: { coupon_id: req.params.id ?? "", code_batch: req.validatedBody },
  })
  await sendCodeBatch(req, res, result.id, 202)
}
