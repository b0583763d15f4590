// Which coupons and codes a text means in the ledger, found where there are few rows of them, so that the ledger is read by index.
import { condition } from "../../../tools/paging"
import type { Condition } from "../../../tools/paging"
import { codeMatches } from "../shared/code-search"
import type { Db } from "../shared/db"

/** Ids of what was booked under such a text; null where they are too many: then nearly any row of the ledger is one of them. */
export interface Booked {
  coupon_ids: string[] | null
  promo_code_ids: string[] | null
}

const MOST_IDS = 1_000

/** `name`: an ILIKE pattern for the coupon's name as it was booked; `code`: a normalised text, null for none. Two statements at most. */
export async function findBooked(db: Db, { name, code }: { name: string; code: string | null }): Promise<Booked> {
  const coupon_ids = await idsOf(db, "n.coupon_id AS id FROM coupon_booked_name n", condition("n.name ILIKE ?", name))
  const promo_code_ids =
    code === null
      ? []
      : await idsOf(db, "p.id FROM coupon_promo_code p", codeMatches(code), " AND p.deleted_at IS NULL")
  return { coupon_ids, promo_code_ids }
}

async function idsOf(db: Db, select: string, { sql, params }: Condition, and = ""): Promise<string[] | null> {
  const rows = await db.rows<{ id: string }>(`SELECT ${select} WHERE ${sql}${and} LIMIT ?`, [...params, MOST_IDS + 1])
  return rows.length > MOST_IDS ? null : [...new Set(rows.map(({ id }) => id))]
}
