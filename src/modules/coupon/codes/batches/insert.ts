// Writes many promo codes of one batch in one go: COPY into a table of this transaction, then one insert from it.
import type { SqlParam } from "../../../../lib/sql"
import type { TransactionDb } from "../../shared/db"
import type { NewWord } from "./words"
import { promoIdMaker } from "./words"

/** Rows of codes on their way; it goes with the transaction. */
const TRANSIT = "coupon_code_transit"

/** All, in the order of the index on words: fewer of its pages are touched, and two writers seldom wait in a circle. */
const ALL = `select * from ${TRANSIT} order by word`

/** So many of those that no live code has, whichever. */
const FREE = `select * from ${TRANSIT} t where not exists (
    select from coupon_promo_code p where p.code_normalised = t.word and p.status = 'active' and p.deleted_at is null
  ) order by id limit ?`

const insertFrom = (source: string) =>
  `insert into coupon_promo_code (id, coupon_id, code, code_normalised, status, starts_at, expires_at, max_redemptions,
     max_redemptions_per_customer, redemptions_taken, restrictions, code_batch_id, channel, created_at, updated_at)
   select n.id, b.coupon_id, n.code, n.word, 'active', b.starts_at, b.expires_at, b.max_redemptions,
     b.max_redemptions_per_customer, 0, b.restrictions, b.id, b.channel, now(), now()
   from (${source}) as n cross join coupon_code_batch b
   where b.id = ?
   on conflict (code_normalised) where status = 'active' and deleted_at is null do nothing
   returning code_normalised as word`

/**
 * Makes words promo codes of the batch, at most `limit` of them when given; those that a live code has already are left out,
 * and so is a word that another transaction makes at the same moment (this one waits for it). Answers how many.
 */
export async function insertCodes(
  db: TransactionDb,
  batch_id: string,
  words: Iterable<NewWord>,
  limit?: number,
): Promise<number> {
  await fillTransit(db, words)
  const params: SqlParam[] = limit === undefined ? [batch_id] : [limit, batch_id]
  // Only the count comes back: a million words would be garbage in this process.
  const [made] = await db.rows<{ count: number }>(
    `with made as (${insertFrom(limit === undefined ? ALL : FREE)}) select count(*)::int as count from made`,
    params,
  )
  return made?.count ?? 0
}

/** The same for all of the words; answers those that are now the batch's. */
export async function insertAndName(db: TransactionDb, batch_id: string, words: Iterable<NewWord>): Promise<string[]> {
  await fillTransit(db, words)
  const made = await db.rows<{ word: string }>(insertFrom(ALL), [batch_id])
  return made.map(({ word }) => word)
}

async function fillTransit(db: TransactionDb, words: Iterable<NewWord>): Promise<void> {
  await db.rows(`create temp table if not exists ${TRANSIT} (id text, code text, word text) on commit drop`)
  await db.rows(`truncate ${TRANSIT}`)
  const newId = promoIdMaker(new Date())
  const rows = function* () {
    for (const { code, word } of words) yield [newId(), code, word] as const
  }
  await db.copyIn(`copy ${TRANSIT} (id, code, word) from stdin`, rows())
}
