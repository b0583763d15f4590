// Corrections: what an order edit, exchange or claim does to the ledger. Never an edit of a row: the row is reversed and
// the new amount booked beside it (law 5), as a document that is voided and billed anew.
import { bookAll } from "./redemptions"
import { toRunningDiscount } from "../shared/mapping"
import type { StoredDiscount } from "../shared/mapping"
import { reverseOne } from "./reversals"
import type { Db } from "../shared/db"
import type { ClaimStatus, LedgerEntry, RunningDiscount } from "../types"

/** A discount that took something off an order, as the ledger knows it; also where that was reversed since. */
export interface OrderDiscount extends RunningDiscount {
  claim_status: ClaimStatus
  /** True where it was won by this very order, false on a renewal's. */
  is_won_here: boolean
  document_type: LedgerEntry["document_type"]
  document_id: string
  /** Lines and shipping methods of the order that the ledger names for it on this document. */
  booked_line_ids: string[]
}

/** What one discount takes off the order by now. */
export interface Correction extends Pick<LedgerEntry, "amount_minor" | "lines"> {
  discount_id: string
}

export interface CorrectOrderInput {
  order_id: string
  currency_code: string
  corrections: Correction[]
  reason: string
  now: Date
}

/** The discounts of an order, by discount and document. One indexed query. */
export async function listOrderDiscounts(db: Db, order_id: string): Promise<OrderDiscount[]> {
  const rows = await db.rows<{
    row: StoredDiscount
    claim_status: ClaimStatus
    is_won_here: boolean
    document_type: OrderDiscount["document_type"]
    document_id: string
    booked_line_ids: string[]
  }>(
    `SELECT to_jsonb(d) AS row, k.status AS claim_status,
       k.order_id IS NOT DISTINCT FROM r.order_id AS is_won_here, r.document_type, r.document_id, r.booked_line_ids
     FROM (
       SELECT e.order_id, e.discount_id, e.document_type, e.document_id, array_agg(DISTINCT line ->> 'line_id') AS booked_line_ids
       FROM coupon_redemption e CROSS JOIN LATERAL jsonb_array_elements(e.lines) line
       WHERE e.order_id = ? AND e.kind = 'redemption' AND e.deleted_at IS NULL
       GROUP BY e.order_id, e.discount_id, e.document_type, e.document_id
     ) r
     JOIN coupon_discount d ON d.id = r.discount_id
     JOIN coupon_claim k ON k.id = d.claim_id
     ORDER BY d.applied_at, d.id, r.document_id`,
    [order_id],
  )
  return rows.map(({ row, ...of }) => ({ ...toRunningDiscount(row, []), ...of }))
}

/**
 * Makes the ledger say what the order's discounts take off by now. Rows that say so already stay; places are not touched,
 * for the transaction took place. Rows are locked, so that two corrections at once book once. Answers how many changed.
 */
export async function correctOrder(db: Db, input: CorrectOrderInput): Promise<{ corrected: number }> {
  const { order_id, currency_code, reason, now } = input
  const live = await db.rows<Live>(
    `SELECT r.id, r.discount_id, r.lines FROM coupon_redemption r
     WHERE r.order_id = ? AND r.document_id = ? AND r.document_type = 'order' AND r.kind = 'redemption' AND r.deleted_at IS NULL
     ORDER BY r.id FOR UPDATE`,
    [order_id, order_id],
  )
  const reversed = await db.rows<{ reverses_id: string }>(
    "SELECT reverses_id FROM coupon_redemption WHERE reverses_id = ANY(?::text[]) AND deleted_at IS NULL",
    [live.map(({ id }) => id)],
  )
  const gone = new Set(reversed.map(({ reverses_id }) => reverses_id))
  let corrected = 0
  for (const correction of input.corrections) {
    const booked = live.find(({ id, discount_id }) => discount_id === correction.discount_id && !gone.has(id))
    if (linesKey(booked?.lines ?? []) === linesKey(correction.lines)) {
      continue
    }
    if (booked) {
      await reverseOne(db, booked.id, booked.lines, { reason, now })
    }
    await bookAll(db, [entryOf(correction, order_id, currency_code)], now)
    corrected += 1
  }
  return { corrected }
}

interface Live {
  id: string
  discount_id: string
  lines: LedgerEntry["lines"]
}

/** What is taken off which line as one comparable text. */
const linesKey = (lines: LedgerEntry["lines"]): string =>
  lines
    .filter(({ amount_minor }) => amount_minor !== 0)
    .map(({ line_id, amount_minor }) => `${line_id}=${amount_minor}`)
    .sort()
    .join("|")

function entryOf({ discount_id, amount_minor, lines }: Correction, order_id: string, currency_code: string) {
  return {
    discount_id,
    document_type: "order" as const,
    document_id: order_id,
    order_id,
    invoice_id: null,
    subscription_id: null,
    cycle_key: null,
    currency_code,
    amount_minor,
    lines,
  }
}
