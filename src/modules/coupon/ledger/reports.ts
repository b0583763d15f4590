// Reports over the ledger of money, row by row: the list and the pages of an export (rule 46). `sums.ts` has what is summed.
import { ledgerCondition } from "./filter"
import type { LedgerFilter } from "./filter"
import { countKept, startOfPage } from "./sums"
import { allOf, COUNTED_BY_INDEX, countUpTo, listPage } from "../../../tools/paging"
import type { Condition, ListCount } from "../../../tools/paging"
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

const LEDGER = { from: "coupon_redemption r", id: "r.id" }

const BY_TIME = LEDGER_ORDER.redeemed_at

/** The only column of them that may be empty. */
const NULLABLE = "r.code"

/** One page of the ledger and how many rows there are in all; the id breaks ties, so that pages never overlap. */
export async function listLedger(
  db: Db,
  filter: LedgerFilter,
  { limit, offset, order }: LedgerPage,
): Promise<[rows: RedemptionRow[], count: number, count_is_estimate: boolean]> {
  const where = ledgerCondition(filter)
  const direction = order.startsWith("-") ? "DESC" : "ASC"
  const column = LEDGER_ORDER[order.replace(/^-/, "") as keyof typeof LEDGER_ORDER]
  const first = `${column} ${direction}${column === NULLABLE ? " NULLS LAST" : ""}`
  const near = column === BY_TIME ? startOfPage(filter, direction, offset) : null
  const page = {
    where: near ? allOf([where, near.where]) : where,
    start: near?.start,
    order: `${first}, r.id ${direction}`,
    limit,
    offset,
  }
  const { rows, count, count_is_estimate } = await listPage<RedemptionRow>(db.rows, LEDGER, COLUMNS, page, () =>
    countLedger(db, filter, where),
  )
  return [rows, count, count_is_estimate]
}

/** From the sums where they know it; else by counting up to a bound. */
async function countLedger(db: Db, filter: LedgerFilter, where: Condition): Promise<ListCount> {
  const kept = await countKept(db, filter)
  return kept === null
    ? countUpTo(db.rows, LEDGER, where, { bound: COUNTED_BY_INDEX })
    : { count: kept, count_is_estimate: false }
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
