// Reads of code batches: what is left to do, and a batch's codes page by page.
import type { Db } from "../../shared/db"
import type { BatchCode, UnfinishedBatches } from "./types"

/** See `CodeBatchService.listUnfinishedCodeBatches`. Goes by real time: a test clock does not say when a process died. */
export async function listUnfinished(db: Db, stale_before: Date): Promise<UnfinishedBatches> {
  await db.rows(
    `UPDATE coupon_code_batch SET status = 'failed', updated_at = now(), error = 'The import was interrupted after ' ||
       created_count || ' codes, which are in this batch. Import the file again for the others.'
     WHERE source = 'imported' AND status = 'filling' AND updated_at < ? AND deleted_at IS NULL`,
    [stale_before],
  )
  const rows = await db.rows<{ id: string; is_archived: boolean }>(
    `SELECT id, false AS is_archived, created_at FROM coupon_code_batch
     WHERE status IN ('pending', 'filling') AND source = 'generated' AND archived_at IS NULL AND deleted_at IS NULL
     UNION ALL
     SELECT id, true, created_at FROM coupon_code_batch
     WHERE archived_at IS NOT NULL AND codes_archived = false AND deleted_at IS NULL ORDER BY created_at, id`,
  )
  const ids = (is_archived: boolean) => rows.filter((row) => row.is_archived === is_archived).map(({ id }) => id)
  return { to_fill: ids(false), to_archive: ids(true) }
}

/** See `CodeBatchService.listBatchCodes`. One index range, however far into the batch. */
export async function listBatchCodes(db: Db, id: string, after: string, limit: number): Promise<BatchCode[]> {
  return db.rows<BatchCode>(
    `SELECT p.id, p.code, p.status, p.paused_at, p.starts_at, p.expires_at, p.max_redemptions, (
       SELECT count(*)::int FROM coupon_claim k
       WHERE k.promo_code_id = p.id AND k.status IN ('reserved', 'redeemed') AND k.deleted_at IS NULL
     ) AS times_redeemed
     FROM coupon_promo_code p
     WHERE p.code_batch_id = ? AND p.id > ? AND p.deleted_at IS NULL ORDER BY p.id LIMIT ?`,
    [id, after, limit],
  )
}
