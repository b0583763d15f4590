// The life of a discount after it was won: when it starts and when it ends. Its terms never change (law 5).
import { invalid } from "../../../tools/errors"
import { DISCOUNT_EVENT_COLUMNS, DiscountEvents } from "../shared/events"
import { returnPlaces } from "../claims/returns"
import type { SqlParam } from "../../../tools/sql"
import type { Db } from "../shared/db"
import type { DiscountTargetType } from "../types"

/** Which discounts to end; every given condition must hold. */
export interface EndWhere {
  ids?: string[]
  target_type?: DiscountTargetType
  target_ids?: string[]
  /** Any of these, of whichever type. */
  targets?: { type: DiscountTargetType; ids: string[] }[]
  coupon_id?: string
}

/** Sets the effective start where it is still open (rule 13). */
export async function startDiscounts(db: Db, ids: string[], starts_at: Date): Promise<void> {
  await db.rows(
    `UPDATE coupon_discount SET starts_at = ?, updated_at = now()
     WHERE id IN (SELECT id FROM coupon_discount WHERE id = ANY(?::text[]) ORDER BY id FOR UPDATE) AND starts_at IS NULL`,
    [starts_at, ids],
  )
}

/**
 * Begins the duration of running discounts anew (rule 20, `on_plan_change: restart`): what they took off documents so far,
 * `except_document_id` left out, stays in the ledger and counts no longer. A second call changes nothing.
 */
export async function restartDiscounts(db: Db, ids: string[], except_document_id: string | null): Promise<void> {
  await db.rows(
    `UPDATE coupon_discount d SET starts_at = NULL, updated_at = now(),
       forgotten_document_ids = (SELECT array_agg(DISTINCT r.document_id) FROM coupon_redemption r
         WHERE r.discount_id = d.id AND r.document_id IS DISTINCT FROM ? AND r.deleted_at IS NULL)
     WHERE d.id IN (SELECT id FROM coupon_discount WHERE id = ANY(?::text[]) ORDER BY id FOR UPDATE)
       AND d.ended_at IS NULL`,
    [except_document_id, ids],
  )
}

/** Ends running discounts; answers their ids. Throws INVALID_DATA when no condition is given: that would end them all. */
export async function endDiscounts(db: Db, where: EndWhere, now: Date, reason: string): Promise<string[]> {
  const conditions = conditionsOf(where)
  if (!where.ids && !where.coupon_id && !where.targets && !(where.target_type && where.target_ids)) {
    throw invalid("Say which discounts to end: by ids, by coupon, or by target type and target ids.")
  }
  const ended = await db.rows<{ id: string }>(
    `UPDATE coupon_discount SET ended_at = ?, ended_reason = ?, updated_at = now()
     WHERE ended_at IS NULL AND id IN (
       SELECT id FROM coupon_discount WHERE ${conditions.map(([sql]) => sql).join(" AND ")} AND ended_at IS NULL
         AND deleted_at IS NULL ORDER BY id FOR UPDATE
     ) RETURNING ${DISCOUNT_EVENT_COLUMNS}, ended_reason`,
    [now, reason, ...conditions.flatMap(([, ...params]) => params)],
  )
  ended.forEach((discount) => db.announce(DiscountEvents.ended, discount))
  return ended.map(({ id }) => id).sort()
}

/**
 * Ends discounts whose occasion is gone, and gives back the places of those that took nothing off (rule 33). A place that
 * another running discount of the same claim needs stays taken. Answers the ids of those that were running.
 */
export async function withdrawDiscounts(db: Db, ids: string[], now: Date, reason: string): Promise<string[]> {
  const unused = await db.rows<{ claim_id: string }>(
    `SELECT DISTINCT d.claim_id FROM coupon_discount d
     WHERE d.id = ANY(?::text[]) AND d.deleted_at IS NULL AND NOT EXISTS (
       SELECT FROM coupon_discount o WHERE o.claim_id = d.claim_id AND o.deleted_at IS NULL AND (
         (o.ended_at IS NULL AND o.id <> ALL(?::text[]))
         OR EXISTS (SELECT FROM coupon_redemption r WHERE r.discount_id = o.id AND r.kind = 'redemption'
              AND r.deleted_at IS NULL AND NOT EXISTS (
                SELECT FROM coupon_redemption x WHERE x.reverses_id = r.id AND x.deleted_at IS NULL))))`,
    [ids, ids],
  )
  // Places first: claims come before everything else in the order of locks.
  await returnPlaces(
    db,
    unused.map(({ claim_id }) => claim_id),
    "live",
    now,
    reason,
  )
  return endDiscounts(db, { ids }, now, reason)
}

/** Why a code ended that its holder gave back unused: it covers no bill any more, not even one of before its end. */
export const TAKEN_OFF = "taken_off"

/** Withdraws discounts that have taken nothing off. Where one of them has, nothing changes, and none is answered. */
export async function takeOffDiscounts(db: Db, ids: string[], now: Date): Promise<string[]> {
  const [used] = await db.rows(
    `SELECT r.id FROM coupon_redemption r
     WHERE r.discount_id = ANY(?::text[]) AND r.kind = 'redemption' AND r.deleted_at IS NULL AND NOT EXISTS (
       SELECT FROM coupon_redemption x WHERE x.reverses_id = r.id AND x.deleted_at IS NULL) LIMIT 1`,
    [ids],
  )
  return used ? [] : withdrawDiscounts(db, ids, now, TAKEN_OFF)
}

function conditionsOf(where: EndWhere): [sql: string, ...params: SqlParam[]][] {
  const conditions: [string, ...SqlParam[]][] = []
  if (where.ids) {
    conditions.push(["id = ANY(?::text[])", where.ids])
  }
  if (where.target_type) {
    conditions.push(["target_type = ?", where.target_type])
  }
  if (where.target_ids) {
    conditions.push(["target_id = ANY(?::text[])", where.target_ids])
  }
  if (where.targets) {
    const pairs = where.targets.flatMap(({ type, ids }) => ids.map((id) => ({ type, id })))
    conditions.push([
      "(target_type, target_id) IN (SELECT * FROM unnest(?::text[], ?::text[]))",
      pairs.map(({ type }) => type),
      pairs.map(({ id }) => id),
    ])
  }
  if (where.coupon_id) {
    conditions.push(["coupon_id = ?", where.coupon_id])
  }
  return conditions
}
