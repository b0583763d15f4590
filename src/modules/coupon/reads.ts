// The hot reads: one indexed query each, mapped to nouns. Nothing here writes.
import { cycleKeyOf, wordsFor } from "../../engine"
import type { DiscountUse } from "../../engine"
import { toClaimRow, toCodeAndCoupon, toEnteredCode, toRunningDiscount } from "./mapping"
import type { StoredClaim, StoredCodeAndCoupon, StoredDiscount, StoredEnteredCode } from "./mapping"
import type { Db, SqlParam } from "./sql"
import type {
  ClaimRow,
  CodeAndCoupon,
  DiscountTargetType,
  EnteredCode,
  ReservedClaim,
  RunningDiscount,
  TakenCounts,
} from "./types"

const LIVE = "k.status in ('reserved', 'redeemed') and k.deleted_at is null"
/** A hold whose time is over keeps nobody out, although its row waits for somebody to free it. */
const LAPSED = "k.status = 'reserved' and k.held_until <= now() and k.deleted_at is null"

/** A live code goes before an archived one, and what is stored exactly as typed before what only folds to the same word. */
export async function findCode(db: Db, typed: string): Promise<CodeAndCoupon | null> {
  const words = wordsFor(typed)
  const [found] = await db.rows<StoredCodeAndCoupon>(
    `select to_jsonb(p) as promo_code, to_jsonb(c) as coupon
     from coupon_promo_code p join coupon c on c.id = p.coupon_id and c.deleted_at is null
     where p.code_normalised = any(?::text[]) and p.deleted_at is null
     order by (p.status = 'active') desc, (p.code_normalised = ?) desc, p.created_at desc, p.id desc limit 1`,
    [words, words[0] ?? ""],
  )
  return found ? toCodeAndCoupon(found) : null
}

/** A row as JSON, archived if it was deleted. */
const withDeletion = (alias: string) =>
  `to_jsonb(${alias}) || case when ${alias}.deleted_at is null then '{}'::jsonb else '{"status": "archived"}'::jsonb end`

/** Deleted codes and coupons are among them, as archived: their savings are on the cart until they are refused. */
export async function listEnteredCodes(db: Db, cart_id: string): Promise<EnteredCode[]> {
  const rows = await db.rows<StoredEnteredCode>(
    `select to_jsonb(e) as entered, ${withDeletion("p")} as promo_code, ${withDeletion("c")} as coupon
     from coupon_entered_code e
     join coupon_promo_code p on p.id = e.promo_code_id
     join coupon c on c.id = p.coupon_id
     where e.cart_id = ? and e.deleted_at is null order by e.entered_at, e.id`,
    [cart_id],
  )
  return rows.map(toEnteredCode)
}

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

/** `ended_after`: also what ended later than that, which keeps the cycles that began before its end. */
export async function listRunningDiscounts(
  db: Db,
  targets: { type: DiscountTargetType; ids: string[] }[],
  ended_after: Date | null = null,
): Promise<RunningDiscount[]> {
  const pairs = targets.flatMap(({ type, ids }) => ids.map((id) => ({ type, id })))
  if (pairs.length === 0) return []
  const rows = await db.rows<{ row: StoredDiscount }>(
    `select to_jsonb(d) as row from unnest(?::text[], ?::text[]) as target (type, id)
     join coupon_discount d on d.target_type = target.type and d.target_id = target.id
     where (d.ended_at is null or d.ended_at > ?) and d.deleted_at is null order by d.applied_at, d.id`,
    [pairs.map((pair) => pair.type), pairs.map((pair) => pair.id), ended_after],
  )
  return withHistories(
    db,
    rows.map(({ row }) => row),
  )
}

/** All discounts of these claims, ended ones too. */
export async function listDiscountsOfClaims(db: Db, claim_ids: string[]): Promise<RunningDiscount[]> {
  const rows = await db.rows<{ row: StoredDiscount }>(
    `select to_jsonb(d) as row from coupon_discount d
     where d.claim_id = any(?::text[]) and d.deleted_at is null order by d.applied_at, d.id`,
    [claim_ids],
  )
  return withHistories(
    db,
    rows.map(({ row }) => row),
  )
}

/** Adds what each discount has already covered: one entry per document, reversed ones left out (rules 12 and 14). */
async function withHistories(db: Db, discounts: StoredDiscount[]): Promise<RunningDiscount[]> {
  if (discounts.length === 0) return []
  const continued = discounts.flatMap(({ continues_id }) => (continues_id === null ? [] : [continues_id]))
  const uses = await db.rows<DiscountUse & { discount_id: string }>(
    `select r.discount_id, r.document_id, r.cycle_key from coupon_redemption r
     where r.discount_id = any(?::text[]) and r.kind = 'redemption' and r.deleted_at is null
       and not exists (select from coupon_discount d
         where d.id = r.discount_id and r.document_id = any(d.forgotten_document_ids))
       and not exists (select from coupon_redemption x where x.reverses_id = r.id and x.deleted_at is null)
     order by r.redeemed_at, r.id`,
    [[...discounts.map((discount) => discount.id), ...continued]],
  )
  return discounts.map((discount) => toRunningDiscount(discount, historyOf(discount, uses)))
}

/** What the order of the sign-up was given is the first cycle of the subscription that goes on with it. */
function historyOf(discount: StoredDiscount, uses: (DiscountUse & { discount_id: string })[]): DiscountUse[] {
  const { id, continues_id, target_id, starts_at } = discount
  return uses.flatMap(({ discount_id, document_id, cycle_key }) => {
    if (discount_id === id) return [{ document_id, cycle_key }]
    if (discount_id !== continues_id || starts_at === null) return []
    return [{ document_id, cycle_key: cycleKeyOf(target_id, new Date(starts_at).getTime()) }]
  })
}
