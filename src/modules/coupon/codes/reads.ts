// The hot reads of codes: one indexed query each, mapped to nouns. Nothing here writes.
import { wordsFor } from "../../../engine"
import { toCodeAndCoupon, toEnteredCode } from "../shared/mapping"
import type { StoredCodeAndCoupon, StoredEnteredCode } from "../shared/mapping"
import type { Db } from "../shared/db"
import type { CodeAndCoupon, EnteredCode } from "../types"

/** A live code goes before an archived one, and what is stored exactly as typed before what only folds to the same word. */
export async function findCode(db: Db, typed: string): Promise<CodeAndCoupon | null> {
  const words = wordsFor(typed)
  const [found] = await db.rows<StoredCodeAndCoupon>(
    `select to_jsonb(p) as promo_code, to_jsonb(c) as coupon
     from coupon_promo_code p join coupon c on c.id = p.coupon_id and c.deleted_at is null
     where p.code_normalised = any(?::text[]) and p.deleted_at is null
     order by (p.status = 'active') desc, (p.code_normalised = ?) desc, p.created_at desc, p.id desc limit 1`,
    [words, words[0] ?? ""],
  )
  return found ? toCodeAndCoupon(found) : null
}

/** A row as JSON, archived if it was deleted. */
const withDeletion = (alias: string) =>
  `to_jsonb(${alias}) || case when ${alias}.deleted_at is null then '{}'::jsonb else '{"status": "archived"}'::jsonb end`

/** Deleted codes and coupons are among them, as archived: their savings are on the cart until they are refused. */
export async function listEnteredCodes(db: Db, cart_id: string): Promise<EnteredCode[]> {
  const rows = await db.rows<StoredEnteredCode>(
    `select to_jsonb(e) as entered, ${withDeletion("p")} as promo_code, ${withDeletion("c")} as coupon
     from coupon_entered_code e
     join coupon_promo_code p on p.id = e.promo_code_id
     join coupon c on c.id = p.coupon_id
     where e.cart_id = ? and e.deleted_at is null order by e.entered_at, e.id`,
    [cart_id],
  )
  return rows.map(toEnteredCode)
}
