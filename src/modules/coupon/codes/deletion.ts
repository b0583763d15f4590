// Deleting a coupon that nobody ever won (rule 36): the question and the deed in one transaction.
import { missing, refused } from "../../../tools/errors"
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
    `SELECT EXISTS (SELECT FROM coupon_discount d WHERE d.coupon_id = c.id)
       OR EXISTS (SELECT FROM coupon_redemption r WHERE r.coupon_id = c.id)
       OR EXISTS (SELECT FROM coupon_claim k WHERE k.coupon_id = c.id AND k.status IN ('reserved', 'redeemed')
         AND k.held_until IS NULL AND k.deleted_at IS NULL) AS was_won
     FROM coupon c WHERE c.id = ? AND c.deleted_at IS NULL`,
    [id],
  )
  if (!coupon) {
    throw missing(`Coupon with id: ${id} was not found`)
  }
  if (coupon.was_won) {
    throw refused(
      "This coupon has been redeemed and cannot be deleted: its discounts would lose their origin. Archive it instead.",
      "coupon_redeemed",
    )
  }
  await releaseHoldsOfCoupon(db, id, now)
  const mark = await deleteCodesOf(db, id)
  await db.rows("UPDATE coupon SET deleted_at = now(), updated_at = now() WHERE id = ?", [id])
  return { mark, grant_ids: await endGrants(db, { coupon_id: id }, now, "coupon_deleted") }
}
