// Two admins edit one coupon: the second is told, instead of mixing both edits into a coupon that nobody asked for.
import { refused } from "../../../tools/errors"
import type { Db } from "./db"

/**
 * Locks the coupon's row if it is still as it was read at `updated_at` (milliseconds). Throws NOT_ALLOWED with the code
 * "changed_meanwhile" otherwise.
 */
export async function guardUnchanged(db: Db, id: string, updated_at: Date): Promise<void> {
  const unchanged = await db.rows(
    `SELECT id FROM coupon
     WHERE id = ? AND date_trunc('milliseconds', updated_at) = ? AND deleted_at IS NULL FOR UPDATE`,
    [id, new Date(updated_at)],
  )
  if (unchanged.length > 0) {
    return
  }
  throw refused(
    "Somebody else has changed this coupon at the same moment. Load it again and repeat your change.",
    "changed_meanwhile",
  )
}
