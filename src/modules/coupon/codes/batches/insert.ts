// Writes many promo codes of one batch in one go: COPY into a table of this transaction, then one insert from it.
import type { SqlParam } from "../../../../tools/sql"
import type { TransactionDb } from "../../shared/db"
import type { NewCode } from "./random-codes"
import { promoIdMaker } from "./random-codes"

/** Rows of codes on their way; it goes with the transaction. */
const TRANSIT = "coupon_code_transit"

/** All, in the order of the index on normalised codes: fewer of its pages are touched, and two writers seldom wait in a circle. */
const ALL = `SELECT * FROM ${TRANSIT} ORDER BY code_normalised`

/** So many of those that no live code has, whichever. */
const FREE = `SELECT * FROM ${TRANSIT} t WHERE NOT EXISTS (
    SELECT FROM coupon_promo_code p WHERE p.code_normalised = t.code_normalised AND p.status = 'active' AND p.deleted_at IS NULL
  ) ORDER BY id LIMIT ?`

const insertFrom = (source: string) =>
  `INSERT INTO coupon_promo_code (id, coupon_id, code, code_normalised, status, starts_at, expires_at, max_redemptions,
     max_redemptions_per_customer, redemptions_taken, restrictions, code_batch_id, channel, created_at, updated_at)
   SELECT n.id, b.coupon_id, n.code, n.code_normalised, 'active', b.starts_at, b.expires_at, b.max_redemptions,
     b.max_redemptions_per_customer, 0, b.restrictions, b.id, b.channel, now(), now()
   FROM (${source}) AS n CROSS JOIN coupon_code_batch b
   WHERE b.id = ?
   ON CONFLICT (code_normalised) WHERE status = 'active' AND deleted_at IS NULL DO NOTHING
   RETURNING code_normalised`

/**
 * Makes these the promo codes of the batch, at most `limit` of them when given; those that a live code has already are left out,
 * and so is a code that another transaction makes at the same moment (this one waits for it). Answers how many.
 */
export async function insertCodes(
  db: TransactionDb,
  batch_id: string,
  codes: Iterable<NewCode>,
  limit?: number,
): Promise<number> {
  await fillTransit(db, codes)
  const params: SqlParam[] = limit === undefined ? [batch_id] : [limit, batch_id]
  // Only the count comes back: a million codes would be garbage in this process.
  const [made] = await db.rows<{ count: number }>(
    `WITH made AS (${insertFrom(limit === undefined ? ALL : FREE)}) SELECT count(*)::int AS count FROM made`,
    params,
  )
  return made?.count ?? 0
}

/** The same for all of the codes; answers those that are now the batch's. */
export async function insertAndName(db: TransactionDb, batch_id: string, codes: Iterable<NewCode>): Promise<string[]> {
  await fillTransit(db, codes)
  const made = await db.rows<{ code_normalised: string }>(insertFrom(ALL), [batch_id])
  return made.map(({ code_normalised }) => code_normalised)
}

async function fillTransit(db: TransactionDb, codes: Iterable<NewCode>): Promise<void> {
  await db.rows(`CREATE TEMP TABLE IF NOT EXISTS ${TRANSIT} (id text, code text, code_normalised text) ON COMMIT DROP`)
  await db.rows(`TRUNCATE ${TRANSIT}`)
  const newId = promoIdMaker(new Date())
  const rows = function* () {
    for (const { code, code_normalised } of codes) {
      yield [newId(), code, code_normalised] as const
    }
  }
  await db.copyIn(`COPY ${TRANSIT} (id, code, code_normalised) FROM STDIN`, rows())
}
