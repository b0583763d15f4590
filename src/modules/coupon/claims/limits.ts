// Total limits and the lock around them: changing a limit while others claim (rules 17, 32, 34).
//
// Every transaction locks in one order, so that none can wait for another in a circle: the limits of the coupons
// (advisory, shared by all but a change of limits), claims, customers (advisory), coupon rows, code rows; each by id.
import type { MedusaError } from "@medusajs/framework/utils"
import { refused } from "../../../lib/errors"
import type { Db } from "../shared/db"

const LIVE = "k.status in ('reserved', 'redeemed') and k.deleted_at is null"

/** The tables whose rows have a total limit and its counter. */
export type LimitedTable = "coupon" | "coupon_promo_code"

/** Each once, in the order of locks. */
export const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort()

/** Advisory locks are numbers: a prefix keeps our names apart from other users' hashes. Ordered by hash, not by name. */
export async function lockLimits(db: Db, kind: "shared" | "exclusive", coupon_ids: Iterable<string>): Promise<void> {
  const lock = kind === "shared" ? "pg_advisory_xact_lock_shared" : "pg_advisory_xact_lock"
  await db.rows(
    `select ${lock}(key) from (
       select distinct hashtextextended('medusa-plugin-coupons:limits:' || name, 0) as key from unnest(?::text[]) as name
       order by 1
     ) as keys`,
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
      `update ${table} t set redemptions_taken = (
         select count(*) from coupon_claim k where k.${column} = t.id and ${LIVE}
       ) where id = ? returning redemptions_taken as taken`,
      [id],
    )
    const limit = changes.find((change) => change.id === id)?.max_redemptions ?? null
    if (counted && limit !== null && limit < counted.taken) throw belowTaken(limit, counted.taken)
  }
}

async function couponIdsOf(db: Db, table: LimitedTable, ids: string[]): Promise<string[]> {
  if (table === "coupon") return ids
  const rows = await db.rows<{ coupon_id: string }>(
    "select coupon_id from coupon_promo_code where id = any(?::text[])",
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
