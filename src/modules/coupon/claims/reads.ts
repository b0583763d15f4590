// The hot reads of places under the limits: one indexed query each. Nothing here writes.
import { toClaimRow } from "../shared/mapping"
import type { StoredClaim } from "../shared/mapping"
import type { SqlParam } from "../../../tools/sql"
import type { Db } from "../shared/db"
import type { ClaimRow, ReservedClaim, TakenCounts } from "../types"

const LIVE = "k.status IN ('reserved', 'redeemed') AND k.deleted_at IS NULL"
/** A hold whose time is over keeps nobody out, although its row waits for somebody to free it. */
const LAPSED = "k.status = 'reserved' AND k.held_until <= now() AND k.deleted_at IS NULL"

/** Of a checkout under way; an index has them alone. */
const ON_THE_WAY = "k.status = 'reserved' AND k.held_until IS NULL AND k.deleted_at IS NULL"

/** Which places to count; see `CouponModuleService.countTaken`. */
export interface CountTakenInput {
  coupon_ids: string[]
  promo_code_ids: string[]
  customer_keys: string[]
  except_cart_id?: string | null
}

/**
 * `total` comes from the guarded counter less this cart's own claims, so it costs the same after a million redemptions;
 * without `max_redemptions` nobody needs it and it is 0 (`countRedeemed` counts those). `by_customer` counts claims.
 */
export async function countTaken(db: Db, input: CountTakenInput): Promise<TakenCounts> {
  const rows = await db.rows<{ of: keyof TakenCounts; id: string; total: number; by_customer: number }>(
    `${takenOf("coupon", "coupon", "coupon_id")} union all ${takenOf("promo_code", "coupon_promo_code", "promo_code_id")}`,
    [...takenParams(input, input.coupon_ids), ...takenParams(input, input.promo_code_ids)],
  )
  const counts: TakenCounts = { coupon: {}, promo_code: {} }
  for (const { of, id, total, by_customer } of rows) {
    counts[of][id] = { total, by_customer }
  }
  return counts
}

function takenOf(of: keyof TakenCounts, table: string, column: string): string {
  const coupon = of === "coupon" ? "id" : "coupon_id"
  return `SELECT '${of}' AS of, t.id,
      CASE WHEN t.max_redemptions IS NULL THEN 0 ELSE t.redemptions_taken - (
        SELECT count(*) FROM coupon_claim k WHERE k.cart_id = ? AND k.${column} = t.id AND ${LIVE}
      )::int - (
        SELECT count(*) FROM coupon_claim k
        WHERE k.coupon_id = t.${coupon} AND k.${column} = t.id AND k.cart_id <> ? AND ${LAPSED}
      )::int END AS total,
      (SELECT count(*) FROM coupon_claim k WHERE k.${column} = t.id
         AND (k.customer_key = ANY(person.keys) OR k.email = ANY(person.keys)) AND k.cart_id <> ? AND ${LIVE} AND (k.held_until IS NULL OR k.held_until > now()))::int AS by_customer
    FROM ${table} t, LATERAL (SELECT coupon_person_keys(t.${coupon}, ?::text[]) AS keys) person
    WHERE t.id = ANY(?::text[])`
}

function takenParams(input: CountTakenInput, ids: string[]): SqlParam[] {
  const cart_id = input.except_cart_id ?? ""
  return [cart_id, cart_id, cart_id, input.customer_keys, ids]
}

/** One indexed query; claims that were given back count too, for they say who a person was. */
export async function listCustomersOfEmails(db: Db, emails: string[]): Promise<string[]> {
  const rows = await db.rows<{ customer_id: string }>(
    `SELECT DISTINCT k.customer_id FROM coupon_claim k
     WHERE k.email = ANY(?::text[]) AND k.customer_id IS NOT NULL AND k.deleted_at IS NULL LIMIT ?`,
    [emails, MOST_CUSTOMERS],
  )
  return rows.map(({ customer_id }) => customer_id)
}

/** Nobody has more accounts and guest records under one e-mail. */
const MOST_CUSTOMERS = 100

/** Claims that are redeemed or on their way to it, per coupon and per code; holds are not, an id without any is 0. */
export interface RedeemedCounts {
  coupon: Record<string, number>
  promo_code: Record<string, number>
}

/**
 * Redeemed places are kept as they are redeemed (decision 48), those on their way to it are counted: they are few at any time. Of a
 * batch's codes all are counted, by index.
 */
export async function countRedeemed(
  db: Db,
  input: { coupon_ids: string[]; promo_code_ids: string[] },
): Promise<RedeemedCounts> {
  const kept = (id: string) =>
    `(SELECT coalesce(sum(n.places), 0) FROM coupon_place_count n WHERE n.subject_id = ${id})::int`
  const onTheWay = (of: string) => `(SELECT count(*) FROM coupon_claim k WHERE ${of} AND ${ON_THE_WAY})::int`
  const rows = await db.rows<{ of: keyof RedeemedCounts; id: string; places: number }>(
    `SELECT 'coupon' AS of, c.id, ${kept("c.id")} + ${onTheWay("k.coupon_id = c.id")} AS places FROM unnest(?::text[]) AS c (id)
     UNION ALL
     SELECT 'promo_code', p.id, CASE WHEN p.code_batch_id IS NULL
         THEN ${kept("p.id")} + ${onTheWay("k.coupon_id = p.coupon_id AND k.promo_code_id = p.id")}
         ELSE (SELECT count(*) FROM coupon_claim k WHERE k.promo_code_id = p.id AND ${LIVE} AND k.held_until IS NULL)::int END
     FROM coupon_promo_code p WHERE p.id = ANY(?::text[])`,
    [input.coupon_ids, input.promo_code_ids],
  )
  const zeros = (ids: string[]) => Object.fromEntries(ids.map((id) => [id, 0]))
  const counts: RedeemedCounts = { coupon: zeros(input.coupon_ids), promo_code: zeros(input.promo_code_ids) }
  for (const { of, id, places } of rows) {
    counts[of][id] = places
  }
  return counts
}

/** The most places that one customer holds under a coupon; 0 when nobody does. */
export async function mostTakenByOneCustomer(db: Db, coupon_id: string): Promise<number> {
  const by = (key: string) =>
    `SELECT count(*)::int AS places FROM coupon_claim k WHERE k.coupon_id = ? AND k.${key} IS NOT NULL AND ${LIVE} GROUP BY k.${key}`
  const [most] = await db.rows<{ places: number | null }>(
    `SELECT max(places) AS places FROM (${by("customer_key")} UNION ALL ${by("email")}) AS each`,
    [coupon_id, coupon_id],
  )
  return most?.places ?? 0
}

/** Until when this cart holds a place, by promo code id; lapsed holds are none. */
export async function listHolds(db: Db, cart_id: string): Promise<Record<string, Date>> {
  const rows = await db.rows<{ promo_code_id: string; held_until: Date }>(
    `SELECT k.promo_code_id, k.held_until FROM coupon_claim k
     WHERE k.cart_id = ? AND k.status = 'reserved' AND k.held_until > now() AND k.deleted_at IS NULL`,
    [cart_id],
  )
  return Object.fromEntries(rows.map(({ promo_code_id, held_until }) => [promo_code_id, held_until]))
}

export async function listReservedClaims(db: Db, cart_id: string): Promise<ReservedClaim[]> {
  const rows = await db.rows<{ row: StoredClaim; code: string | null; created_at: Date }>(
    `SELECT to_jsonb(k) AS row, p.code, k.created_at FROM coupon_claim k
     LEFT JOIN coupon_promo_code p ON p.id = k.promo_code_id
     WHERE k.cart_id = ? AND k.status = 'reserved' AND k.held_until IS NULL AND k.deleted_at IS NULL ORDER BY k.id`,
    [cart_id],
  )
  return rows.map(({ row, code, created_at }) => ({ ...toClaimRow(row), code, created_at }))
}

// By real time: a test clock says nothing about how long ago a process died.
export async function listStaleClaims(db: Db, before: Date, limit: number): Promise<ClaimRow[]> {
  const rows = await db.rows<{ row: StoredClaim }>(
    `SELECT to_jsonb(k) AS row FROM coupon_claim k
     WHERE k.status = 'reserved' AND k.held_until IS NULL AND k.created_at < ? AND k.deleted_at IS NULL
     ORDER BY k.created_at, k.id LIMIT ?`,
    [before, limit],
  )
  return rows.map(({ row }) => toClaimRow(row))
}
