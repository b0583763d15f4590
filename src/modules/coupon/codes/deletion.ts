// Deleting a coupon that nobody ever won (rule 36): the question and the deed in one transaction.
import { missing, refused } from "../../../lib/errors"
import { deleteCodesOf } from "./batches/changes"
import { endGrants } from "../grants/grants"
import { lockLimits } from "../claims/limits"
import { releaseHoldsOfCoupon } from "../claims/returns"
import type { Db } from "../shared/db"

/** What a deletion is undone by. */
export interface DeletedCoupon {
  /** For `restoreCodesOf`. */
  mark: string
  grant_ids: string[]
}

/** See `CouponModuleService.deleteUnusedCoupon`. */
export async function deleteUnusedCoupon(db: Db, id: string, now: Date): Promise<DeletedCoupon> {
  // Claims share this lock: whoever is claiming is done before the question, or finds the coupon gone.
  await lockLimits(db, "exclusive", [id])
  const [coupon] = await db.rows<{ was_won: boolean }>(
    `select exists (select from coupon_discount d where d.coupon_id = c.id)
       or exists (select from coupon_redemption r where r.coupon_id = c.id)
       or exists (select from coupon_claim k where k.coupon_id = c.id and k.status in ('reserved', 'redeemed')
         and k.held_until is null and k.deleted_at is null) as was_won
     from coupon c where c.id = ? and c.deleted_at is null`,
    [id],
  )
  if (!coupon) throw missing(`Coupon with id: ${id} was not found`)
  if (coupon.was_won) {
    throw refused(
      "This coupon has been redeemed and cannot be deleted: its discounts would lose their origin. Archive it instead.",
      "coupon_redeemed",
    )
  }
  await releaseHoldsOfCoupon(db, id, now)
  const mark = await deleteCodesOf(db, id)
  await db.rows("update coupon set deleted_at = now(), updated_at = now() where id = ?", [id])
  return { mark, grant_ids: await endGrants(db, { coupon_id: id }, now, "coupon_deleted") }
}
