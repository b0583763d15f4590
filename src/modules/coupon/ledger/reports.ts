// Reports over the ledger of money: the list, the pages of an export, and the statistics of one coupon (rules 45 and 46).
import { ledgerCondition } from "./filter"
import type { LedgerFilter } from "./filter"
import type { SqlParam } from "../../../tools/sql"
import type { Db } from "../shared/db"
import type { LedgerEntry } from "../types"

/** A row of the ledger as stored: a redemption, or the reversal of one with its amount below zero. */
export interface RedemptionRow extends LedgerEntry {
  id: string
  kind: "redemption" | "reversal"
  discount_id: string
  coupon_id: string
  promo_code_id: string | null
  coupon_name: string
  code: string | null
  customer_id: string | null
  customer_key: string | null
  /** The person's e-mail of the time, normalised. */
  email: string | null
  sales_channel_id: string | null
  channel: string | null
  reverses_id: string | null
  redeemed_at: Date
  reason: string | null
}

/** Columns that a list can be sorted by. `amount` sorts by minor units, which compares within one currency. */
export const LEDGER_ORDER = {
  redeemed_at: "r.redeemed_at",
  amount: "r.amount_minor",
  name: "r.coupon_name",
  code: "r.code",
  currency_code: "r.currency_code",
  id: "r.id",
} as const

export interface LedgerPage {
  limit: number
  offset: number
  /** A key of LEDGER_ORDER, with a leading `-` for descending. */
  order: string
}

const COLUMNS = `r.id, r.kind, r.reverses_id, r.discount_id, r.coupon_id, r.promo_code_id, r.coupon_name, r.code,
  r.customer_id, r.customer_key, r.email, r.sales_channel_id, r.channel, r.document_type, r.document_id, r.order_id, r.invoice_id,
  r.subscription_id, r.cycle_key, r.currency_code, r.amount_minor, r.lines, r.redeemed_at, r.reason`

/** One page of the ledger and how many rows there are in all; the id breaks ties, so that pages never overlap. */
export async function listLedger(
  db: Db,
  filter: LedgerFilter,
  { limit, offset, order }: LedgerPage,
): Promise<[rows: RedemptionRow[], count: number]> {
  const { sql, params } = ledgerCondition(filter)
  const direction = order.startsWith("-") ? "DESC" : "ASC"
  const column = LEDGER_ORDER[order.replace(/^-/, "") as keyof typeof LEDGER_ORDER]
  const rows = await db.rows<RedemptionRow>(
    `SELECT ${COLUMNS} FROM coupon_redemption r WHERE ${sql}
     ORDER BY ${column} ${direction} NULLS LAST, r.id ${direction} LIMIT ? OFFSET ?`,
    [...params, limit, offset],
  )
  const [counted] = await db.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM coupon_redemption r WHERE ${sql}`,
    params,
  )
  return [rows, counted?.count ?? 0]
}

/** Where the next page of an export begins: after this row. The instant keeps its microseconds, so it stays a text. */
export interface LedgerCursor {
  redeemed_at: string
  id: string
}

export interface LedgerExportPage {
  rows: RedemptionRow[]
  /** Null after the last page. */
  next: LedgerCursor | null
}

/**
 * One page of an export, oldest first, of at most `limit` rows. Keyset paging holds no transaction open while a client
 * downloads; rows written after `written_before` (real time) are left out, so that an export ends and has each row once.
 */
export async function exportLedger(
  db: Db,
  input: { filter: LedgerFilter; written_before: Date; after: LedgerCursor | null; limit: number },
): Promise<LedgerExportPage> {
  const { sql, params } = ledgerCondition(input.filter)
  const after = input.after
  const keyset = after ? "AND (r.redeemed_at, r.id) > (?::timestamptz, ?)" : ""
  const keysetParams: SqlParam[] = after ? [after.redeemed_at, after.id] : []
  const rows = await db.rows<RedemptionRow & { cursor: string }>(
    `SELECT ${COLUMNS}, r.redeemed_at::text AS cursor FROM coupon_redemption r
     WHERE ${sql} AND r.created_at <= ? ${keyset} ORDER BY r.redeemed_at, r.id LIMIT ?`,
    [...params, input.written_before, ...keysetParams, input.limit],
  )
  const last = rows.length === input.limit ? rows[rows.length - 1] : undefined
  return { rows, next: last ? { redeemed_at: last.cursor, id: last.id } : null }
}

/** How often a coupon was redeemed and what that took off, in one currency; reversals count against both. */
export interface Tally {
  currency_code: string
  redemptions: number
  /** Whole minor units, net. */
  amount_minor: number
}

/** The ledger of one coupon, summed up; each list is a breakdown of `totals`. */
export interface CouponTallies {
  totals: Tally[]
  /** `date` is a day of the time zone asked for, `YYYY-MM-DD`, ascending; days without rows are left out. */
  by_day: (Tally & { date: string })[]
  by_channel: (Tally & { channel: string | null })[]
  by_sales_channel: (Tally & { sales_channel_id: string | null })[]
}

interface Grouped extends Tally {
  of: "totals" | "day" | "channel" | "sales_channel"
  date: string | null
  channel: string | null
  sales_channel_id: string | null
}

/** Sums up the rows that `filter` means, by currency; one statement, so that all figures are of one moment. */
export async function tallyLedger(db: Db, filter: LedgerFilter, time_zone: string): Promise<CouponTallies> {
  const { sql, params } = ledgerCondition(filter)
  const rows = await db.rows<Grouped>(
    `WITH booked AS (
       SELECT to_char(r.redeemed_at AT TIME ZONE ?::text, 'YYYY-MM-DD') AS date, r.channel, r.sales_channel_id, r.currency_code,
         r.amount_minor, CASE WHEN r.kind = 'redemption' THEN 1 ELSE -1 END AS redemptions
       FROM coupon_redemption r WHERE ${sql}
     )
     SELECT CASE WHEN grouping(date) = 0 THEN 'day' WHEN grouping(channel) = 0 THEN 'channel'
         WHEN grouping(sales_channel_id) = 0 THEN 'sales_channel' ELSE 'totals' END AS of,
       date, channel, sales_channel_id, currency_code, sum(redemptions)::int AS redemptions,
       sum(amount_minor) AS amount_minor
     FROM booked
     GROUP BY GROUPING SETS ((date, currency_code), (channel, currency_code), (sales_channel_id, currency_code), (currency_code))
     ORDER BY date, channel NULLS LAST, sales_channel_id NULLS LAST, currency_code`,
    [postgresZone(time_zone), ...params],
  )
  const of = (kind: Grouped["of"]) => rows.filter((row) => row.of === kind)
  const tally = ({ currency_code, redemptions, amount_minor }: Grouped): Tally => ({
    currency_code,
    redemptions,
    amount_minor,
  })
  return {
    totals: of("totals").map(tally),
    by_day: of("day").map((row) => ({ ...tally(row), date: row.date ?? "" })),
    by_channel: of("channel").map((row) => ({ ...tally(row), channel: row.channel })),
    by_sales_channel: of("sales_channel").map((row) => ({ ...tally(row), sales_channel_id: row.sales_channel_id })),
  }
}

/** PostgreSQL reads the sign of a bare offset as POSIX does, the other way round than everybody else. */
function postgresZone(time_zone: string): string {
  const offset = /^([+-])(\d.*)$/.exec(time_zone)
  return offset ? `${offset[1] === "+" ? "-" : "+"}${offset[2]}` : time_zone
}
