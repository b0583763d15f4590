// Operations of several steps that were begun: the row is there from before the first write until after the last, so that
// what a killed process left is known and finished (decision 33). Written on its own, never in the operation's transactions.
import { generateEntityId } from "@medusajs/framework/utils"
import { json } from "../../../lib/sql"
import type { Db } from "./db"
import type { Begin, Unfinished, UnfinishedKind } from "../types"

const COLUMNS = "id, kind, subject_id, input, begun_at"

/**
 * Writes that it is begun, and answers the row. Begun before and not finished, it stays as it was asked for first: only
 * its id is new, so that whoever began it before does not end it for us.
 */
export async function begin(db: Db, { kind, subject_id, input }: Begin): Promise<Unfinished> {
  const [row] = await db.rows<Unfinished>(
    `insert into coupon_unfinished as u (id, kind, subject_id, input, begun_at, created_at, updated_at)
     values (?, ?, ?, ?::jsonb, now(), now(), now())
     on conflict (kind, subject_id) where deleted_at is null
     do update set id = excluded.id, begun_at = now(), updated_at = now()
     returning ${COLUMNS}`,
    [generateEntityId(undefined, "unfin"), kind, subject_id, json(input)],
  )
  return row as Unfinished
}

/** It is finished, or will never be: forgets it. Harmless when somebody else has begun it anew. */
export async function end(db: Db, id: string): Promise<void> {
  await db.rows("delete from coupon_unfinished where id = ?", [id])
}

/** What was begun on this subject and is not finished; null when nothing is. One indexed query. */
export async function findUnfinished(db: Db, kind: UnfinishedKind, subject_id: string): Promise<Unfinished | null> {
  const [row] = await db.rows<Unfinished>(
    `select ${COLUMNS} from coupon_unfinished where kind = ? and subject_id = ? and deleted_at is null`,
    [kind, subject_id],
  )
  return row ?? null
}

/** What was begun at least `seconds` ago by the database's clock, what failed last at the end. */
export async function listUnfinished(db: Db, seconds: number, limit: number): Promise<Unfinished[]> {
  return db.rows<Unfinished>(
    `select ${COLUMNS} from coupon_unfinished where begun_at <= now() - make_interval(secs => ?) and deleted_at is null
     order by coalesce(tried_at, begun_at), id limit ?`,
    [seconds, limit],
  )
}

/** Finishing it failed: others come first next time. */
export async function postpone(db: Db, id: string): Promise<void> {
  await db.rows("update coupon_unfinished set tried_at = now(), updated_at = now() where id = ?", [id])
}
