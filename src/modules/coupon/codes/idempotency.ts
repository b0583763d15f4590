// Requests that must not run twice: the key is written in the transaction of what it guards, so both exist or neither
// does, whatever dies when; the same request at another server waits for that transaction at the unique index (rule 38).
import { generateEntityId } from "@medusajs/framework/utils"
import type { Db } from "../shared/db"

/** How long a key is good for at least, by real time. */
export const KEY_HOURS = 24

/** Rows of expired keys that one new key clears away: twice what it could ever take to keep up. */
const CLEARED_PER_KEY = 2

const EXPIRED = `created_at < now() - INTERVAL '${KEY_HOURS} hours'`

export interface IdempotencyKey {
  /** Route and caller. */
  scope: string
  /** As the caller sent it. */
  key: string
  /** Of the whole request; another one under the same key is not run. */
  request_hash: string
}

/** What was made under a key. */
export interface KeptRequest {
  request_hash: string
  coupon_id: string
  promo_code_id: string
  /** The body that was answered; null while nobody has been answered. */
  answer: string | null
}

type Which = Pick<IdempotencyKey, "scope" | "key">

/** What was made under this key within the last day; null when nothing was. */
export async function findKept(db: Db, { scope, key }: Which): Promise<KeptRequest | null> {
  const [found] = await db.rows<KeptRequest>(
    `SELECT request_hash, coupon_id, promo_code_id, answer FROM coupon_idempotency_key
     WHERE scope = ? AND key = ? AND deleted_at IS NULL AND NOT ${EXPIRED}`,
    [scope, key],
  )
  return found ?? null
}

/**
 * Takes the key for what is about to be made; answers what was made under it instead, if something was. Waits for the end
 * of another transaction that holds it.
 */
export async function takeKey(
  db: Db,
  { scope, key, request_hash }: IdempotencyKey,
  made: Pick<KeptRequest, "coupon_id" | "promo_code_id">,
): Promise<KeptRequest | null> {
  await clearExpired(db)
  const taken = await db.rows(
    `INSERT INTO coupon_idempotency_key AS k (id, scope, key, request_hash, coupon_id, promo_code_id)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (scope, key) WHERE deleted_at IS NULL DO UPDATE
       SET request_hash = excluded.request_hash, coupon_id = excluded.coupon_id, promo_code_id = excluded.promo_code_id,
         answer = NULL, created_at = now(), updated_at = now()
       WHERE k.${EXPIRED}
     RETURNING k.id`,
    [generateEntityId(undefined, "ikey"), scope, key, request_hash, made.coupon_id, made.promo_code_id],
  )
  return taken.length > 0 ? null : findKept(db, { scope, key })
}

/** Keeps the first answer that was written for a key, and answers the one that is kept; null when the key is gone. */
export async function keepAnswer(db: Db, { scope, key }: Which, answer: string): Promise<string | null> {
  const [row] = await db.rows<{ answer: string }>(
    `UPDATE coupon_idempotency_key SET answer = coalesce(answer, ?), updated_at = now()
     WHERE scope = ? AND key = ? AND deleted_at IS NULL RETURNING answer`,
    [answer, scope, key],
  )
  return row?.answer ?? null
}

/** Forgets a key whose work was undone, so that it can be used again. */
export async function forgetKey(db: Db, promo_code_id: string): Promise<void> {
  await db.rows("DELETE FROM coupon_idempotency_key WHERE promo_code_id = ?", [promo_code_id])
}

/** A few at a time and never the same ones as another transaction, so that nobody waits for tidying. */
async function clearExpired(db: Db): Promise<void> {
  await db.rows(
    `DELETE FROM coupon_idempotency_key WHERE id IN (
       SELECT id FROM coupon_idempotency_key WHERE deleted_at IS NULL AND ${EXPIRED}
       ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED
     )`,
    [CLEARED_PER_KEY],
  )
}
