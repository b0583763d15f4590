// The hot reads of codes: one indexed query each, mapped to nouns. Nothing here writes.
import { normalisedCodesFor } from "../../../engine"
import { toCodeAndCoupon, toEnteredCode } from "../shared/mapping"
import type { StoredCodeAndCoupon, StoredEnteredCode } from "../shared/mapping"
import type { Db } from "../shared/db"
import type { CodeAndCoupon, EnteredCode } from "../types"

/** A live code goes before an archived one, and what is stored exactly as typed before what only folds to the same code. */
export async function findCode(db: Db, typed: string): Promise<CodeAndCoupon | null> {
  const codes = normalisedCodesFor(typed)
  const [found] = await db.rows<StoredCodeAndCoupon>(
    `SELECT to_jsonb(p) AS promo_code, to_jsonb(c) AS coupon
     FROM coupon_promo_code p JOIN coupon c ON c.id = p.coupon_id AND c.deleted_at IS NULL
     WHERE p.code_normalised = ANY(?::text[]) AND p.deleted_at IS NULL
     ORDER BY (p.status = 'active') DESC, (p.code_normalised = ?) DESC, p.created_at DESC, p.id DESC LIMIT 1`,
    [codes, codes[0] ?? ""],
  )
  return found ? toCodeAndCoupon(found) : null
}

/** A row as JSON, archived if it was deleted. */
const withDeletion = (alias: string) =>
  `to_jsonb(${alias}) || CASE WHEN ${alias}.deleted_at IS NULL THEN '{}'::jsonb ELSE '{"status": "archived"}'::jsonb END`

/** Deleted codes and coupons are among them, as archived: their savings are on the cart until they are refused. */
export async function listEnteredCodes(db: Db, cart_id: string): Promise<EnteredCode[]> {
  const rows = await db.rows<StoredEnteredCode>(
    `SELECT to_jsonb(e) AS entered, ${withDeletion("p")} AS promo_code, ${withDeletion("c")} AS coupon
     FROM coupon_entered_code e
     JOIN coupon_promo_code p ON p.id = e.promo_code_id
     JOIN coupon c ON c.id = p.coupon_id
     WHERE e.cart_id = ? AND e.deleted_at IS NULL ORDER BY e.entered_at, e.id`,
    [cart_id],
  )
  return rows.map(toEnteredCode)
}
