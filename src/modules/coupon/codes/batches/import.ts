// Takes own codes into a batch, page by page; what is taken already is reported, never fatal (rule 37).
import { refused } from "../../../../tools/errors"
import type { Db, TransactionDb } from "../../shared/db"
import { insertAndName } from "./insert"
import { shareCouponOf } from "./share-coupon"
import type { ImportedPage, ImportedCode } from "./types"

/** See `CodeBatchService.importCodeBatchPage`. */
export async function importPage(db: TransactionDb, id: string, codes: ImportedCode[]): Promise<ImportedPage> {
  await lockImport(db, id)
  const made = new Set(await insertAndName(db, id, codes))
  await db.rows(
    `UPDATE coupon_code_batch SET created_count = created_count + ?, quantity = quantity + ?, updated_at = now()
     WHERE id = ?`,
    [made.size, made.size, id],
  )
  const left = codes
    .map(({ code_normalised }) => code_normalised)
    .filter((code_normalised) => !made.has(code_normalised))
  const own = new Set(await ownCodes(db, id, left))
  return {
    created: made.size,
    duplicate: left.filter((code_normalised) => own.has(code_normalised)),
    taken: left.filter((code_normalised) => !own.has(code_normalised)),
  }
}

async function lockImport(db: Db, id: string): Promise<void> {
  await shareCouponOf(db, id)
  const [open] = await db.rows(
    `SELECT b.id FROM coupon_code_batch b JOIN coupon c ON c.id = b.coupon_id
     WHERE b.id = ? AND b.source = 'imported' AND b.status = 'filling' AND b.archived_at IS NULL AND b.deleted_at IS NULL
       AND c.status <> 'archived' AND c.deleted_at IS NULL FOR UPDATE OF b`,
    [id],
  )
  if (open) {
    return
  }
  throw refused(
    "The import was ended meanwhile: its batch or its coupon was archived or deleted, or it stood still for too long.",
  )
}

async function ownCodes(db: Db, id: string, codes: string[]): Promise<string[]> {
  if (codes.length === 0) {
    return []
  }
  const rows = await db.rows<{ code_normalised: string }>(
    `SELECT code_normalised FROM coupon_promo_code
     WHERE code_normalised = ANY(?::text[]) AND code_batch_id = ? AND status = 'active' AND deleted_at IS NULL`,
    [codes, id],
  )
  return rows.map(({ code_normalised }) => code_normalised)
}

/** See `CodeBatchService.endCodeBatchImport`. */
export async function endImport(db: Db, id: string, error: string | null): Promise<void> {
  await db.rows(
    `UPDATE coupon_code_batch SET status = ?, error = ?, updated_at = now()
     WHERE id = ? AND source = 'imported' AND status = 'filling'`,
    [error === null ? "filled" : "failed", error, id],
  )
}
