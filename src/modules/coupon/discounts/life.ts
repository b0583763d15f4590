// The life of a discount after it was won: when it starts and when it ends. Its terms never change (law 5).
import { invalid } from "../../../lib/errors"
import { DISCOUNT_EVENT_COLUMNS, DiscountEvents } from "../shared/events"
import { returnPlaces } from "../claims/returns"
import type { SqlParam } from "../../../lib/sql"
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
    `update coupon_discount set starts_at = ?, updated_at = now()
     where id in (select id from coupon_discount where id = any(?::text[]) order by id for update) and starts_at is null`,
    [starts_at, ids],
  )
}

/**
 * Begins the duration of running discounts anew (rule 20, `on_plan_change: restart`): what they took off documents so far,
 * `except_document_id` left out, stays in the ledger and counts no longer. A second call changes nothing.
 */
export async function restartDiscounts(db: Db, ids: string[], except_document_id: string | null): Promise<void> {
  await db.rows(
    `update coupon_discount d set starts_at = null, updated_at = now(),
       forgotten_document_ids = (select array_agg(distinct r.document_id) from coupon_redemption r
         where r.discount_id = d.id and r.document_id is distinct from ? and r.deleted_at is null)
     where d.id in (select id from coupon_discount where id = any(?::text[]) order by id for update)
       and d.ended_at is null`,
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
    `update coupon_discount set ended_at = ?, ended_reason = ?, updated_at = now()
     where ended_at is null and id in (
       select id from coupon_discount where ${conditions.map(([sql]) => sql).join(" and ")} and ended_at is null
         and deleted_at is null order by id for update
     ) returning ${DISCOUNT_EVENT_COLUMNS}, ended_reason`,
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
    `select distinct d.claim_id from coupon_discount d
     where d.id = any(?::text[]) and d.deleted_at is null and not exists (
       select from coupon_discount o where o.claim_id = d.claim_id and o.deleted_at is null and (
         (o.ended_at is null and o.id <> all(?::text[]))
         or exists (select from coupon_redemption r where r.discount_id = o.id and r.kind = 'redemption'
              and r.deleted_at is null and not exists (
                select from coupon_redemption x where x.reverses_id = r.id and x.deleted_at is null))))`,
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

function conditionsOf(where: EndWhere): [sql: string, ...params: SqlParam[]][] {
  const conditions: [string, ...SqlParam[]][] = []
  if (where.ids) conditions.push(["id = any(?::text[])", where.ids])
  if (where.target_type) conditions.push(["target_type = ?", where.target_type])
  if (where.target_ids) conditions.push(["target_id = any(?::text[])", where.target_ids])
  if (where.targets) {
    const pairs = where.targets.flatMap(({ type, ids }) => ids.map((id) => ({ type, id })))
    conditions.push([
      "(target_type, target_id) in (select * from unnest(?::text[], ?::text[]))",
      pairs.map(({ type }) => type),
      pairs.map(({ id }) => id),
    ])
  }
  if (where.coupon_id) conditions.push(["coupon_id = ?", where.coupon_id])
  return conditions
}
