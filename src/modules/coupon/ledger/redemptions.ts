// The ledger of money: redemptions, when a document is paid for (rules 15, 31, 33; law 5). `reversals.ts` cancels them.
import { generateEntityId } from "@medusajs/framework/utils"
import { missing } from "../../../tools/errors"
import { DISCOUNT_EVENT_COLUMNS, DiscountEvents, REDEMPTION_EVENT_COLUMNS, RedemptionEvents } from "../shared/events"
import type { StoredClaim, StoredDiscount } from "../shared/mapping"
import { listDiscountsOfClaims } from "../discounts/reads"
import { refuse } from "../shared/refusals"
import { lockClaims } from "../claims/returns"
import { json } from "../../../tools/sql"
import type { Db } from "../shared/db"
import type { InvoiceRedemption, RunningDiscount, WonDiscount } from "../types"

export interface RedeemInput {
  order_id: string | null
  discounts: WonDiscount[]
  claim_ids: string[]
  now: Date
}

/** Claims → redeemed, their discounts, their first ledger rows; see `CouponModuleService.redeem`. */
export async function redeemClaims(db: Db, input: RedeemInput): Promise<RunningDiscount[]> {
  const claims = await markRedeemed(db, input)
  const booked: InvoiceRedemption[] = []
  for (const won of input.discounts) {
    const discount_id = await makeDiscount(db, claimOf(claims, won.claim_id), won, input.now)
    if (won.redemption) {
      booked.push({ ...won.redemption, discount_id })
    }
  }
  await bookAll(db, booked, input.now)
  return listDiscountsOfClaims(db, input.claim_ids)
}

async function markRedeemed(db: Db, { claim_ids, order_id, now }: RedeemInput): Promise<StoredClaim[]> {
  const claims = await lockClaims(db, claim_ids)
  for (const id of claim_ids) {
    claimOf(claims, id)
  }
  if (claims.some((claim) => claim.status === "released")) {
    throw refuse("claim_released")
  }
  await db.rows(
    `UPDATE coupon_claim SET status = 'redeemed', order_id = ?, settled_at = ?, held_until = NULL, updated_at = now()
     WHERE id = ANY(?::text[]) AND status = 'reserved'`,
    [order_id, now, claim_ids],
  )
  return claims
}

function claimOf(claims: StoredClaim[], id: string): StoredClaim {
  const claim = claims.find((candidate) => candidate.id === id)
  if (!claim) {
    throw missing(`Claim with id: ${id} was not found among those to redeem`)
  }
  return claim
}

/** A discount with the claim's frozen terms, or its share of them; one per claim and target, however often it is asked for. Answers its id. */
async function makeDiscount(db: Db, claim: StoredClaim, won: WonDiscount, now: Date): Promise<string> {
  const [made] = await db.rows<{ id: string }>(
    `INSERT INTO coupon_discount (id, claim_id, coupon_id, promo_code_id, name, code, terms, target_type, target_id,
       customer_id, included_in_mrr, applied_at, starts_at, created_at, updated_at)
     SELECT ?, k.id, k.coupon_id, k.promo_code_id, c.name, p.code, coalesce(?::jsonb, k.terms), ?, ?, k.customer_id,
       c.included_in_mrr, ?, ?, now(), now()
     FROM coupon_claim k JOIN coupon c ON c.id = k.coupon_id LEFT JOIN coupon_promo_code p ON p.id = k.promo_code_id
     WHERE k.id = ?
     ON CONFLICT (claim_id, target_type, target_id) WHERE deleted_at IS NULL DO NOTHING
     RETURNING ${DISCOUNT_EVENT_COLUMNS}`,
    [
      generateEntityId(undefined, "disc"),
      won.terms ? json(won.terms) : null,
      won.target_type,
      won.target_id,
      won.applied_at ?? now,
      won.starts_at,
      claim.id,
    ],
  )
  if (made) {
    db.announce(DiscountEvents.created, made)
  }
  return made?.id ?? (await discountOf(db, claim.id, won))
}

async function discountOf(db: Db, claim_id: string, { target_type, target_id }: WonDiscount): Promise<string> {
  const [found] = await db.rows<{ id: string }>(
    `SELECT id FROM coupon_discount WHERE claim_id = ? AND target_type = ? AND target_id = ? AND deleted_at IS NULL`,
    [claim_id, target_type, target_id],
  )
  if (!found) {
    throw missing(`The coupon of claim with id: ${claim_id} was not found`)
  }
  return found.id
}

/** Adds a billed invoice's ledger rows; see `CouponModuleService.redeemInvoice`. Throws NOT_FOUND for an unknown discount. */
export async function redeemInvoice(db: Db, redemptions: InvoiceRedemption[], now: Date): Promise<{ created: number }> {
  const ids = [...new Set(redemptions.map((entry) => entry.discount_id))]
  const known = await db.rows<Pick<StoredDiscount, "id">>(
    "SELECT id FROM coupon_discount WHERE id = ANY(?::text[]) AND deleted_at IS NULL",
    [ids],
  )
  const unknown = ids.find((id) => !known.some((discount) => discount.id === id))
  if (unknown) {
    throw missing(`Discount with id: ${unknown} was not found`)
  }
  return { created: await bookAll(db, redemptions, now) }
}

/** Books again what these reversals cancelled; see `CouponModuleService.bookAgain`. */
export async function bookAgain(db: Db, reversal_ids: string[], now: Date): Promise<{ created: number }> {
  const cancelled = await db.rows<InvoiceRedemption>(
    `SELECT r.discount_id, r.document_type, r.document_id, r.order_id, r.invoice_id, r.subscription_id, r.cycle_key,
       r.currency_code, r.amount_minor::double precision AS amount_minor, r.lines
     FROM coupon_redemption x JOIN coupon_redemption r ON r.id = x.reverses_id
     WHERE x.id = ANY(?::text[]) AND x.deleted_at IS NULL AND r.deleted_at IS NULL`,
    [reversal_ids],
  )
  return { created: await bookAll(db, cancelled, now) }
}

/** Books entries in one order for everybody; answers how many were new. Nothing is counted that took nothing off (rule 33). */
export async function bookAll(db: Db, entries: InvoiceRedemption[], now: Date): Promise<number> {
  const key = (entry: InvoiceRedemption) => `${entry.discount_id}|${entry.document_id}`
  const due = entries.filter((entry) => entry.amount_minor > 0).sort((a, b) => (key(a) < key(b) ? -1 : 1))
  let created = 0
  for (const entry of due) {
    created += await book(db, entry, now)
  }
  return created
}

/**
 * One redemption, unless the pair of discount and document holds a live one. `attempt` counts the pair's reversals, and
 * the unique index on it turns a concurrent duplicate into "already there".
 */
async function book(db: Db, entry: InvoiceRedemption, now: Date): Promise<number> {
  const created = await db.rows<object>(
    `INSERT INTO coupon_redemption (id, kind, attempt, discount_id, claim_id, coupon_id, promo_code_id, code, coupon_name,
       customer_id, customer_key, email, sales_channel_id, channel, document_type, document_id, order_id, invoice_id,
       subscription_id, cycle_key, currency_code, amount_minor, lines, redeemed_at, created_at, updated_at)
     SELECT ?, 'redemption', pair.reversals, d.id, d.claim_id, d.coupon_id, d.promo_code_id, d.code, d.name,
       d.customer_id, k.customer_key, k.email, k.sales_channel_id, p.channel, ?, pair.document_id, ?, ?, ?, ?, ?, ?, ?::jsonb, ?,
       now(), now()
     FROM (
       SELECT ?::text AS discount_id, ?::text AS document_id, count(*) FILTER (WHERE r.kind = 'redemption') AS redemptions,
         count(*) FILTER (WHERE r.kind = 'reversal') AS reversals
       FROM coupon_redemption r WHERE r.discount_id = ? AND r.document_id = ? AND r.deleted_at IS NULL
     ) AS pair
     JOIN coupon_discount d ON d.id = pair.discount_id
     JOIN coupon_claim k ON k.id = d.claim_id
     LEFT JOIN coupon_promo_code p ON p.id = d.promo_code_id
     WHERE pair.redemptions = pair.reversals
     ON CONFLICT (discount_id, document_id, attempt) WHERE kind = 'redemption' AND deleted_at IS NULL DO NOTHING
     RETURNING ${REDEMPTION_EVENT_COLUMNS}`,
    [
      generateEntityId(undefined, "redm"),
      entry.document_type,
      entry.order_id,
      entry.invoice_id,
      entry.subscription_id,
      entry.cycle_key,
      entry.currency_code,
      entry.amount_minor,
      json(entry.lines),
      now,
      entry.discount_id,
      entry.document_id,
      entry.discount_id,
      entry.document_id,
    ],
  )
  created.forEach((redemption) => db.announce(RedemptionEvents.created, redemption))
  return created.length
}
