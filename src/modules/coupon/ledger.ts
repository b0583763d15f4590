// The ledger of money: redemptions when a document is paid for, reversals when it is undone (rules 14, 31, 33; law 5).
import { generateEntityId, MedusaError } from "@medusajs/framework/utils"
import { DISCOUNT_EVENT_COLUMNS, DiscountEvents, REDEMPTION_EVENT_COLUMNS, RedemptionEvents } from "./events"
import type { StoredClaim, StoredDiscount } from "./mapping"
import { lockClaims, returnPlaces } from "./places"
import { listDiscountsOfClaims } from "./reads"
import { refuse } from "./refusals"
import { json } from "./sql"
import type { Db } from "./sql"
import type { InvoiceRedemption, LedgerEntry, RunningDiscount, WonDiscount } from "./types"

export interface RedeemInput {
  order_id: string | null
  discounts: WonDiscount[]
  claim_ids: string[]
  now: Date
}

/** Claims → redeemed, their discounts, their first ledger rows; see `CouponModuleVerbs.redeem`. */
export async function redeemClaims(db: Db, input: RedeemInput): Promise<RunningDiscount[]> {
  const claims = await settleClaims(db, input)
  for (const won of input.discounts) {
    await makeDiscount(db, claimOf(claims, won.claim_id), won, input.now)
  }
  const discounts = await listDiscountsOfClaims(db, input.claim_ids)
  await bookAll(db, firstRedemptions(discounts, input.discounts, await claimIds(db, discounts)), input.now)
  // Once more, so that the histories hold what was just booked.
  return listDiscountsOfClaims(db, input.claim_ids)
}

async function settleClaims(db: Db, { claim_ids, order_id, now }: RedeemInput): Promise<StoredClaim[]> {
  const claims = await lockClaims(db, claim_ids)
  for (const id of claim_ids) {
    claimOf(claims, id)
  }
  if (claims.some((claim) => claim.status === "released")) throw refuse("claim_released")
  await db.rows(
    `update coupon_claim set status = 'redeemed', order_id = ?, settled_at = ?, updated_at = now()
     where id = any(?::text[]) and status = 'reserved'`,
    [order_id, now, claim_ids],
  )
  return claims
}

function claimOf(claims: StoredClaim[], id: string): StoredClaim {
  const claim = claims.find((candidate) => candidate.id === id)
  if (!claim)
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `Claim with id: ${id} was not found among those to redeem`)
  return claim
}

/** A discount with the claim's frozen terms; one per claim and target, however often it is asked for. */
async function makeDiscount(db: Db, claim: StoredClaim, won: WonDiscount, now: Date): Promise<void> {
  const created = await db.rows<object>(
    `insert into coupon_discount (id, claim_id, coupon_id, promo_code_id, name, code, terms, target_type, target_id,
       customer_id, included_in_mrr, applied_at, starts_at, created_at, updated_at)
     select ?, k.id, k.coupon_id, k.promo_code_id, c.name, p.code, k.terms, ?, ?, k.customer_id, c.included_in_mrr,
       ?, ?, now(), now()
     from coupon_claim k join coupon c on c.id = k.coupon_id left join coupon_promo_code p on p.id = k.promo_code_id
     where k.id = ?
     on conflict (claim_id, target_type, target_id) where deleted_at is null do nothing
     returning ${DISCOUNT_EVENT_COLUMNS}`,
    [generateEntityId(undefined, "disc"), won.target_type, won.target_id, now, won.starts_at, claim.id],
  )
  created.forEach((discount) => db.announce(DiscountEvents.created, discount))
}

/** The claim each discount came from, by discount id. */
async function claimIds(db: Db, discounts: RunningDiscount[]): Promise<Map<string, string>> {
  const rows = await db.rows<{ id: string; claim_id: string }>(
    "select id, claim_id from coupon_discount where id = any(?::text[])",
    [discounts.map((discount) => discount.id)],
  )
  return new Map(rows.map((row) => [row.id, row.claim_id]))
}

function firstRedemptions(
  discounts: RunningDiscount[],
  won: WonDiscount[],
  claims: Map<string, string>,
): InvoiceRedemption[] {
  return won.flatMap(({ claim_id, target_type, target_id, redemption }) => {
    const made = discounts.find(
      (discount) =>
        claims.get(discount.id) === claim_id &&
        discount.target_type === target_type &&
        discount.target_id === target_id,
    )
    return made && redemption ? [{ ...redemption, discount_id: made.id }] : []
  })
}

/** Adds a billed invoice's ledger rows; see `CouponModuleVerbs.redeemInvoice`. Throws NOT_FOUND for an unknown discount. */
export async function redeemInvoice(db: Db, redemptions: InvoiceRedemption[], now: Date): Promise<{ created: number }> {
  const ids = [...new Set(redemptions.map((entry) => entry.discount_id))]
  const known = await db.rows<Pick<StoredDiscount, "id">>(
    "select id from coupon_discount where id = any(?::text[]) and deleted_at is null",
    [ids],
  )
  const missing = ids.find((id) => !known.some((discount) => discount.id === id))
  if (missing) throw new MedusaError(MedusaError.Types.NOT_FOUND, `Discount with id: ${missing} was not found`)
  return { created: await bookAll(db, redemptions, now) }
}

/** Books entries in one order for everybody; answers how many were new. Nothing is counted that took nothing off (rule 33). */
async function bookAll(db: Db, entries: InvoiceRedemption[], now: Date): Promise<number> {
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
 * the unique index on it turns a concurrent twin into "already there".
 */
async function book(db: Db, entry: InvoiceRedemption, now: Date): Promise<number> {
  const created = await db.rows<object>(
    `insert into coupon_redemption (id, kind, attempt, discount_id, claim_id, coupon_id, promo_code_id, code, coupon_name,
       customer_id, customer_key, sales_channel_id, channel, document_type, document_id, order_id, invoice_id,
       subscription_id, cycle_key, currency_code, amount_minor, lines, redeemed_at, created_at, updated_at)
     select ?, 'redemption', pair.reversals, d.id, d.claim_id, d.coupon_id, d.promo_code_id, d.code, d.name,
       d.customer_id, k.customer_key, k.sales_channel_id, p.channel, ?, pair.document_id, ?, ?, ?, ?, ?, ?, ?::jsonb, ?,
       now(), now()
     from (
       select ?::text as discount_id, ?::text as document_id, count(*) filter (where r.kind = 'redemption') as redemptions,
         count(*) filter (where r.kind = 'reversal') as reversals
       from coupon_redemption r where r.discount_id = ? and r.document_id = ? and r.deleted_at is null
     ) as pair
     join coupon_discount d on d.id = pair.discount_id
     join coupon_claim k on k.id = d.claim_id
     left join coupon_promo_code p on p.id = d.promo_code_id
     where pair.redemptions = pair.reversals
     on conflict (discount_id, document_id, attempt) where kind = 'redemption' and deleted_at is null do nothing
     returning ${REDEMPTION_EVENT_COLUMNS}`,
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

export interface ReverseInput {
  document_ids: string[]
  give_back: boolean
  reason: string
  now: Date
}

/** Cancels what these documents' live redemptions booked; see `CouponModuleVerbs.reverse`. */
export async function reverseDocuments(db: Db, input: ReverseInput): Promise<{ reversed: number }> {
  // Places first: claims come before everything else in the order of locks.
  if (input.give_back) {
    await returnPlaces(
      db,
      await claimsOfDocuments(db, input.document_ids),
      ["reserved", "redeemed"],
      input.now,
      input.reason,
    )
  }
  const live = await db.rows<{ id: string; lines: LedgerEntry["lines"] }>(
    `select r.id, r.lines from coupon_redemption r
     where r.document_id = any(?::text[]) and r.kind = 'redemption' and r.deleted_at is null
       and not exists (select from coupon_redemption x where x.reverses_id = r.id and x.deleted_at is null)
     order by r.id`,
    [input.document_ids],
  )
  let reversed = 0
  for (const { id, lines } of live) {
    reversed += await reverseOne(db, id, lines, input)
  }
  return { reversed }
}

/** The claims whose own document is among these: the order they were redeemed in, or that order's (or the first) invoice. */
async function claimsOfDocuments(db: Db, document_ids: string[]): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(
    `select k.id from coupon_claim k where k.order_id = any(?::text[]) and k.deleted_at is null
     union
     select k.id from coupon_redemption r join coupon_claim k on k.id = r.claim_id
     where r.document_id = any(?::text[]) and r.kind = 'redemption' and r.deleted_at is null and case when k.order_id is not null
       then r.order_id = k.order_id or r.document_id = k.order_id
       else not exists (
         select from coupon_redemption e where e.claim_id = k.id and e.kind = 'redemption' and e.deleted_at is null
           and e.document_id <> r.document_id and (e.redeemed_at, e.id) < (r.redeemed_at, r.id)
       ) end`,
    [document_ids, document_ids],
  )
  return rows.map((row) => row.id).sort()
}

/** The negative twin of one row; the unique index on `reverses_id` lets it exist once. */
async function reverseOne(db: Db, id: string, lines: LedgerEntry["lines"], input: ReverseInput): Promise<number> {
  const negative = lines.map((line) => ({ ...line, amount_minor: -line.amount_minor }))
  const created = await db.rows<object>(
    `insert into coupon_redemption (id, kind, reverses_id, attempt, discount_id, claim_id, coupon_id, promo_code_id, code,
       coupon_name, customer_id, customer_key, sales_channel_id, channel, document_type, document_id, order_id, invoice_id,
       subscription_id, cycle_key, currency_code, amount_minor, lines, redeemed_at, reason, created_at, updated_at)
     select ?, 'reversal', r.id, r.attempt, r.discount_id, r.claim_id, r.coupon_id, r.promo_code_id, r.code,
       r.coupon_name, r.customer_id, r.customer_key, r.sales_channel_id, r.channel, r.document_type, r.document_id,
       r.order_id, r.invoice_id, r.subscription_id, r.cycle_key, r.currency_code, -r.amount_minor, ?::jsonb, ?, ?,
       now(), now()
     from coupon_redemption r where r.id = ?
     on conflict (reverses_id) where reverses_id is not null and deleted_at is null do nothing
     returning ${REDEMPTION_EVENT_COLUMNS}, reverses_id, reason`,
    [generateEntityId(undefined, "redm"), json(negative), input.now, input.reason, id],
  )
  created.forEach((reversal) => db.announce(RedemptionEvents.reversed, reversal))
  return created.length
}
