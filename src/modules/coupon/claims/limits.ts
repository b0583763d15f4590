// Total limits and the lock around them: changing a limit while others claim (rules 17, 32, 34).
//
// Every transaction locks in one order, so that none can wait for another in a circle: the limits of the coupons
// (advisory, shared by all but a change of limits), claims, customers (advisory), coupon rows, code rows; each by id.
import type { MedusaError } from "@medusajs/framework/utils"
import { refused } from "../../../tools/errors"
import type { Db } from "../shared/db"

const LIVE = "k.status IN ('reserved', 'redeemed') AND k.deleted_at IS NULL"

/** The tables whose rows have a total limit and its counter. */
export type LimitedTable = "coupon" | "coupon_promo_code"

/** Each once, in the order of locks. */
export const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort()

/** Advisory locks are numbers: a prefix keeps our names apart from other users' hashes. Ordered by hash, not by name. */
export async function lockLimits(db: Db, kind: "shared" | "exclusive", coupon_ids: Iterable<string>): Promise<void> {
  const lock = kind === "shared" ? "pg_advisory_xact_lock_shared" : "pg_advisory_xact_lock"
  await db.rows(
    `SELECT ${lock}(key) FROM (
       SELECT DISTINCT hashtextextended('medusa-plugin-coupons:limits:' || name, 0) AS key FROM unnest(?::text[]) AS name
       ORDER BY 1
     ) AS keys`,
    [sorted(coupon_ids)],
  )
}

/** A new total limit for one coupon or code; null takes the limit away. */
export interface LimitChange {
  id: string
  max_redemptions: number | null
}

/**
 * Prepares new total limits: waits for the claims in flight, keeps new ones out until this transaction ends, and counts
 * from the ledger, so that a limit added later is exact. The caller then writes `max_redemptions` itself.
 * Throws NOT_ALLOWED with the code "limit_below_taken" (rule 34).
 */
export async function recountForLimits(db: Db, table: LimitedTable, changes: LimitChange[]): Promise<void> {
  const ids = sorted(changes.map((change) => change.id))
  await lockLimits(db, "exclusive", await couponIdsOf(db, table, ids))
  const column = table === "coupon" ? "coupon_id" : "promo_code_id"
  for (const id of ids) {
    const [counted] = await db.rows<{ taken: number }>(
      `UPDATE ${table} t SET redemptions_taken = (
         SELECT count(*) FROM coupon_claim k WHERE k.${column} = t.id AND ${LIVE}
       ) WHERE id = ? RETURNING redemptions_taken AS taken`,
      [id],
    )
    const limit = changes.find((change) => change.id === id)?.max_redemptions ?? null
    if (counted && limit !== null && limit < counted.taken) {
      throw belowTaken(limit, counted.taken)
    }
  }
}

async function couponIdsOf(db: Db, table: LimitedTable, ids: string[]): Promise<string[]> {
  if (table === "coupon") {
    return ids
  }
  const rows = await db.rows<{ coupon_id: string }>(
    "SELECT coupon_id FROM coupon_promo_code WHERE id = ANY(?::text[])",
    [ids],
  )
  return sorted(rows.map((row) => row.coupon_id))
}

function belowTaken(limit: number, taken: number): MedusaError {
  return refused(
    `The limit cannot be ${limit}: ${taken} ${taken === 1 ? "place is" : "places are"} taken already.`,
    "limit_below_taken",
  )
}
