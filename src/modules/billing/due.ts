// Questions over many rows: what is due, what was left unfinished, and what a customer has had so far.
import { marks } from "../../tools/sql"
import { BILLED, IS_AUTHORIZED, IS_BOOKED, RUNNING } from "./statuses"
import type { Sql } from "../../tools/sql"
import type { CustomerHistory, SubscriptionRow } from "./types"

/** Which due subscriptions are asked for; see the service's `listDue`. */
export interface DueQuestion {
  until: Date
  except: string[]
  limit: number
  customer_id?: string
}

/** Billed when its time comes, or paused and to end with its period. */
const IS_DUE = `(status IN (${marks(BILLED)}) OR (status = 'paused' AND cancel_at_period_end))`

/** Subscriptions to bill or end, the longest due first. */
export async function listDue(
  sql: Sql,
  { until, except, limit, customer_id }: DueQuestion,
): Promise<{ id: string; customer_id: string; due_at: Date }[]> {
  const rows = await sql<{ id: string; customer_id: string; due_at: string | Date }>(
    `SELECT id, customer_id, next_billing_at AS due_at FROM billing_subscription
      WHERE next_billing_at <= ? AND deleted_at IS NULL AND ${IS_DUE}
        ${except.length ? `AND id NOT IN (${marks(except)})` : ""}
        ${customer_id === undefined ? "" : "AND customer_id = ?"}
      ORDER BY next_billing_at, id LIMIT ?`,
    [until, ...BILLED, ...except, ...(customer_id === undefined ? [] : [customer_id]), limit],
  )
  return rows.map((row) => ({ ...row, due_at: new Date(row.due_at) }))
}

/** Subscriptions that will be billed or whose trial ends after `from` and by `until`, and that nobody has declined, by their ids. */
export async function listComing(
  sql: Sql,
  { from, until, after, limit }: { from: Date; until: Date; after: string; limit: number },
): Promise<Pick<SubscriptionRow, "id" | "status" | "trial_end" | "next_billing_at">[]> {
  return sql(
    `SELECT id, status, trial_end, next_billing_at FROM billing_subscription
      WHERE next_billing_at > ? AND next_billing_at <= ? AND status IN ('active', 'trialing')
        AND NOT cancel_at_period_end AND deleted_at IS NULL AND id > ?
      ORDER BY id LIMIT ?`,
    [from, until, after, limit],
  )
}

/** The last period of each of these subscriptions that was billed for itself: their invoices' ids. */
export async function listLastInvoices(sql: Sql, subscription_ids: string[]): Promise<{ id: string }[]> {
  return sql(
    `SELECT DISTINCT ON (subscription_id) id FROM billing_invoice
      WHERE subscription_id = ANY(?) AND kind IN ('initial', 'renewal') AND status <> 'void' AND deleted_at IS NULL
      ORDER BY subscription_id, period_start DESC, id DESC`,
    [subscription_ids],
  )
}

/** Customers with something due, who has waited longest first. */
export async function listDueCustomers(sql: Sql, until: Date, limit: number): Promise<string[]> {
  const rows = await sql<{ customer_id: string }>(
    `SELECT customer_id FROM billing_subscription
      WHERE next_billing_at <= ? AND deleted_at IS NULL AND ${IS_DUE}
      GROUP BY customer_id ORDER BY min(next_billing_at), customer_id LIMIT ?`,
    [until, ...BILLED, limit],
  )
  return rows.map(({ customer_id }) => customer_id)
}

/** Subscriptions with the open invoice of a plan change that nobody is working on. */
export function listUnfinishedChanges(
  sql: Sql,
  limit: number,
): Promise<{ invoice_id: string; subscription_id: string }[]> {
  return sql(
    `SELECT i.id AS invoice_id, i.subscription_id FROM billing_invoice i
       JOIN billing_subscription s ON s.id = i.subscription_id AND s.deleted_at IS NULL
      WHERE i.kind = 'change' AND i.status = 'open' AND i.authorized_at IS NULL AND i.deleted_at IS NULL
        AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp())
      ORDER BY i.created_at, i.id LIMIT ?`,
    [limit],
  )
}

/** Variants of subscriptions whose open invoice waits for stock, and that are not due again before tomorrow. */
export function listWaitingForStock(sql: Sql): Promise<{ subscription_id: string; variant_id: string }[]> {
  return sql(
    `SELECT s.id AS subscription_id, item.variant_id FROM billing_invoice i
       JOIN billing_subscription s ON s.id = i.subscription_id AND s.deleted_at IS NULL
       JOIN billing_subscription_item item ON item.subscription_id = s.id AND item.deleted_at IS NULL
      WHERE i.failure_code = 'out_of_stock' AND i.status = 'open' AND i.deleted_at IS NULL
        AND s.next_billing_at > i.period_start AND s.status IN (${marks(BILLED)})`,
    BILLED,
  )
}

/** Due since their period began: who has waited longest comes first. Answers the customers. */
export async function stopWaitingForStock(sql: Sql, subscription_ids: string[]): Promise<string[]> {
  const rows = await sql<{ customer_id: string }>(
    `UPDATE billing_subscription s SET next_billing_at = i.period_start, updated_at = now()
       FROM billing_invoice i
      WHERE i.subscription_id = s.id AND i.failure_code = 'out_of_stock' AND i.status = 'open' AND i.deleted_at IS NULL
        AND s.next_billing_at > i.period_start AND s.id = ANY(?) AND s.status IN (${marks(BILLED)})
      RETURNING s.customer_id, s.next_billing_at`,
    [subscription_ids, ...BILLED],
  )
  return [...new Set(rows.map(({ customer_id }) => customer_id))]
}

/** Authorised invoices since then with their orders, in the order of their ids. */
export async function listAuthorized(
  sql: Sql,
  { since, after, limit }: { since: Date; after: string; limit: number },
): Promise<{ id: string; order_id: string }[]> {
  return sql(
    `SELECT i.id, i.order_id FROM billing_invoice i
      WHERE ${IS_AUTHORIZED} AND i.authorized_at >= ? AND i.order_id IS NOT NULL AND i.deleted_at IS NULL AND i.id > ?
      ORDER BY i.id LIMIT ?`,
    [since, after, limit],
  )
}

/** What disputes have taken of these orders' money, in major units (rule 61). */
export async function listDisputed(sql: Sql, order_ids: string[]): Promise<{ order_id: string; amount: number }[]> {
  return sql(
    `SELECT order_id, sum(amount)::float8 AS amount FROM billing_dispute
      WHERE order_id = ANY(?) AND amount > 0 AND deleted_at IS NULL GROUP BY order_id`,
    [order_ids],
  )
}

/** What rules 18 and 21 ask about a customer; an authorised invoice counts as paid. */
export async function customerHistory(sql: Sql, customer_id: string): Promise<CustomerHistory> {
  const [row] = await sql<{ paid: string; running: string }>(
    `SELECT (SELECT count(*) FROM billing_invoice i
              WHERE i.customer_id = ? AND ${IS_BOOKED} AND i.kind <> 'trial' AND i.deleted_at IS NULL) AS paid,
            (SELECT count(*) FROM billing_subscription
              WHERE customer_id = ? AND status IN (${marks(RUNNING)}) AND deleted_at IS NULL) AS running`,
    [customer_id, customer_id, ...RUNNING],
  )
  return { paid_invoice_count: Number(row?.paid ?? 0), active_subscription_count: Number(row?.running ?? 0) }
}
