// Discounts on draft orders (rule 26): promises that take no place under any limit until the draft becomes an order.
import { generateEntityId } from "@medusajs/framework/utils"
import { DISCOUNT_EVENT_COLUMNS, DiscountEvents } from "../shared/events"
import { lockLimits } from "../claims/limits"
import { toRunningDiscount } from "../shared/mapping"
import type { StoredDiscount } from "../shared/mapping"
import { refuse } from "../shared/refusals"
import { json } from "../../../tools/sql"
import type { Db } from "../shared/db"
import type { ClaimInput, RunningDiscount } from "../types"

/** What a coupon is promised to a draft order with; the fields mean what they mean for a claim. */
export interface DraftPromise extends Omit<ClaimInput, "cart_id" | "customer_keys" | "amount_minor"> {
  order_id: string
  /** The person's e-mail of the time, normalised. */
  email: string | null
}

/** A discount that was put on a draft order, ended ones too. */
export interface DraftDiscount extends RunningDiscount {
  /** The admin named the override: at conversion the limits are counted and not enforced. */
  override_limits: boolean
  /** At conversion its claim guards its person (rule 18). */
  guard_person: boolean
}

const DRAFT_PREFIX = "draft:"

/** Under this key a draft order claims its places when it becomes an order. */
export const draftKey = (order_id: string): string => DRAFT_PREFIX + order_id

/** The draft order behind such a key; null for a cart's id. */
export const draftOrderOf = (key: string): string | null =>
  key.startsWith(DRAFT_PREFIX) ? key.slice(DRAFT_PREFIX.length) : null

/**
 * Puts a coupon on a draft order and answers the discount's id. Its claim is born released, so that it counts nowhere and
 * keeps the override and whom it is for; the places are claimed at conversion. The name is made unlike those of the other
 * discounts there: savings on a draft are told apart by their adjustment codes. Throws NOT_ALLOWED "already_running" for a coupon that
 * runs there already, "code_not_found" for one that is gone.
 */
export async function promiseToDraft(db: Db, input: DraftPromise): Promise<{ id: string }> {
  await lockLimits(db, "shared", [input.coupon_id])
  // Servers without a shared lock must not put one coupon on one draft twice.
  await db.rows("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", [
    `medusa-plugin-coupons:${draftKey(input.order_id)}`,
  ])
  const there = await db.rows<{ coupon_id: string; adjustment_code: string }>(
    `SELECT coupon_id, coalesce(code, name) AS adjustment_code FROM coupon_discount
     WHERE target_type = 'draft_order' AND target_id = ? AND ended_at IS NULL AND deleted_at IS NULL`,
    [input.order_id],
  )
  if (there.some(({ coupon_id }) => coupon_id === input.coupon_id)) {
    throw refuse("already_running")
  }
  const [coupon] = await db.rows<{ name: string }>("SELECT name FROM coupon WHERE id = ? AND deleted_at IS NULL", [
    input.coupon_id,
  ])
  if (!coupon) {
    throw refuse("code_not_found")
  }
  const name = unlike(
    coupon.name,
    there.map(({ adjustment_code }) => adjustment_code),
  )
  return insertPromise(db, input, name)
}

/** The name, or the name with the first number that makes it new. */
function unlike(name: string, adjustmentCodes: string[]): string {
  const taken = new Set(adjustmentCodes)
  let adjustment_code = name
  for (let number = 2; taken.has(adjustment_code); number++) {
    adjustment_code = `${name} (${number})`
  }
  return adjustment_code
}

async function insertPromise(db: Db, input: DraftPromise, name: string): Promise<{ id: string }> {
  const claim_id = generateEntityId(undefined, "claim")
  await db.rows(
    `INSERT INTO coupon_claim (id, coupon_id, promo_code_id, cart_id, customer_id, customer_key, email,
       sales_channel_id, currency_code, terms, amount_minor, status, override_limits, guard_person, reserved_at, settled_at,
       released_reason, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, 0, 'released', ?, ?, ?, ?, 'promised to a draft order', now(), now())`,
    [
      claim_id,
      input.coupon_id,
      input.promo_code_id,
      draftKey(input.order_id),
      input.customer_id,
      input.customer_key,
      input.email,
      input.sales_channel_id,
      input.currency_code,
      json(input.terms),
      input.override_limits ?? false,
      input.guard_person,
      input.now,
      input.now,
    ],
  )
  const made = await db.rows<{ id: string }>(
    `INSERT INTO coupon_discount (id, claim_id, coupon_id, promo_code_id, name, code, terms, target_type, target_id,
       customer_id, included_in_mrr, applied_at, starts_at, created_at, updated_at)
     SELECT ?, k.id, k.coupon_id, k.promo_code_id, ?, p.code, k.terms, 'draft_order', ?, k.customer_id,
       c.included_in_mrr, ?, NULL, now(), now()
     FROM coupon_claim k JOIN coupon c ON c.id = k.coupon_id LEFT JOIN coupon_promo_code p ON p.id = k.promo_code_id
     WHERE k.id = ?
     RETURNING ${DISCOUNT_EVENT_COLUMNS}`,
    [generateEntityId(undefined, "disc"), name, input.order_id, input.now, claim_id],
  )
  const [discount] = made
  if (!discount) {
    throw refuse("code_not_found")
  }
  db.announce(DiscountEvents.created, discount)
  return { id: discount.id }
}

/** Every discount that was ever put on this draft order, oldest first. One indexed query. */
export async function listDraftDiscounts(db: Db, order_id: string): Promise<DraftDiscount[]> {
  const rows = await db.rows<{ row: StoredDiscount; override_limits: boolean; guard_person: boolean }>(
    `SELECT to_jsonb(d) AS row, k.override_limits, k.guard_person
     FROM coupon_discount d JOIN coupon_claim k ON k.id = d.claim_id
     WHERE d.target_type = 'draft_order' AND d.target_id = ? AND d.deleted_at IS NULL ORDER BY d.applied_at, d.id`,
    [order_id],
  )
  return rows.map(({ row, override_limits, guard_person }) => ({
    ...toRunningDiscount(row, []),
    override_limits,
    guard_person,
  }))
}
