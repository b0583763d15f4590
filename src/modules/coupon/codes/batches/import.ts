// Takes own codes into a batch, page by page; what is taken already is reported, never fatal (rule 37).
import { refused } from "../../../../lib/errors"
import type { Db, TransactionDb } from "../../shared/db"
import { insertAndName } from "./insert"
import { shareCouponOf } from "./share-coupon"
import type { ImportedPage, ImportedWord } from "./types"

/** See `CodeBatchService.importCodeBatchPage`. */
export async function importPage(db: TransactionDb, id: string, words: ImportedWord[]): Promise<ImportedPage> {
  await lockImport(db, id)
  const made = new Set(await insertAndName(db, id, words))
  await db.rows(
    `update coupon_code_batch set created_count = created_count + ?, quantity = quantity + ?, updated_at = now()
     where id = ?`,
    [made.size, made.size, id],
  )
  const left = words.map(({ word }) => word).filter((word) => !made.has(word))
  const own = new Set(await ownWords(db, id, left))
  return {
    created: made.size,
    duplicate: left.filter((word) => own.has(word)),
    taken: left.filter((word) => !own.has(word)),
  }
}

async function lockImport(db: Db, id: string): Promise<void> {
  await shareCouponOf(db, id)
  const [open] = await db.rows(
    `select b.id from coupon_code_batch b join coupon c on c.id = b.coupon_id
     where b.id = ? and b.source = 'imported' and b.status = 'filling' and b.archived_at is null and b.deleted_at is null
       and c.status <> 'archived' and c.deleted_at is null for update of b`,
    [id],
  )
  if (open) return
  throw refused(
    "The import was ended meanwhile: its batch or its coupon was archived or deleted, or it stood still for too long.",
  )
}

async function ownWords(db: Db, id: string, words: string[]): Promise<string[]> {
  if (words.length === 0) return []
  const rows = await db.rows<{ word: string }>(
    `select code_normalised as word from coupon_promo_code
     where code_normalised = any(?::text[]) and code_batch_id = ? and status = 'active' and deleted_at is null`,
    [words, id],
  )
  return rows.map(({ word }) => word)
}

/** See `CodeBatchService.endCodeBatchImport`. */
export async function endImport(db: Db, id: string, error: string | null): Promise<void> {
  await db.rows(
    `update coupon_code_batch set status = ?, error = ?, updated_at = now()
     where id = ? and source = 'imported' and status = 'filling'`,
    [error === null ? "filled" : "failed", error, id],
  )
}
