// What the coupon module counts and sums as it writes (decision 48), compared with the rows it is kept of. Runs after every test that
// has a database, so that no path of writing is forgotten.
import type { TestDatabaseUtils } from "@medusajs/test-utils"

/** Numbers that are not what the rows say: none, ever. One statement, so that both are of one moment. */
const DIFFERENCES = `
  WITH counted AS (
    SELECT k.coupon_id AS id, count(*) AS places FROM coupon_claim k
    WHERE k.status = 'redeemed' AND k.held_until IS NULL AND k.deleted_at IS NULL GROUP BY 1
    UNION ALL
    SELECT k.promo_code_id, count(*) FROM coupon_claim k JOIN coupon_promo_code p ON p.id = k.promo_code_id
    WHERE k.status = 'redeemed' AND k.held_until IS NULL AND k.deleted_at IS NULL AND p.code_batch_id IS NULL GROUP BY 1
  ), places AS (
    SELECT n.subject_id AS id, sum(n.places) AS places FROM coupon_place_count n
    WHERE NOT EXISTS (SELECT FROM coupon_promo_code p WHERE p.id = n.subject_id AND p.code_batch_id IS NOT NULL)
    GROUP BY 1 HAVING sum(n.places) <> 0
  ), booked AS (
    SELECT r.*, r.redeemed_at AT TIME ZONE 'UTC' AS at, who.whose
    FROM coupon_redemption r CROSS JOIN LATERAL (VALUES (r.coupon_id), ('')) AS who (whose) WHERE r.deleted_at IS NULL
  ), ledger AS (
    SELECT whose, 'quarter' AS of,
      date_trunc('hour', at) + floor(extract(minute FROM at) / 15) * interval '15 minutes' AS starts_at, currency_code,
      NULL AS channel, NULL AS sales_channel_id, kind, amount_minor FROM booked
    UNION ALL
    SELECT whose, 'day', date_trunc('day', at), currency_code, channel, sales_channel_id, kind, amount_minor FROM booked
  ), compared AS (
    SELECT whose, of, starts_at, currency_code, channel, sales_channel_id,
      count(*) FILTER (WHERE kind = 'redemption') AS redemptions, count(*) FILTER (WHERE kind = 'reversal') AS reversals,
      sum(amount_minor) AS amount_minor
    FROM ledger GROUP BY 1, 2, 3, 4, 5, 6
  ), kept AS (
    SELECT coupon_id, 'quarter' AS of, starts_at + (place - 1) * interval '15 minutes' AS starts_at, currency_code,
      NULL AS channel, NULL AS sales_channel_id, redemptions[place] AS redemptions, reversals[place] AS reversals,
      amount_minor[place] AS amount_minor
    FROM coupon_ledger_quarter, generate_subscripts(amount_minor, 1) AS place
    UNION ALL
    SELECT coupon_id, 'day', starts_at, currency_code, channel, sales_channel_id, redemptions, reversals, amount_minor
    FROM coupon_ledger_day
  ), sums AS (
    SELECT coupon_id, of, starts_at AT TIME ZONE 'UTC' AS starts_at, currency_code, channel, sales_channel_id,
      sum(redemptions) AS redemptions, sum(reversals) AS reversals, sum(amount_minor) AS amount_minor
    FROM kept GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(redemptions) <> 0 OR sum(reversals) <> 0
  )
  SELECT 'places' AS of, jsonb_build_object('id', id, 'kept', p.places, 'counted', c.places) AS numbers
  FROM places p FULL JOIN counted c USING (id) WHERE p.places IS DISTINCT FROM c.places
  UNION ALL
  (SELECT 'kept only', to_jsonb(s) FROM (SELECT * FROM sums EXCEPT ALL SELECT * FROM compared) s)
  UNION ALL
  (SELECT 'ledger only', to_jsonb(c) FROM (SELECT * FROM compared EXCEPT ALL SELECT * FROM sums) c)
  UNION ALL
  SELECT 'name', to_jsonb(r) FROM (SELECT DISTINCT coupon_id, coupon_name AS name FROM coupon_redemption EXCEPT
    SELECT coupon_id, name FROM coupon_booked_name) r
  LIMIT 20`

/** Has the numbers of a module's tests compared before the runner clears their database. Call it once, among the file's suites. */
export function checkKeptNumbers(database: TestDatabaseUtils.TestDatabase): void {
  const clear = database.clearDatabase.bind(database)
  database.clearDatabase = async () => {
    try {
      await expectKeptNumbers((sql) => database.forkManager().execute<unknown[]>(sql))
    } finally {
      await clear()
    }
  }
}

/** Expects every kept number to be what the rows say. `query` runs one statement and answers its rows. */
export async function expectKeptNumbers(query: (sql: string) => Promise<unknown[]>): Promise<void> {
  expect(await query(DIFFERENCES)).toEqual([])
}
