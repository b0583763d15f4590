// The hot reads of discounts, with what they have already covered. Nothing here writes.
import { cycleKeyOf } from "../../../engine"
import type { DiscountUse } from "../../../engine"
import { TAKEN_OFF } from "./life"
import { toRunningDiscount } from "../shared/mapping"
import type { StoredDiscount } from "../shared/mapping"
import type { Db } from "../shared/db"
import type { DiscountTargetType, RunningDiscount } from "../types"

/**
 * `ended_after`: also what ended later than that, which keeps the cycles that began before its end; but for codes that were given
 * back unused.
 */
export async function listRunningDiscounts(
  db: Db,
  targets: { type: DiscountTargetType; ids: string[] }[],
  ended_after: Date | null = null,
): Promise<RunningDiscount[]> {
  const pairs = targets.flatMap(({ type, ids }) => ids.map((id) => ({ type, id })))
  if (pairs.length === 0) {
    return []
  }
  const rows = await db.rows<{ row: StoredDiscount }>(
    `SELECT to_jsonb(d) AS row FROM unnest(?::text[], ?::text[]) AS target (type, id)
     JOIN coupon_discount d ON d.target_type = target.type AND d.target_id = target.id
     WHERE (d.ended_at IS NULL OR d.ended_at > ? AND d.ended_reason IS DISTINCT FROM ?) AND d.deleted_at IS NULL
     ORDER BY d.applied_at, d.id`,
    [pairs.map((pair) => pair.type), pairs.map((pair) => pair.id), ended_after, TAKEN_OFF],
  )
  return withHistories(
    db,
    rows.map(({ row }) => row),
  )
}

/** All discounts of these claims, ended ones too. */
export async function listDiscountsOfClaims(db: Db, claim_ids: string[]): Promise<RunningDiscount[]> {
  const rows = await db.rows<{ row: StoredDiscount }>(
    `SELECT to_jsonb(d) AS row FROM coupon_discount d
     WHERE d.claim_id = ANY(?::text[]) AND d.deleted_at IS NULL ORDER BY d.applied_at, d.id`,
    [claim_ids],
  )
  return withHistories(
    db,
    rows.map(({ row }) => row),
  )
}

/** Adds what each discount has already covered: one entry per document, reversed ones left out (rules 12 and 14). */
async function withHistories(db: Db, discounts: StoredDiscount[]): Promise<RunningDiscount[]> {
  if (discounts.length === 0) {
    return []
  }
  const continued = discounts.flatMap(({ continues_id }) => (continues_id === null ? [] : [continues_id]))
  const uses = await db.rows<DiscountUse & { discount_id: string }>(
    `SELECT r.discount_id, r.document_id, r.cycle_key FROM coupon_redemption r
     WHERE r.discount_id = ANY(?::text[]) AND r.kind = 'redemption' AND r.deleted_at IS NULL
       AND NOT EXISTS (SELECT FROM coupon_discount d
         WHERE d.id = r.discount_id AND r.document_id = ANY(d.forgotten_document_ids))
       AND NOT EXISTS (SELECT FROM coupon_redemption x WHERE x.reverses_id = r.id AND x.deleted_at IS NULL)
     ORDER BY r.redeemed_at, r.id`,
    [[...discounts.map((discount) => discount.id), ...continued]],
  )
  return discounts.map((discount) => toRunningDiscount(discount, historyOf(discount, uses)))
}

/** What the order of the sign-up was given is the first cycle of the subscription that goes on with it. */
function historyOf(discount: StoredDiscount, uses: (DiscountUse & { discount_id: string })[]): DiscountUse[] {
  const { id, continues_id, target_id, starts_at } = discount
  return uses.flatMap(({ discount_id, document_id, cycle_key }) => {
    if (discount_id === id) {
      return [{ document_id, cycle_key }]
    }
    if (discount_id !== continues_id || starts_at === null) {
      return []
    }
    return [{ document_id, cycle_key: cycleKeyOf(target_id, new Date(starts_at).getTime()) }]
  })
}
