// Later changes of code batches: topping up, archiving, going with their coupon (rules 36 and 37).
import { capacityProblem, MAX_BATCH_CODES } from "../../../../engine"
import { invalid, missing, refused } from "../../../../tools/errors"
import type { Db } from "../../shared/db"
import type { ArchivedPage } from "./types"

const notFound = (id: string) => missing(`Code batch with id: ${id} was not found`)

interface Batch {
  source: "generated" | "imported"
  status: string
  quantity: number
  length: number | null
  alphabet: string | null
  max_redemptions: number | null
  expires_at: Date | null
  is_archived: boolean
  coupon_is_archived: boolean
  coupon_limit: number | null
}

async function lockBatch(db: Db, id: string): Promise<Batch> {
  const [batch] = await db.rows<Batch>(
    `SELECT b.source, b.status, b.quantity, b.length, b.alphabet, b.max_redemptions, b.expires_at,
       b.archived_at IS NOT NULL AS is_archived, c.status = 'archived' AS coupon_is_archived,
       c.max_redemptions AS coupon_limit
     FROM coupon_code_batch b JOIN coupon c ON c.id = b.coupon_id AND c.deleted_at IS NULL
     WHERE b.id = ? AND b.deleted_at IS NULL FOR UPDATE OF b`,
    [id],
  )
  if (!batch) {
    throw notFound(id)
  }
  return batch
}

/** See `CodeBatchService.topUpCodeBatch`. */
export async function topUp(db: Db, id: string, quantity: number, now: Date): Promise<void> {
  await addCodes(db, id, await lockBatch(db, id), quantity, now)
}

/** See `CodeBatchService.topUpCodeBatchTo`. */
export async function topUpTo(db: Db, id: string, total: number, now: Date): Promise<void> {
  const batch = await lockBatch(db, id)
  if (total > batch.quantity) {
    await addCodes(db, id, batch, total - batch.quantity, now)
  }
}

async function addCodes(db: Db, id: string, batch: Batch, quantity: number, now: Date): Promise<void> {
  refuseTopUp(batch, quantity, now)
  await db.rows(
    `UPDATE coupon_code_batch SET quantity = quantity + ?, error = NULL, updated_at = now(),
       status = CASE WHEN status = 'filling' THEN 'filling' ELSE 'pending' END WHERE id = ?`,
    [quantity, id],
  )
}

function refuseTopUp(batch: Batch, quantity: number, now: Date): void {
  const total = batch.quantity + quantity
  if (batch.is_archived) {
    throw refused("This batch is archived and gets no more codes. Make another one.")
  }
  if (batch.source === "imported") {
    throw refused("This batch holds imported codes. Import another file instead.")
  }
  if (batch.coupon_is_archived) {
    throw refused("The coupon of this batch is archived: it can get no new codes.")
  }
  if (quantity === 0 && batch.status !== "failed") {
    throw refused("Only a failed batch can be tried once more.")
  }
  if (batch.expires_at !== null && batch.expires_at < now) {
    throw refused("The codes of this batch have expired, and new ones would be expired too. Make another batch.")
  }
  const { max_redemptions: limit, coupon_limit } = batch
  if (limit !== null && coupon_limit !== null && limit > coupon_limit) {
    throw refused(
      `Each code of this batch may be redeemed ${limit} times, and a code's limit may not exceed its coupon's, ` +
        `which is ${coupon_limit} now. Make another batch.`,
    )
  }
  if (total > MAX_BATCH_CODES) {
    throw refused(`A batch holds at most ${MAX_BATCH_CODES} codes; this one would hold ${total}. Make another one.`)
  }
  // Trying again asks for nothing new.
  const problem =
    quantity === 0 ? null : capacityProblem(total, { length: batch.length ?? 0, alphabet: batch.alphabet ?? "" })
  if (problem) {
    throw invalid(`${problem} Make another batch with it.`)
  }
}

/** See `CodeBatchService.archiveCodeBatch`. */
export async function archive(db: Db, id: string, now: Date): Promise<boolean> {
  const { is_archived } = await lockBatch(db, id)
  if (is_archived) {
    return false
  }
  await db.rows(
    `UPDATE coupon_code_batch SET archived_at = ?, updated_at = now(),
       error = CASE WHEN status IN ('pending', 'filling') THEN 'The batch was archived before it was filled.' ELSE error END,
       status = CASE WHEN status IN ('pending', 'filling') THEN 'failed' ELSE status END WHERE id = ?`,
    [now, id],
  )
  return true
}

/** See `CodeBatchService.archiveCodeBatchPage`. Its end is written down, so that nobody looks through archived codes again. */
export async function archivePage(db: Db, id: string, page_size: number): Promise<ArchivedPage> {
  const codes = await db.rows(
    `UPDATE coupon_promo_code SET status = 'archived', updated_at = now() WHERE id IN (
       SELECT p.id FROM coupon_promo_code p JOIN coupon_code_batch b ON b.id = p.code_batch_id
       WHERE p.code_batch_id = ? AND b.archived_at IS NOT NULL AND p.status = 'active' AND p.deleted_at IS NULL
       ORDER BY p.id LIMIT ? FOR UPDATE OF p
     ) RETURNING 1`,
    [id, page_size],
  )
  const done = codes.length < page_size
  if (done) {
    await db.rows(
      "UPDATE coupon_code_batch SET codes_archived = true, updated_at = now() WHERE id = ? AND archived_at IS NOT NULL",
      [id],
    )
  }
  return { archived: codes.length, done }
}

/** Soft-deletes a coupon's codes and batches; answers the mark to restore them by. The coupon's lock waits for pages that are being filled; later ones find it deleted. */
export async function deleteCodesOf(db: Db, coupon_id: string): Promise<string> {
  await db.rows("SELECT FROM coupon WHERE id = ? FOR UPDATE", [coupon_id])
  for (const table of ["coupon_code_batch", "coupon_promo_code"]) {
    await db.rows(
      `UPDATE ${table} SET deleted_at = now(), updated_at = now() WHERE coupon_id = ? AND deleted_at IS NULL`,
      [coupon_id],
    )
  }
  const [time] = await db.rows<{ mark: string }>("SELECT now()::text AS mark")
  return time?.mark ?? ""
}

/** See `CodeBatchService.restoreCodesOf`. */
export async function restoreCodesOf(db: Db, coupon_id: string, mark: string): Promise<void> {
  for (const table of ["coupon_code_batch", "coupon_promo_code"]) {
    await db.rows(
      `UPDATE ${table} SET deleted_at = NULL, updated_at = now() WHERE coupon_id = ? AND deleted_at = ?::timestamptz`,
      [coupon_id, mark],
    )
  }
}
