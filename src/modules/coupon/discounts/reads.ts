// The hot reads of discounts, with what they have already covered. Nothing here writes.
import { cycleKeyOf } from "../../../engine"
import type { DiscountUse } from "../../../engine"
import { toRunningDiscount } from "../shared/mapping"
import type { StoredDiscount } from "../shared/mapping"
import type { Db } from "../shared/db"
import type { DiscountTargetType, RunningDiscount } from "../types"

/** `ended_after`: also what ended later than that, which keeps the cycles that began before its end. */
export async function listRunningDiscounts(
  db: Db,
  targets: { type: DiscountTargetType; ids: string[] }[],
  ended_after: Date | null = null,
): Promise<RunningDiscount[]> {
  const pairs = targets.flatMap(({ type, ids }) => ids.map((id) => ({ type, id })))
  if (pairs.length === 0) return []
  const rows = await db.rows<{ row: StoredDiscount }>(
    `select to_jsonb(d) as row from unnest(?::text[], ?::text[]) as target (type, id)
     join coupon_discount d on d.target_type = target.type and d.target_id = target.id
     where (d.ended_at is null or d.ended_at > ?) and d.deleted_at is null order by d.applied_at, d.id`,
    [pairs.map((pair) => pair.type), pairs.map((pair) => pair.id), ended_after],
  )
  return withHistories(
    db,
    rows.map(({ row }) => row),
  )
}

/** All discounts of these claims, ended ones too. */
export async function listDiscountsOfClaims(db: Db, claim_ids: string[]): Promise<RunningDiscount[]> {
  const rows = await db.rows<{ row: StoredDiscount }>(
    `select to_jsonb(d) as row from coupon_discount d
     where d.claim_id = any(?::text[]) and d.deleted_at is null order by d.applied_at, d.id`,
    [claim_ids],
  )
  return withHistories(
    db,
    rows.map(({ row }) => row),
  )
}

/** Adds what each discount has already covered: one entry per document, reversed ones left out (rules 12 and 14). */
async function withHistories(db: Db, discounts: StoredDiscount[]): Promise<RunningDiscount[]> {
  if (discounts.length === 0) return []
  const continued = discounts.flatMap(({ continues_id }) => (continues_id === null ? [] : [continues_id]))
  const uses = await db.rows<DiscountUse & { discount_id: string }>(
    `select r.discount_id, r.document_id, r.cycle_key from coupon_redemption r
     where r.discount_id = any(?::text[]) and r.kind = 'redemption' and r.deleted_at is null
       and not exists (select from coupon_discount d
         where d.id = r.discount_id and r.document_id = any(d.forgotten_document_ids))
       and not exists (select from coupon_redemption x where x.reverses_id = r.id and x.deleted_at is null)
     order by r.redeemed_at, r.id`,
    [[...discounts.map((discount) => discount.id), ...continued]],
  )
  return discounts.map((discount) => toRunningDiscount(discount, historyOf(discount, uses)))
}

/** What the order of the sign-up was given is the first cycle of the subscription that goes on with it. */
function historyOf(discount: StoredDiscount, uses: (DiscountUse & { discount_id: string })[]): DiscountUse[] {
  const { id, continues_id, target_id, starts_at } = discount
  return uses.flatMap(({ discount_id, document_id, cycle_key }) => {
    if (discount_id === id) return [{ document_id, cycle_key }]
    if (discount_id !== continues_id || starts_at === null) return []
    return [{ document_id, cycle_key: cycleKeyOf(target_id, new Date(starts_at).getTime()) }]
  })
}
