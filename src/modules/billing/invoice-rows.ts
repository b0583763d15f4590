// Books invoices: each function is part of one transaction of the service, which moves the subscription along with it.
import { daysLater } from "../../engine"
import type { Period } from "../../engine"
import { HOPELESS_CODES, remedyOf } from "./declines"
import type { BillingSettings } from "./options"
import { IS_AUTHORIZED, IS_BOOKED } from "./statuses"
import type { Sql } from "../../tools/sql"
import type { InvoiceFigures, InvoiceRow } from "./types"

/** The next invoice number. The counter's row is locked until the invoice is written: no holes, no duplicates. */
export async function nextNumber(sql: Sql): Promise<string> {
  const [row] = await sql<{ value: number }>(
    `INSERT INTO billing_counter (id, value) VALUES ('invoice', 1)
     ON CONFLICT (id) DO UPDATE SET value = billing_counter.value + 1, updated_at = now() RETURNING value`,
    [],
  )
  return `INV-${String(row?.value).padStart(6, "0")}`
}

/** Forgets the order and payment of an attempt that was undone. */
export async function forgetAttempt(sql: Sql, invoice_id: string): Promise<void> {
  await sql(
    `UPDATE billing_invoice
        SET order_id = NULL, payment_collection_id = NULL, customer_pays_until = NULL, updated_at = now()
      WHERE id = ? AND status <> 'paid' AND authorized_at IS NULL`,
    [invoice_id],
  )
}

/** How far a customer who pays may put off the retry that is due, in hours: however often they begin, no further. */
const LONGEST_DELAY_HOURS = 24

/** No retry comes in between while the customer pays; what is not collected by itself stays so. */
export async function delayRetry(sql: Sql, invoice_id: string, until: Date): Promise<void> {
  await sql(
    `UPDATE billing_subscription s
        SET next_billing_at = GREATEST(s.next_billing_at,
              LEAST(?::timestamptz, i.next_attempt_at + make_interval(hours => ${LONGEST_DELAY_HOURS}))),
            updated_at = now()
       FROM billing_invoice i
      WHERE i.id = ? AND s.id = i.subscription_id AND s.next_billing_at IS NOT NULL`,
    [until, invoice_id],
  )
}

/** When a subscription `s` is due again that has entered the period of invoice `i`: one that is over never, one that is paused only to end. */
export const NEXT_AFTER = `CASE WHEN s.status IN ('canceled', 'ended') OR (s.status = 'paused' AND NOT s.cancel_at_period_end)
                 THEN NULL ELSE i.period_end END`

/** Paid, or authorised where the shop has yet to capture. */
const bookedAs = (is_captured = true): string =>
  is_captured ? "status = 'paid', paid_at = ?" : "status = 'open', authorized_at = ?"

/** An invoice whose money was taken (default), or is held: then `is_captured` is false. */
export interface Booking {
  invoice_id: string
  now: Date
  is_captured?: boolean
}

/**
 * Paid or authorised; the subscription enters that period, unless it was cancelled or paused meanwhile. A second call changes
 * nothing, nor does the first one of an invoice that was voided meanwhile.
 */
export async function bookPaidInvoice(
  sql: Sql,
  { invoice_id, token, now, is_captured }: Booking & { token: string },
): Promise<void> {
  await sql(
    `UPDATE billing_invoice
        SET ${bookedAs(is_captured)}, failure_code = NULL, failure_message = NULL, next_attempt_at = NULL,
            customer_pays_until = NULL, updated_at = now()
      WHERE id = ? AND status IN ('draft', 'open', 'uncollectible') AND authorized_at IS NULL`,
    [now, invoice_id],
  )
  await sql(
    `UPDATE billing_subscription s
        SET cycle_index = i.cycle_index, current_period_start = i.period_start, current_period_end = i.period_end,
            status = CASE WHEN s.status IN ('paused', 'canceled', 'ended') THEN s.status ELSE 'active' END,
            next_billing_at = ${NEXT_AFTER},
            updated_at = now()
       FROM billing_invoice i
      WHERE i.id = ? AND ${IS_BOOKED} AND s.id = i.subscription_id AND s.cycle_index < i.cycle_index`,
    [invoice_id],
  )
  await sql(
    `UPDATE billing_subscription s SET lease_token = NULL, lease_until = NULL
       FROM billing_invoice i WHERE i.id = ? AND s.id = i.subscription_id AND s.lease_token = ?`,
    [invoice_id, token],
  )
}

/** Authorised ones that were captured since: paid. What is anything else stays as it is. Answers the ids of those it changed. */
export async function bookCaptured(sql: Sql, invoice_ids: string[], now: Date): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `UPDATE billing_invoice i SET status = 'paid', paid_at = ?, updated_at = now()
      WHERE i.id = ANY(?) AND ${IS_AUTHORIZED} AND i.deleted_at IS NULL RETURNING i.id`,
    [now, invoice_ids],
  )
  return rows.map(({ id }) => id)
}

/**
 * What is owed for the next period is tried again with the next run, also where it was given up. Nothing of what is booked, void,
 * or of a change of plan, which the job looks after. Answers whether there was anything to try.
 */
export async function tryAgain(sql: Sql, invoice_id: string, now: Date): Promise<boolean> {
  const rows = await sql(
    `UPDATE billing_subscription s
        SET next_billing_at = least(s.next_billing_at, ?::timestamptz),
            status = CASE WHEN s.status = 'unpaid' THEN 'past_due' ELSE s.status END, updated_at = now()
       FROM billing_invoice i
      WHERE i.id = ? AND i.kind <> 'change' AND i.status IN ('open', 'uncollectible') AND i.authorized_at IS NULL
        AND i.deleted_at IS NULL AND s.id = i.subscription_id AND s.cycle_index < i.cycle_index AND s.deleted_at IS NULL
        AND s.status IN ('active', 'trialing', 'past_due', 'unpaid') RETURNING s.id`,
    [now, invoice_id],
  )
  return rows.length > 0
}

/** Why an attempt failed, and who says so. */
export interface Failure {
  /** The lease of the process that tried. */
  token: string
  now: Date
  /** As an invoice keeps it. */
  code: string
  message: string
}

/** Days to the next look at the stock, for changes of it that no event tells of. */
const STOCK_RETRY_DAYS = 1

/**
 * Declined; see the service's `declineInvoice`. What will never succeed is not tried again (rule 59). Changes nothing when the
 * lease was lost.
 */
export async function declineInvoice(
  sql: Sql,
  invoice: InvoiceRow,
  { token, now, code, message }: Failure,
  { retryAfterDays, afterRetries }: BillingSettings,
): Promise<void> {
  const days = remedyOf(code) === "never" ? undefined : retryAfterDays[invoice.attempt_count]
  const next = days === undefined ? null : daysLater(now, days)
  const cancels = next === null && afterRetries === "cancel"
  const held = await sql(
    `UPDATE billing_subscription
        SET status = ?, next_billing_at = ?, cancel_at_period_end = cancel_at_period_end OR ?, lease_token = NULL,
            lease_until = NULL, updated_at = now()
      WHERE id = ? AND lease_token = ? RETURNING id`,
    [next || cancels ? "past_due" : "unpaid", cancels ? now : next, cancels, invoice.subscription_id, token],
  )
  if (held.length === 0) {
    return
  }
  await sql(
    `UPDATE billing_invoice
        SET status = ?, attempt_count = attempt_count + 1, failure_code = ?, failure_message = ?, next_attempt_at = ?,
            updated_at = now()
      WHERE id = ?`,
    [next ? "open" : "uncollectible", code, message, next, invoice.id],
  )
}

/**
 * Begins the retries anew that were stopped because the payment method would never pay: there is another one now. Nothing else
 * that was given up is collected again by itself.
 */
export async function resumeRetries(sql: Sql, subscription_id: string, now: Date): Promise<void> {
  const [stopped] = await sql<{ id: string }>(
    `UPDATE billing_invoice i SET status = 'open', next_attempt_at = ?, updated_at = now()
       FROM billing_subscription s
      WHERE s.id = ? AND s.status = 'unpaid' AND i.subscription_id = s.id AND i.cycle_index = s.cycle_index + 1
        AND i.kind = 'renewal' AND i.status = 'uncollectible' AND i.failure_code = ANY(?) AND i.deleted_at IS NULL
      RETURNING i.id`,
    [now, subscription_id, HOPELESS_CODES],
  )
  if (stopped) {
    await sql(
      `UPDATE billing_subscription SET status = 'past_due', next_billing_at = ?, updated_at = now() WHERE id = ?`,
      [now, subscription_id],
    )
  }
}

/**
 * Waits for stock; see the service's `waitForStock`. One that was given up and is collected by hand stays given up.
 * Changes nothing when the lease was lost.
 */
export async function waitForStock(
  sql: Sql,
  invoice: InvoiceRow,
  { token, now, code, message }: Failure,
): Promise<{ is_new: boolean }> {
  const next = daysLater(now, STOCK_RETRY_DAYS)
  const [held] = await sql<{ next_billing_at: Date | string | null }>(
    `UPDATE billing_subscription
        SET next_billing_at = CASE WHEN status = 'unpaid' THEN NULL ELSE ?::timestamptz END, lease_token = NULL,
            lease_until = NULL, updated_at = now()
      WHERE id = ? AND lease_token = ? RETURNING next_billing_at`,
    [next, invoice.subscription_id, token],
  )
  if (!held) {
    return { is_new: false }
  }
  await sql(
    `UPDATE billing_invoice
        SET status = ?, failure_code = ?, failure_message = ?, next_attempt_at = ?, updated_at = now() WHERE id = ?`,
    [held.next_billing_at ? "open" : "uncollectible", code, message, held.next_billing_at, invoice.id],
  )
  return { is_new: invoice.failure_code !== code }
}

/** Void; the period of an unpaid one is skipped, its subscription goes on with the next. */
export async function voidInvoice(sql: Sql, invoice: InvoiceRow, now: Date): Promise<void> {
  await sql(
    `UPDATE billing_invoice
        SET status = 'void', voided_at = ?, next_attempt_at = NULL, customer_pays_until = NULL, updated_at = now()
      WHERE id = ? AND status <> 'void'`,
    [now, invoice.id],
  )
  await sql(
    `UPDATE billing_subscription
        SET cycle_index = ?, current_period_start = ?, current_period_end = ?, next_billing_at = ?, status = 'active',
            updated_at = now()
      WHERE id = ? AND cycle_index < ? AND status IN ('active', 'trialing', 'past_due', 'unpaid') AND ? <> 'change'`,
    [
      invoice.cycle_index,
      invoice.period_start,
      invoice.period_end,
      invoice.period_end,
      invoice.subscription_id,
      invoice.cycle_index,
      invoice.kind,
    ],
  )
}

/** Void everything a subscription still owes; what is authorised it does not owe. */
export async function voidOpenInvoices(sql: Sql, subscription_id: string, now: Date): Promise<void> {
  await sql(
    `UPDATE billing_invoice SET status = 'void', voided_at = ?, next_attempt_at = NULL, updated_at = now()
      WHERE subscription_id = ? AND status IN ('draft', 'open') AND authorized_at IS NULL AND deleted_at IS NULL`,
    [now, subscription_id],
  )
}

/** Moves a subscription past a period that was voided before it was billed. */
export async function skipPeriod(sql: Sql, id: string, period: Period): Promise<void> {
  await sql(
    `UPDATE billing_subscription
        SET cycle_index = ?, current_period_start = ?, current_period_end = ?, next_billing_at = ?, updated_at = now()
      WHERE id = ? AND cycle_index < ?`,
    [period.index, period.starts_at, period.ends_at, period.ends_at, id, period.index],
  )
}

/** The invoice of a plan change is paid or authorised; false when it was booked before. */
export async function payChange(
  sql: Sql,
  input: Booking & { discounts: InvoiceFigures["discounts"] },
): Promise<boolean> {
  const paid = await sql(
    `UPDATE billing_invoice
        SET ${bookedAs(input.is_captured)}, failure_code = NULL, failure_message = NULL, discounts = ?::jsonb, updated_at = now()
      WHERE id = ? AND kind = 'change' AND status = 'open' AND authorized_at IS NULL RETURNING id`,
    [input.now, JSON.stringify(input.discounts), input.invoice_id],
  )
  return paid.length > 0
}

/** The invoice of a plan change was not paid: void, with the reason. */
export async function abandonChange(
  sql: Sql,
  input: { invoice_id: string; now: Date; code: string; message: string },
): Promise<void> {
  await sql(
    `UPDATE billing_invoice
        SET status = 'void', voided_at = ?, failure_code = ?, failure_message = ?, order_id = NULL,
            attempt_count = attempt_count + CASE WHEN ? IN ('out_of_stock', 'interrupted') THEN 0 ELSE 1 END,
            payment_collection_id = NULL, updated_at = now()
      WHERE id = ? AND kind = 'change' AND status = 'open' AND authorized_at IS NULL`,
    [input.now, input.code, input.message, input.code, input.invoice_id],
  )
}
