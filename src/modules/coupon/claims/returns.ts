// Giving places back: released claims, holds that were let go or lapsed, and the counters that follow (rule 31).
import { lockLimits, sorted } from "./limits"
import type { LimitedTable } from "./limits"
import type { StoredClaim } from "../shared/mapping"
import type { Db } from "../shared/db"

/** Which live claims may be given back: a hold is a reserved one that no completion has taken yet. */
const FROM = {
  reserved: "status = 'reserved' AND (held_until IS NULL OR held_until <= clock_timestamp())",
  live: "status IN ('reserved', 'redeemed')",
  hold: "status = 'reserved' AND held_until IS NOT NULL",
} as const

/** Why a place was given back; the first two are holds, and a cart has no more than two of a code. */
export type ReleaseReason = "hold lapsed" | "hold let go" | (string & {})

/**
 * Gives reserved places back (rule 31); answers the ids released now. A place that was held when the attempt began is held
 * again for what is left of that time, and is not among them: the customer was told until when it is theirs.
 */
export async function releasePlaces(db: Db, claim_ids: string[], now: Date): Promise<string[]> {
  return returnPlaces(db, claim_ids, "reserved", now, "released")
}

/** Lets go of what this cart holds under these codes; a completion that took the place meanwhile keeps it. */
export async function releaseHolds(db: Db, cart_id: string, promo_code_ids: string[], now: Date): Promise<string[]> {
  const holds = await db.rows<{ id: string }>(
    `SELECT id FROM coupon_claim WHERE cart_id = ? AND promo_code_id = ANY(?::text[]) AND ${FROM.hold}
       AND deleted_at IS NULL`,
    [cart_id, promo_code_ids],
  )
  return returnPlaces(db, idsOf(holds), "hold", now, "hold let go")
}

/** Lets go of everything that carts hold under this coupon. */
export async function releaseHoldsOfCoupon(db: Db, coupon_id: string, now: Date): Promise<string[]> {
  const holds = await db.rows<{ id: string }>(
    `SELECT id FROM coupon_claim WHERE coupon_id = ? AND ${FROM.hold} AND deleted_at IS NULL`,
    [coupon_id],
  )
  return returnPlaces(db, idsOf(holds), "hold", now, "hold let go")
}

/** Gives back at most `limit` holds whose time is over, oldest first, by real time: a test clock may jump by months. */
export async function releaseLapsedHolds(db: Db, limit: number, now: Date): Promise<string[]> {
  const lapsed = await db.rows<{ id: string }>(
    `SELECT id FROM coupon_claim WHERE ${FROM.hold} AND held_until <= now() AND deleted_at IS NULL
     ORDER BY held_until, id LIMIT ?`,
    [limit],
  )
  return returnPlaces(db, idsOf(lapsed), "hold", now, "hold lapsed")
}

const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id)

/** Gives places back, redeemed ones too; only a live claim's place is counted down, and only once. */
export async function returnPlaces(
  db: Db,
  claim_ids: string[],
  from: keyof typeof FROM,
  now: Date,
  reason: ReleaseReason,
): Promise<string[]> {
  if (claim_ids.length === 0) {
    return []
  }
  const claims = await db.rows<{ coupon_id: string }>("SELECT coupon_id FROM coupon_claim WHERE id = ANY(?::text[])", [
    claim_ids,
  ])
  await lockLimits(
    db,
    "shared",
    claims.map((claim) => claim.coupon_id),
  )
  await lockClaims(db, claim_ids)
  if (from === "reserved") {
    await holdAgain(db, claim_ids)
  }
  const released = await db.rows<{ id: string; coupon_id: string; promo_code_id: string | null }>(
    `UPDATE coupon_claim SET status = 'released', settled_at = ?, released_reason = ?, updated_at = now()
     WHERE id = ANY(?::text[]) AND ${FROM[from]} RETURNING id, coupon_id, promo_code_id`,
    [now, reason, claim_ids],
  )
  await countDown(
    db,
    "coupon",
    released.map((claim) => claim.coupon_id),
  )
  await countDown(
    db,
    "coupon_promo_code",
    released.flatMap((claim) => claim.promo_code_id ?? []),
  )
  return idsOf(released).sort()
}

/** By real time, as all holds. What is a hold again is counted as before. */
async function holdAgain(db: Db, claim_ids: string[]): Promise<void> {
  await db.rows(
    `UPDATE coupon_claim SET held_until = hold_ends_at, hold_ends_at = NULL, updated_at = now()
     WHERE id = ANY(?::text[]) AND status = 'reserved' AND held_until IS NULL AND hold_ends_at > clock_timestamp()`,
    [claim_ids],
  )
}

/** Locks claims in id order, for a change of their status; answers them as they are now. */
export async function lockClaims(db: Db, claim_ids: string[]): Promise<StoredClaim[]> {
  const rows = await db.rows<{ row: StoredClaim }>(
    `SELECT to_jsonb(k) AS row FROM coupon_claim k
     WHERE id = ANY(?::text[]) AND deleted_at IS NULL ORDER BY id FOR UPDATE`,
    [claim_ids],
  )
  return rows.map(({ row }) => row)
}

async function countDown(db: Db, table: LimitedTable, ids: string[]): Promise<void> {
  for (const id of sorted(ids)) {
    await db.rows(
      `UPDATE ${table} SET redemptions_taken = redemptions_taken - ? WHERE id = ? AND max_redemptions IS NOT NULL`,
      [ids.filter((other) => other === id).length, id],
    )
  }
}
