// How the code batch routes answer: one batch, or a page of them.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { CodeBatchRow } from "../../../modules/coupon/types"
import { listCodeBatches, readCodeBatch } from "../../../queries/coupons/list-code-batches"
import type { CodeBatchesQuestion } from "../../../queries/coupons/list-code-batches"
import { withNeutralValues } from "../../../engine"
import { iso } from "../../serialise"
import { pickAsked, pickFields } from "../../validate"

/** A code batch as in the contract; instants are ISO texts. */
export function codeBatchResponse(row: CodeBatchRow) {
  return {
    id: row.id,
    coupon_id: row.coupon_id,
    source: row.source,
    status: row.status,
    quantity: row.quantity,
    created_count: row.created_count,
    error: row.error,
    prefix: row.prefix,
    length: row.length,
    alphabet: row.alphabet,
    starts_at: iso(row.starts_at),
    expires_at: iso(row.expires_at),
    expires_in_days: row.expires_in_days,
    max_redemptions: row.max_redemptions,
    max_redemptions_per_customer: row.max_redemptions_per_customer,
    restrictions: withNeutralValues(row.restrictions),
    channel: row.channel,
    metadata: row.metadata ?? {},
    archived_at: iso(row.archived_at),
    created_at: iso(row.created_at),
    updated_at: iso(row.updated_at),
  }
}

/** The batch `id` with the fields asked for. Throws NOT_FOUND. */
export async function codeBatchOf(req: MedusaRequest, id: string) {
  return pickAsked(req, codeBatchResponse(await readCodeBatch(req.scope, id)))
}

/** Answers `{ code_batch }` for `id`, with the fields the request asks for. Throws NOT_FOUND. */
export async function sendCodeBatch(req: MedusaRequest, res: MedusaResponse, id: string, status = 200): Promise<void> {
  res.status(status).json({ code_batch: await codeBatchOf(req, id) })
}

/** Answers `{ code_batches, count, offset, limit }`. */
export async function sendCodeBatches(
  req: MedusaRequest,
  res: MedusaResponse,
  { fields, ...question }: CodeBatchesQuestion & { fields?: string },
): Promise<void> {
  const { code_batches, count } = await listCodeBatches(req.scope, question)
  res.json({
    code_batches: code_batches.map((row) => pickFields(codeBatchResponse(row), fields)),
    count,
    offset: question.offset,
    limit: question.limit,
  })
}
