// Keeps a batch's coupon from being deleted while codes are made for it.
import type { Db } from "../../shared/db"

/**
 * Waits for a deletion of the coupon that is under way, and keeps later ones out until this transaction ends. To be called
 * before the batch is locked: who deletes takes the coupon first too, so that neither waits for the other in a circle.
 */
export async function shareCouponOf(db: Db, batch_id: string): Promise<void> {
  await db.rows("SELECT FROM coupon WHERE id = (SELECT coupon_id FROM coupon_code_batch WHERE id = ?) FOR KEY SHARE", [
    batch_id,
  ])
}
