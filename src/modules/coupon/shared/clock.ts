// The test clock: one row, so that all servers on one database read the same time.
import type { Db } from "./db"

const ID = "clock_test"

/** The time the test clock stands at; null when it was never set or is back to real time. */
export async function readClock(db: Db): Promise<Date | null> {
  const [row] = await db.rows<{ ms: number | null }>(
    "SELECT (extract(epoch FROM now) * 1000)::float8 AS ms FROM coupon_clock WHERE id = ?",
    [ID],
  )
  return row && row.ms !== null ? new Date(row.ms) : null
}

/** Sets the test clock; null goes back to real time. */
export async function setClock(db: Db, now: Date | null): Promise<void> {
  await db.rows(
    `INSERT INTO coupon_clock (id, now, created_at, updated_at) VALUES (?, ?, now(), now())
     ON CONFLICT (id) DO UPDATE SET now = excluded.now, updated_at = now()`,
    [ID, now],
  )
}
