// The hot reads of places under the limits: one indexed query each. Nothing here writes.
import { toClaimRow } from "../shared/mapping"
import type { StoredClaim } from "../shared/mapping"
import type { SqlParam } from "../../../lib/sql"
import type { Db } from "../shared/db"
import type { ClaimRow, ReservedClaim, TakenCounts } from "../types"

const LIVE = "k.status in ('reserved', 'redeemed') and k.deleted_at is null"
/** A hold whose time is over keeps nobody out, although its row waits for somebody to free it. */
const LAPSED = "k.status = 'reserved' and k.held_until <= now() and k.deleted_at is null"

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
  return `select '${of}' as of, t.id,
      case when t.max_redemptions is null then 0 else t.redemptions_taken - (
        select count(*) from coupon_claim k where k.cart_id = ? and k.${column} = t.id and ${LIVE}
      )::int - (
        select count(*) from coupon_claim k
        where k.coupon_id = t.${coupon} and k.${column} = t.id and k.cart_id <> ? and ${LAPSED}
      )::int end as total,
      (select count(*) from coupon_claim k where k.${column} = t.id
         and (k.customer_key = any(person.keys) or k.email = any(person.keys)) and k.cart_id <> ? and ${LIVE} and (k.held_until is null or k.held_until > now()))::int as by_customer
    from ${table} t, lateral (select coupon_person_keys(t.${coupon}, ?::text[]) as keys) person
    where t.id = any(?::text[])`
}

function takenParams(input: CountTakenInput, ids: string[]): SqlParam[] {
  const cart_id = input.except_cart_id ?? ""
  return [cart_id, cart_id, cart_id, input.customer_keys, ids]
}

/** One indexed query; claims that were given back count too, for they say who a person was. */
export async function listCustomersOfEmails(db: Db, emails: string[]): Promise<string[]> {
  const rows = await db.rows<{ customer_id: string }>(
    `select distinct k.customer_id from coupon_claim k
     where k.email = any(?::text[]) and k.customer_id is not null and k.deleted_at is null limit ?`,
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

export async function countRedeemed(
  db: Db,
  input: { coupon_ids: string[]; promo_code_ids: string[] },
): Promise<RedeemedCounts> {
  const rows = await db.rows<{ of: keyof RedeemedCounts; id: string; places: number }>(
    `select 'coupon' as of, k.coupon_id as id, count(*)::int as places from coupon_claim k
     where k.coupon_id = any(?::text[]) and ${LIVE} and k.held_until is null group by k.coupon_id
     union all
     select 'promo_code', k.promo_code_id, count(*)::int from coupon_claim k
     where k.promo_code_id = any(?::text[]) and ${LIVE} and k.held_until is null group by k.promo_code_id`,
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
    `select count(*)::int as places from coupon_claim k where k.coupon_id = ? and k.${key} is not null and ${LIVE} group by k.${key}`
  const [most] = await db.rows<{ places: number | null }>(
    `select max(places) as places from (${by("customer_key")} union all ${by("email")}) as each`,
    [coupon_id, coupon_id],
  )
  return most?.places ?? 0
}

/** Until when this cart holds a place, by promo code id; lapsed holds are none. */
export async function listHolds(db: Db, cart_id: string): Promise<Record<string, Date>> {
  const rows = await db.rows<{ promo_code_id: string; held_until: Date }>(
    `select k.promo_code_id, k.held_until from coupon_claim k
     where k.cart_id = ? and k.status = 'reserved' and k.held_until > now() and k.deleted_at is null`,
    [cart_id],
  )
  return Object.fromEntries(rows.map(({ promo_code_id, held_until }) => [promo_code_id, held_until]))
}

export async function listReservedClaims(db: Db, cart_id: string): Promise<ReservedClaim[]> {
  const rows = await db.rows<{ row: StoredClaim; code: string | null; created_at: Date }>(
    `select to_jsonb(k) as row, p.code, k.created_at from coupon_claim k
     left join coupon_promo_code p on p.id = k.promo_code_id
     where k.cart_id = ? and k.status = 'reserved' and k.held_until is null and k.deleted_at is null order by k.id`,
    [cart_id],
  )
  return rows.map(({ row, code, created_at }) => ({ ...toClaimRow(row), code, created_at }))
}

// By real time: a test clock says nothing about how long ago a process died.
export async function listStaleClaims(db: Db, before: Date, limit: number): Promise<ClaimRow[]> {
  const rows = await db.rows<{ row: StoredClaim }>(
    `select to_jsonb(k) as row from coupon_claim k
     where k.status = 'reserved' and k.held_until is null and k.created_at < ? and k.deleted_at is null
     order by k.created_at, k.id limit ?`,
    [before, limit],
  )
  return rows.map(({ row }) => toClaimRow(row))
}
