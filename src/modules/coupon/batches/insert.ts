// Writes many promo codes of one batch in one go: COPY into a table of this transaction, then one insert from it.
import type { TransactionDb } from "../sql"
import type { NewWord } from "./words"
import { promoIdMaker } from "./words"

/** Rows of codes on their way; it goes with the transaction. */
const TRANSIT = "coupon_code_transit"

export interface InsertOptions {
  batch_id: string
  /** Take so many of the words at most, and only such as no live code has; absent: all of them. */
  limit?: number
}

/**
 * Makes the words promo codes of the batch; those that a live code has already are left out, and so is a word that another
 * transaction makes at the same moment (this one waits for it). Answers the words that are now the batch's.
 */
export async function insertCodes(db: TransactionDb, words: NewWord[], options: InsertOptions): Promise<string[]> {
  await db.rows(`create temp table if not exists ${TRANSIT} (id text, code text, word text) on commit drop`)
  await db.rows(`truncate ${TRANSIT}`)
  const newId = promoIdMaker(new Date())
  const rows = function* () {
    for (const { code, word } of words) yield [newId(), code, word] as const
  }
  await db.copyIn(`copy ${TRANSIT} (id, code, word) from stdin`, rows())
  // In the order of the index on words: fewer of its pages are touched, and two writers seldom wait in a circle.
  const inserted = await db.rows<{ word: string }>(
    `insert into coupon_promo_code (id, coupon_id, code, code_normalised, status, starts_at, expires_at, max_redemptions,
       max_redemptions_per_customer, redemptions_taken, restrictions, code_batch_id, channel, created_at, updated_at)
     select n.id, b.coupon_id, n.code, n.word, 'active', b.starts_at, b.expires_at, b.max_redemptions,
       b.max_redemptions_per_customer, 0, b.restrictions, b.id, b.channel, now(), now()
     from (${options.limit === undefined ? ALL : FREE}) as n cross join coupon_code_batch b
     where b.id = ?
     on conflict (code_normalised) where status = 'active' and deleted_at is null do nothing
     returning code_normalised as word`,
    [...(options.limit === undefined ? [] : [options.limit]), options.batch_id],
  )
  return inserted.map(({ word }) => word)
}

const ALL = `select * from ${TRANSIT} order by word`

const FREE = `select * from ${TRANSIT} t where not exists (
    select from coupon_promo_code p where p.code_normalised = t.word and p.status = 'active' and p.deleted_at is null
  ) order by id limit ?`
