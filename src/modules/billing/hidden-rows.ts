// Subscriptions that are written before they begin: nobody sees a row that is marked as deleted, and so nobody bills it.
// Revealing and discarding wait for each other on the row, so that one of them happens.
import { refused } from "../../tools/errors"
import type { Sql } from "../../tools/sql"

/** Hides what this transaction has written. */
export async function hide(sql: Sql, id: string): Promise<void> {
  await sql(`UPDATE billing_subscription SET deleted_at = now() WHERE id = ?`, [id])
  await sql(`UPDATE billing_subscription_item SET deleted_at = now() WHERE subscription_id = ?`, [id])
}

/** Lets it begin. Throws NOT_ALLOWED where it was discarded. */
export async function reveal(sql: Sql, id: string): Promise<void> {
  const found = await sql(
    `UPDATE billing_subscription SET deleted_at = NULL, updated_at = now() WHERE id = ? RETURNING id`,
    [id],
  )
  if (found.length === 0) {
    throw refused("Making this subscription took too long and was taken back. Nothing is left of it: please try again.")
  }
  await sql(`UPDATE billing_subscription_item SET deleted_at = NULL WHERE subscription_id = ?`, [id])
}

/** Removes it unless it has begun, which is answered with false. */
export async function discard(sql: Sql, id: string): Promise<boolean> {
  const [row] = await sql<{ is_hidden: boolean }>(
    `SELECT deleted_at IS NOT NULL AS is_hidden FROM billing_subscription WHERE id = ? FOR UPDATE`,
    [id],
  )
  if (row?.is_hidden) {
    await sql(`DELETE FROM billing_subscription_item WHERE subscription_id = ?`, [id])
    await sql(`DELETE FROM billing_subscription WHERE id = ?`, [id])
  }
  return row === undefined || row.is_hidden
}
