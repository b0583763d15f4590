// Reversals: new rows that cancel ledger rows when a document or an order is undone, and the places that follow
// (rules 14 and 31; law 5: nothing is ever edited).
import { generateEntityId } from "@medusajs/framework/utils"
import { endDiscounts } from "../discounts/life"
import { REDEMPTION_EVENT_COLUMNS, RedemptionEvents } from "../shared/events"
import { returnPlaces } from "../claims/returns"
import { json } from "../../../tools/sql"
import type { Db } from "../shared/db"
import type { LedgerEntry } from "../types"

export interface ReverseInput {
  document_ids: string[]
  give_back: boolean
  reason: string
  now: Date
}

/** What a reversal cancelled, and the new rows that did it. */
export interface Reversed {
  reversed: number
  reversal_ids: string[]
}

/** Cancels what these documents' live redemptions booked; see `CouponModuleService.reverse`. */
export async function reverseDocuments(db: Db, input: ReverseInput): Promise<Reversed> {
  // Places first: claims come before everything else in the order of locks.
  if (input.give_back) {
    await returnPlaces(db, await claimsOfDocuments(db, input.document_ids), "live", input.now, input.reason)
  }
  const live = await db.rows<Live>(
    `SELECT r.id, r.lines FROM coupon_redemption r WHERE r.document_id = ANY(?::text[]) AND ${NOT_REVERSED} ORDER BY r.id`,
    [input.document_ids],
  )
  const reversal_ids = await reverseAll(db, live, input)
  return { reversed: reversal_ids.length, reversal_ids }
}

/** What happened to an order: each coupon says whether that gives its place back (rule 31). */
export type OrderEnd = "canceled" | "refunded"

export interface ReverseOrderInput {
  order_id: string
  end: OrderEnd
  now: Date
}

export interface ReversedOrder {
  /** Ledger rows cancelled now. */
  reversed: number
  /** Places given back now. */
  released: number
}

const POLICY = { canceled: "c.release_on_cancel", refunded: "c.release_on_refund" } as const
const REASON = { canceled: "order canceled", refunded: "order refunded" } as const
const NOT_REVERSED = `r.kind = 'redemption' AND r.deleted_at IS NULL
       AND NOT EXISTS (SELECT FROM coupon_redemption x WHERE x.reverses_id = r.id AND x.deleted_at IS NULL)`
/** A promise that goes on, on a subscription for example, keeps its place. */
const GOES_ON = `EXISTS (SELECT FROM coupon_discount d WHERE d.claim_id = k.id AND d.target_type <> 'order'
         AND d.ended_at IS NULL AND d.deleted_at IS NULL)`

/**
 * Reverses what an ended order redeemed; see `CouponModuleService.reverseOrder`. A cancelled order took nothing off, so all its rows
 * are reversed and only the places follow the policy. A refund gives money back for a sale that took place: without the
 * policy its rows stand.
 */
export async function reverseOrder(db: Db, { order_id, end, now }: ReverseOrderInput): Promise<ReversedOrder> {
  const claims = await db.rows<{ id: string }>(
    `SELECT k.id FROM coupon_claim k JOIN coupon c ON c.id = k.coupon_id
     WHERE k.order_id = ? AND k.status = 'redeemed' AND k.deleted_at IS NULL AND ${POLICY[end]} AND NOT ${GOES_ON}`,
    [order_id],
  )
  const ids = claims.map(({ id }) => id)
  const input = { reason: REASON[end], now }
  const released = await returnPlaces(db, ids, "live", now, input.reason)
  const live = await db.rows<Live>(
    `SELECT r.id, r.lines FROM coupon_redemption r
     WHERE r.order_id = ? AND (? OR r.claim_id = ANY(?::text[])) AND ${NOT_REVERSED} ORDER BY r.id`,
    [order_id, end === "canceled", ids],
  )
  const reversed = await reverseAll(db, live, input)
  if (end === "canceled" || ids.length > 0) {
    await endDiscounts(db, { target_type: "order", target_ids: [order_id] }, now, input.reason)
  }
  return { reversed: reversed.length, released: released.length }
}

/** Those of these orders that have something left to reverse after `end`; see `CouponModuleService.findOrdersToReverse`. */
export async function findOrdersToReverse(db: Db, order_ids: string[], end: OrderEnd): Promise<string[]> {
  const rows = await db.rows<{ order_id: string }>(
    `SELECT k.order_id FROM coupon_claim k JOIN coupon c ON c.id = k.coupon_id
     WHERE k.order_id = ANY(?::text[]) AND k.status = 'redeemed' AND k.deleted_at IS NULL AND ${POLICY[end]} AND NOT ${GOES_ON}
     UNION
     SELECT r.order_id FROM coupon_redemption r
     WHERE r.order_id = ANY(?::text[]) AND ? AND ${NOT_REVERSED}`,
    [order_ids, order_ids, end === "canceled"],
  )
  return rows.map(({ order_id }) => order_id).sort()
}

interface Live {
  id: string
  lines: LedgerEntry["lines"]
}

export type Cause = Pick<ReverseInput, "reason" | "now">

async function reverseAll(db: Db, live: Live[], cause: Cause): Promise<string[]> {
  const reversals: string[] = []
  for (const { id, lines } of live) {
    reversals.push(...(await reverseOne(db, id, lines, cause)))
  }
  return reversals
}

/**
 * The claims whose own document is among these: the order they were redeemed in, or that order's (or the first) invoice. Their coupons
 * let go of places (`release_on_cancel`): a voided sign-up is a cancelled one. A promise that goes on, or that took
 * something off another document, keeps its place.
 */
async function claimsOfDocuments(db: Db, document_ids: string[]): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(
    `SELECT k.id FROM (
     SELECT k.id FROM coupon_claim k JOIN coupon c ON c.id = k.coupon_id
     WHERE k.order_id = ANY(?::text[]) AND k.deleted_at IS NULL AND c.release_on_cancel
     UNION
     SELECT k.id FROM coupon_redemption r JOIN coupon_claim k ON k.id = r.claim_id
       JOIN coupon c ON c.id = k.coupon_id AND c.release_on_cancel
     WHERE r.document_id = ANY(?::text[]) AND r.kind = 'redemption' AND r.deleted_at IS NULL AND CASE WHEN k.order_id IS NOT NULL
       THEN r.order_id = k.order_id OR r.document_id = k.order_id
       ELSE NOT EXISTS (
         SELECT FROM coupon_redemption e WHERE e.claim_id = k.id AND e.kind = 'redemption' AND e.deleted_at IS NULL
           AND e.document_id <> r.document_id AND (e.redeemed_at, e.id) < (r.redeemed_at, r.id)
       ) END
     ) k
     WHERE NOT ${GOES_ON} AND NOT EXISTS (
       SELECT FROM coupon_redemption r WHERE r.claim_id = k.id AND r.document_id <> ALL(?::text[]) AND ${NOT_REVERSED})`,
    [document_ids, document_ids, document_ids],
  )
  return rows.map((row) => row.id).sort()
}

/** The negative copy of one row; the unique index on `reverses_id` lets it exist once. Answers its id, if it was made now. */
export async function reverseOne(db: Db, id: string, lines: LedgerEntry["lines"], input: Cause): Promise<string[]> {
  const negative = lines.map((line) => ({ ...line, amount_minor: -line.amount_minor }))
  const created = await db.rows<{ id: string }>(
    `INSERT INTO coupon_redemption (id, kind, reverses_id, attempt, discount_id, claim_id, coupon_id, promo_code_id, code,
       coupon_name, customer_id, customer_key, email, sales_channel_id, channel, document_type, document_id, order_id,
       invoice_id,
       subscription_id, cycle_key, currency_code, amount_minor, lines, redeemed_at, reason, created_at, updated_at)
     SELECT ?, 'reversal', r.id, r.attempt, r.discount_id, r.claim_id, r.coupon_id, r.promo_code_id, r.code,
       r.coupon_name, r.customer_id, r.customer_key, r.email, r.sales_channel_id, r.channel, r.document_type, r.document_id,
       r.order_id, r.invoice_id, r.subscription_id, r.cycle_key, r.currency_code, -r.amount_minor, ?::jsonb, ?, ?,
       now(), now()
     FROM coupon_redemption r WHERE r.id = ?
     ON CONFLICT (reverses_id) WHERE reverses_id IS NOT NULL AND deleted_at IS NULL DO NOTHING
     RETURNING ${REDEMPTION_EVENT_COLUMNS}, reverses_id, reason`,
    [generateEntityId(undefined, "redm"), json(negative), input.now, input.reason, id],
  )
  created.forEach((reversal) => db.announce(RedemptionEvents.reversed, reversal))
  return created.map((reversal) => reversal.id)
}
