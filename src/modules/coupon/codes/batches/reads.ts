// Reads of code batches: what is left to do, and a batch's codes page by page.
import type { Db } from "../../shared/db"
import type { BatchCode, UnfinishedBatches } from "./types"

/** See `CodeBatchService.listUnfinishedCodeBatches`. Goes by real time: a test clock does not say when a process died. */
export async function listUnfinished(db: Db, stale_before: Date): Promise<UnfinishedBatches> {
  await db.rows(
    `update coupon_code_batch set status = 'failed', updated_at = now(), error = 'The import was interrupted after ' ||
       created_count || ' codes, which are in this batch. Import the file again for the others.'
     where source = 'imported' and status = 'filling' and updated_at < ? and deleted_at is null`,
    [stale_before],
  )
  const rows = await db.rows<{ id: string; is_archived: boolean }>(
    `select id, false as is_archived, created_at from coupon_code_batch
     where status in ('pending', 'filling') and source = 'generated' and archived_at is null and deleted_at is null
     union all
     select id, true, created_at from coupon_code_batch
     where archived_at is not null and codes_archived = false and deleted_at is null order by created_at, id`,
  )
  const ids = (is_archived: boolean) => rows.filter((row) => row.is_archived === is_archived).map(({ id }) => id)
  return { to_fill: ids(false), to_archive: ids(true) }
}

/** See `CodeBatchService.listBatchCodes`. One index range, however far into the batch. */
export async function listBatchCodes(db: Db, id: string, after: string, limit: number): Promise<BatchCode[]> {
  return db.rows<BatchCode>(
    `select p.id, p.code, p.status, p.starts_at, p.expires_at, p.max_redemptions, (
       select count(*)::int from coupon_claim k
       where k.promo_code_id = p.id and k.status in ('reserved', 'redeemed') and k.deleted_at is null
     ) as times_redeemed
     from coupon_promo_code p
     where p.code_batch_id = ? and p.id > ? and p.deleted_at is null order by p.id limit ?`,
    [id, after, limit],
  )
}
