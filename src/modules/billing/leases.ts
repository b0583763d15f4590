// The lease on a subscription: one process bills it at a time, in the database's own time (invariant 4).
import type { MedusaError } from "@medusajs/framework/utils"
import { missing, refused } from "../../tools/errors"
import { marks } from "../../tools/sql"
import { BILLED } from "./statuses"
import type { Sql } from "../../tools/sql"
import type { SubscriptionStatus } from "./types"

/** What a process that wants to bill a subscription asks for; see the service's `tryLease`. */
export interface LeaseRequest {
  id: string
  token: string
  due_before: Date | null
  after_cycle?: number | null
}

/**
 * Takes the lease for `seconds`; false when it is not due, not at that cycle, or somebody else has it or that of another
 * subscription of this customer: a discount of the customer must not give its last cycle to two invoices at once.
 */
export async function tryLease(sql: Sql, input: LeaseRequest, seconds: number): Promise<boolean> {
  const statuses: SubscriptionStatus[] = input.due_before ? BILLED : [...BILLED, "unpaid"]
  const after_cycle = input.after_cycle ?? null
  // Claims of one customer wait here for each other, so that the statement below sees the lease of the one before.
  await sql(
    `SELECT pg_advisory_xact_lock(hashtextextended('billing:' || customer_id, 0)) FROM billing_subscription WHERE id = ?`,
    [input.id],
  )
  const rows = await sql(
    `UPDATE billing_subscription s
        SET lease_token = ?, lease_until = clock_timestamp() + make_interval(secs => ?)
      WHERE id = ? AND deleted_at IS NULL AND status IN (${marks(statuses)})
        AND (lease_until IS NULL OR lease_until < clock_timestamp())
        AND NOT EXISTS (
          SELECT 1 FROM billing_subscription other
           WHERE other.customer_id = s.customer_id AND other.id <> s.id AND other.deleted_at IS NULL
             AND other.lease_until > clock_timestamp())
        ${input.due_before ? "AND next_billing_at <= ?" : ""}
        ${after_cycle === null ? "" : "AND cycle_index = ?"}
      RETURNING id`,
    [
      input.token,
      seconds,
      input.id,
      ...statuses,
      ...(input.due_before ? [input.due_before] : []),
      ...(after_cycle === null ? [] : [after_cycle]),
    ],
  )
  return rows.length > 0
}

/** Takes the lease whatever the status. Throws NOT_FOUND, and NOT_ALLOWED while somebody else has it. */
export async function takeLease(sql: Sql, id: string, token: string, seconds: number): Promise<void> {
  await lockFree(sql, id)
  await sql(
    `UPDATE billing_subscription
        SET lease_token = ?, lease_until = clock_timestamp() + make_interval(secs => ?) WHERE id = ?`,
    [token, seconds, id],
  )
}

/** Makes the lease last `seconds` from now; false when it was lost. */
export async function extendLease(sql: Sql, id: string, token: string, seconds: number): Promise<boolean> {
  const rows = await sql(
    `UPDATE billing_subscription SET lease_until = clock_timestamp() + make_interval(secs => ?)
      WHERE id = ? AND lease_token = ? RETURNING id`,
    [seconds, id, token],
  )
  return rows.length > 0
}

/** Gives the lease back; harmless when it was lost. */
export async function releaseLease(sql: Sql, id: string, token: string): Promise<void> {
  await sql(`UPDATE billing_subscription SET lease_token = NULL, lease_until = NULL WHERE id = ? AND lease_token = ?`, [
    id,
    token,
  ])
}

/**
 * Locks a subscription's row until the transaction ends. Throws NOT_FOUND, and NOT_ALLOWED with a sentence while somebody
 * has the lease.
 */
export async function lockFree(sql: Sql, id: string): Promise<void> {
  const { is_leased } = await lockRow(sql, id)
  if (is_leased) {
    throw refused(`Subscription '${id}' is being billed right now. Try again in a moment.`)
  }
}

/**
 * Locks the row of a subscription whose lease the caller took: nobody can take it over until the transaction ends. Throws
 * NOT_ALLOWED when somebody has done so already, also where they have let go since: what the caller knows is old.
 */
export async function lockOwn(sql: Sql, id: string, token: string): Promise<void> {
  const { lease_token } = await lockRow(sql, id)
  if (lease_token !== token) {
    throw takenOver(id)
  }
}

/** What an operation ends with whose lease was lost. */
export const takenOver = (id: string): MedusaError =>
  refused(
    `Another process has taken over subscription '${id}', because this one took too long. Look at what it has done.`,
  )

interface LockedRow {
  lease_token: string | null
  is_leased: boolean
}

async function lockRow(sql: Sql, id: string): Promise<LockedRow> {
  const [row] = await sql<LockedRow>(
    `SELECT lease_token, coalesce(lease_until > clock_timestamp(), false) AS is_leased
       FROM billing_subscription WHERE id = ? AND deleted_at IS NULL FOR UPDATE`,
    [id],
  )
  if (!row) {
    throw missing(`Subscription with id '${id}' was not found.`)
  }
  return row
}

/** Locks the row for a change: as the lease's owner, or of a subscription that nobody is working on. */
export const lockFor = (sql: Sql, id: string, token: string | null): Promise<void> =>
  token === null ? lockFree(sql, id) : lockOwn(sql, id, token)
