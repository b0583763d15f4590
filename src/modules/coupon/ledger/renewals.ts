// Subscriptions that somebody else bills (rule 44): a sign-up's discounts go on with them, and their renewals are booked.
import { generateEntityId } from "@medusajs/framework/utils"
import { freezeScope, shareOfTerms } from "../../../engine"
import type { Terms } from "../../../engine"
import { startDiscounts } from "../discounts/life"
import { DISCOUNT_EVENT_COLUMNS, DiscountEvents } from "../shared/events"
import { redeemInvoice } from "./redemptions"
import { listRunningDiscounts } from "../discounts/reads"
import { reverseDocuments } from "./reversals"
import { json } from "../../../tools/sql"
import type { Db } from "../shared/db"
import type { DiscountTargetType, InvoiceRedemption, LedgerEntry, RunningDiscount } from "../types"

export interface ContinueInput {
  /** The order of the sign-up. */
  order_id: string
  subscription_id: string
  /** The order's lines that the subscription renews. */
  line_ids: string[]
  /** The lines whose subscriptions share what was promised for all of them together (rule 53). */
  shared_by: string[]
  /** Effective start of what goes on: the subscription's first period (rule 13). */
  starts_at: Date
  /** What the lines' products are catalogued as now: they are matched by it from here on (rules 15 and 34). */
  products?: Parameters<typeof freezeScope>[1]
}

/**
 * Gives the subscription a discount for each one of the order that took something off these lines and may cover
 * subscriptions. It keeps the order's frozen terms, of what is promised in all its share, and its first use. Idempotent by claim and subscription; answers the
 * ids made now.
 */
export async function continueDiscounts(db: Db, input: ContinueInput): Promise<string[]> {
  const won = await db.rows<{ id: string; terms: Terms; lines: LedgerLine[] }>(
    `SELECT d.id, d.terms, coalesce((
       SELECT jsonb_agg(line) FROM coupon_redemption r, jsonb_array_elements(r.lines) line
       WHERE r.discount_id = d.id AND ${LIVE}), '[]'::jsonb) AS lines
     FROM coupon_discount d
     WHERE d.target_type = 'order' AND d.target_id = ? AND d.deleted_at IS NULL
       AND d.terms -> 'redeemable_for' @> '["subscription"]'::jsonb
       AND EXISTS (
         SELECT FROM coupon_redemption r, jsonb_array_elements(r.lines) line
         WHERE r.discount_id = d.id AND ${LIVE} AND line ->> 'line_id' = ANY(?::text[])
           AND (line ->> 'amount_minor')::double precision > 0)
     ORDER BY d.id`,
    [input.order_id, input.line_ids],
  )
  const made: string[] = []
  for (const { id, terms, lines } of won) {
    const rows = await db.rows<{ id: string }>(
      `INSERT INTO coupon_discount (id, claim_id, coupon_id, promo_code_id, name, code, terms, target_type, target_id,
         customer_id, included_in_mrr, applied_at, starts_at, continues_id, created_at, updated_at)
       SELECT ?, d.claim_id, d.coupon_id, d.promo_code_id, d.name, d.code, ?::jsonb, 'subscription', ?, d.customer_id,
         d.included_in_mrr, d.applied_at, ?, d.id, now(), now()
       FROM coupon_discount d WHERE d.id = ?
       ON CONFLICT (claim_id, target_type, target_id) WHERE deleted_at IS NULL DO NOTHING
       RETURNING ${DISCOUNT_EVENT_COLUMNS}`,
      [
        generateEntityId(undefined, "disc"),
        json(freezeScope(shareOf(terms, lines, input), input.products ?? [])),
        input.subscription_id,
        input.starts_at,
        id,
      ],
    )
    for (const discount of rows) {
      db.announce(DiscountEvents.created, discount)
      made.push(discount.id)
    }
  }
  return made
}

type LedgerLine = LedgerEntry["lines"][number]

/** The subscription's share of what the order was promised, in proportion to what its lines were given. */
function shareOf(terms: Terms, lines: LedgerLine[], { line_ids, shared_by }: ContinueInput): Terms {
  const sharing = lines.filter(({ line_id }) => shared_by.includes(line_id))
  return shareOfTerms(
    terms,
    sharing.map(({ amount_minor }) => amount_minor),
    (index) => line_ids.includes(sharing[index]?.line_id ?? ""),
  )
}

const LIVE = `r.kind = 'redemption' AND r.deleted_at IS NULL AND NOT EXISTS (
  SELECT FROM coupon_redemption x WHERE x.reverses_id = r.id AND x.deleted_at IS NULL)`

export interface RedeemRenewalInput {
  targets: { type: DiscountTargetType; ids: string[] }[]
  document_id: string
  /** Start of the billed period: that of the discounts that have not started yet (rule 13). */
  starts_at: Date
  /** Prices the document with these discounts; without IO, since their rows are locked meanwhile. */
  price: (discounts: RunningDiscount[]) => InvoiceRedemption[]
  now: Date
}

/** What one call changed in the ledger: what it takes to undo it. */
export interface RedeemedRenewal {
  /** False for a document that was booked just so already. */
  is_new: boolean
  /** Rows that reversed what the document was booked with before. */
  reversal_ids: string[]
}

/**
 * Prices a document and books it, in one transaction and with the discounts' rows locked: of two renewals at once the
 * second sees what the first has used (rules 12 and 14). The same document again adds nothing; one that is priced
 * differently by now is reversed and booked anew.
 */
export async function redeemRenewal(db: Db, input: RedeemRenewalInput): Promise<RedeemedRenewal> {
  const pairs = input.targets.flatMap(({ type, ids }) => ids.map((id) => ({ type, id })))
  await db.rows(
    `SELECT d.id FROM unnest(?::text[], ?::text[]) AS target (type, id)
     JOIN coupon_discount d ON d.target_type = target.type AND d.target_id = target.id
     WHERE (d.ended_at IS NULL OR d.ended_at > ?) AND d.deleted_at IS NULL ORDER BY d.id FOR UPDATE OF d`,
    [pairs.map(({ type }) => type), pairs.map(({ id }) => id), input.starts_at],
  )
  const entries = input.price(await listRunningDiscounts(db, input.targets, input.starts_at))
  const { document_id, now } = input
  const booked = await db.rows<Booked>(
    `SELECT r.discount_id, r.amount_minor FROM coupon_redemption r WHERE r.document_id = ? AND ${LIVE}`,
    [document_id],
  )
  if (sums(booked) === sums(entries)) {
    return { is_new: false, reversal_ids: [] }
  }
  const anew = { document_ids: [document_id], give_back: false, reason: "renewal priced anew", now }
  const { reversal_ids } = await reverseDocuments(db, anew)
  await redeemInvoice(db, entries, now)
  await startDiscounts(
    db,
    entries.map(({ discount_id }) => discount_id),
    input.starts_at,
  )
  return { is_new: true, reversal_ids }
}

type Booked = Pick<InvoiceRedemption, "discount_id" | "amount_minor">

/** What is booked as one comparable text, whatever its order. */
const sums = (entries: Booked[]): string =>
  entries
    .map(({ discount_id, amount_minor }) => `${discount_id}=${amount_minor}`)
    .sort()
    .join("|")
