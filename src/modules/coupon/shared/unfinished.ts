// Operations of several steps that were begun: the row is there from before the first write until after the last, so that
// what a killed process left is known and finished (decision 33). Written on its own, never in the operation's transactions.
import { generateEntityId } from "@medusajs/framework/utils"
import { json } from "../../../tools/sql"
import type { Db } from "./db"
import type { Begin, Unfinished, UnfinishedKind } from "../types"

const COLUMNS = "id, kind, subject_id, input, begun_at"

/**
 * Writes that it is begun, and answers the row. Begun before and not finished, it stays as it was asked for first: only
 * its id is new, so that whoever began it before does not end it for us.
 */
export async function begin(db: Db, { kind, subject_id, input }: Begin): Promise<Unfinished> {
  const [row] = await db.rows<Unfinished>(
    `INSERT INTO coupon_unfinished AS u (id, kind, subject_id, input, begun_at, created_at, updated_at)
     VALUES (?, ?, ?, ?::jsonb, now(), now(), now())
     ON CONFLICT (kind, subject_id) WHERE deleted_at IS NULL
     DO UPDATE SET id = excluded.id, begun_at = now(), updated_at = now()
     RETURNING ${COLUMNS}`,
    [generateEntityId(undefined, "unfin"), kind, subject_id, json(input)],
  )
  return row as Unfinished
}

/** It is finished, or will never be: forgets it. Harmless when somebody else has begun it anew. */
export async function end(db: Db, id: string): Promise<void> {
  await db.rows("DELETE FROM coupon_unfinished WHERE id = ?", [id])
}

/** What was begun on this subject and is not finished; null when nothing is. One indexed query. */
export async function findUnfinished(db: Db, kind: UnfinishedKind, subject_id: string): Promise<Unfinished | null> {
  const [row] = await db.rows<Unfinished>(
    `SELECT ${COLUMNS} FROM coupon_unfinished WHERE kind = ? AND subject_id = ? AND deleted_at IS NULL`,
    [kind, subject_id],
  )
  return row ?? null
}

/** What was begun at least `seconds` ago by the database's clock, what failed last at the end. */
export async function listUnfinished(db: Db, seconds: number, limit: number): Promise<Unfinished[]> {
  return db.rows<Unfinished>(
    `SELECT ${COLUMNS} FROM coupon_unfinished WHERE begun_at <= now() - make_interval(secs => ?) AND deleted_at IS NULL
     ORDER BY coalesce(tried_at, begun_at), id LIMIT ?`,
    [seconds, limit],
  )
}

/** Finishing it failed: others come first next time. */
export async function postpone(db: Db, id: string): Promise<void> {
  await db.rows("UPDATE coupon_unfinished SET tried_at = now(), updated_at = now() WHERE id = ?", [id])
}
