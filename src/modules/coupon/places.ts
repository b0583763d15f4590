// Places under the limits: taking them, giving them back, and changing the limits while others do (rules 17, 31, 32).
//
// Every transaction locks in one order, so that none can wait for another in a circle: the limits of the coupons
// (advisory, shared by all but a change of limits), claims, customers (advisory), coupon rows, code rows; each by id.
import { generateEntityId, MedusaError } from "@medusajs/framework/utils"
import { stateRefusal } from "../../engine"
import { toClaimRow, toCouponRow, toGate, toPromoCodeRow } from "./mapping"
import type { StoredClaim, StoredCoupon, StoredPromoCode } from "./mapping"
import { refusalError, refuse } from "./refusals"
import { json } from "./sql"
import type { Db } from "./sql"
import type { ClaimedPlace, ClaimInput, ClaimRow } from "./types"

const LIVE = "status in ('reserved', 'redeemed')"

type Table = "coupon" | "coupon_promo_code"

interface Pair {
  coupon: StoredCoupon
  promo_code: StoredPromoCode | null
}

const sorted = (ids: Iterable<string>) => [...new Set(ids)].sort()

/** Advisory locks are numbers: a prefix keeps our names apart from other users' hashes. Ordered by hash, not by name. */
async function lockNames(db: Db, kind: "shared" | "exclusive", prefix: string, names: string[]): Promise<void> {
  const lock = kind === "shared" ? "pg_advisory_xact_lock_shared" : "pg_advisory_xact_lock"
  await db.rows(
    `select ${lock}(key) from (
       select distinct hashtextextended(? || name, 0) as key from unnest(?::text[]) as name order by 1
     ) as keys`,
    [`medusa-plugin-coupons:${prefix}:`, names],
  )
}

/** Claims and releases share this lock and never wait for each other; only a change of limits waits, and is waited for. */
async function shareLimits(db: Db, coupon_ids: Iterable<string>): Promise<void> {
  await lockNames(db, "shared", "limits", sorted(coupon_ids))
}

/** Takes a place for each input, all or none; see `CouponModuleVerbs.claim`. */
export async function claimPlaces(db: Db, inputs: ClaimInput[]): Promise<ClaimedPlace[]> {
  await shareLimits(
    db,
    inputs.map((input) => input.coupon_id),
  )
  // In one order for everybody, so that two requests for one cart cannot wait for each other in a circle.
  const order = inputs.map((_, index) => index).sort((a, b) => compareKeys(claimKey(inputs[a]!), claimKey(inputs[b]!)))
  const claims: ClaimedPlace[] = []
  const taken: { input: ClaimInput; pair: Pair }[] = []
  for (const index of order) {
    const input = inputs[index]!
    const { claim, pair } = await insertClaim(db, input)
    claims[index] = { ...claim, is_new: pair !== null }
    if (pair) {
      taken.push({ input, pair })
    }
  }
  await guardCustomerLimits(db, taken)
  await guardTotals(db, taken)
  return claims
}

const claimKey = (input: ClaimInput) => `${input.cart_id}|${input.coupon_id}|${input.promo_code_id ?? ""}`
const compareKeys = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The live claim of this cart, coupon and code, made now if there is none; `pair` is set when it is new. */
async function insertClaim(db: Db, input: ClaimInput): Promise<{ claim: ClaimRow; pair: Pair | null }> {
  const existing = await findLiveClaim(db, input)
  if (existing) {
    return { claim: existing, pair: null }
  }
  const pair = await readPair(db, input)
  guardState(pair, input.now)
  // A twin in another transaction makes this wait for its end, and then find its claim or make our own.
  const [created] = await db.rows<{ row: StoredClaim }>(
    `insert into coupon_claim (id, coupon_id, promo_code_id, cart_id, customer_id, customer_key, sales_channel_id,
       currency_code, terms, amount_minor, status, override_limits, reserved_at, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, 'reserved', ?, ?, now(), now())
     on conflict (cart_id, coupon_id, (coalesce(promo_code_id, ''))) where ${LIVE} and deleted_at is null do nothing
     returning to_jsonb(coupon_claim) as row`,
    [
      generateEntityId(undefined, "claim"),
      input.coupon_id,
      input.promo_code_id,
      input.cart_id,
      input.customer_id,
      input.customer_key,
      input.sales_channel_id,
      input.currency_code,
      json(input.terms),
      input.amount_minor,
      input.override_limits ?? false,
      input.now,
    ],
  )
  if (created) {
    return { claim: toClaimRow(created.row), pair }
  }
  const twin = await findLiveClaim(db, input)
  if (!twin) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "The same redemption was undone meanwhile. Please try again.",
      "busy",
    )
  }
  return { claim: twin, pair: null }
}

async function findLiveClaim(db: Db, input: ClaimInput): Promise<ClaimRow | null> {
  const [found] = await db.rows<{ row: StoredClaim }>(
    `select to_jsonb(k) as row from coupon_claim k
     where cart_id = ? and coupon_id = ? and coalesce(promo_code_id, '') = ? and ${LIVE} and deleted_at is null`,
    [input.cart_id, input.coupon_id, input.promo_code_id ?? ""],
  )
  return found ? toClaimRow(found.row) : null
}

/** The coupon and the code as they are now, not as the cart saw them. */
async function readPair(db: Db, input: ClaimInput): Promise<Pair> {
  const [pair] = await db.rows<Pair>(
    `select to_jsonb(c) as coupon, to_jsonb(p) as promo_code
     from coupon c left join coupon_promo_code p on p.id = ? and p.coupon_id = c.id and p.deleted_at is null
     where c.id = ? and c.deleted_at is null`,
    [input.promo_code_id, input.coupon_id],
  )
  if (!pair || (input.promo_code_id !== null && !pair.promo_code)) {
    throw refuse("code_not_found")
  }
  return pair
}

/** Status and dates once more, because time has passed since the cart was judged (rules 16 and 34). */
function guardState({ coupon, promo_code }: Pair, now: Date): void {
  const gates = [
    ...(promo_code ? [toGate("promo_code", toPromoCodeRow(promo_code))] : []),
    toGate("coupon", toCouponRow(coupon)),
  ]
  const refusal = stateRefusal(gates, now.getTime())
  if (refusal) throw refusalError(refusal)
}

/** Per-customer limits: this person's claims wait for each other, are counted, and refused above the limit (rule 17). */
async function guardCustomerLimits(db: Db, taken: { input: ClaimInput; pair: Pair }[]): Promise<void> {
  const limited = taken.filter(({ input, pair }) => !input.override_limits && hasCustomerLimit(pair))
  if (limited.length === 0) return
  for (const { input } of limited) {
    if (keysOf(input).length === 0) throw refuse("login_required")
  }
  const people = limited.flatMap(({ input }) => keysOf(input).map((key) => `${input.coupon_id}|${key}`))
  await lockNames(db, "exclusive", "customer", sorted(people))
  for (const { input, pair } of limited) {
    await guardCustomerLimit(db, input, "coupon_id", pair.coupon)
    if (pair.promo_code) await guardCustomerLimit(db, input, "promo_code_id", pair.promo_code)
  }
}

const hasCustomerLimit = ({ coupon, promo_code }: Pair) =>
  coupon.max_redemptions_per_customer !== null || (promo_code?.max_redemptions_per_customer ?? null) !== null

const keysOf = (input: ClaimInput) =>
  sorted([...input.customer_keys, ...(input.customer_key === null ? [] : [input.customer_key])])

async function guardCustomerLimit(
  db: Db,
  input: ClaimInput,
  column: "coupon_id" | "promo_code_id",
  row: { id: string; max_redemptions_per_customer: number | null },
): Promise<void> {
  if (row.max_redemptions_per_customer === null) return
  // What this transaction has taken itself never counts against it (law 4).
  const [count] = await db.rows<{ others: number }>(
    `select count(*)::int as others from coupon_claim
     where ${column} = ? and customer_key = any(?::text[]) and cart_id <> ? and ${LIVE} and deleted_at is null`,
    [row.id, keysOf(input), input.cart_id],
  )
  if ((count?.others ?? 0) >= row.max_redemptions_per_customer) throw refuse("customer_limit_reached")
}

/** Total limits: one relative, guarded step per place, coupons before codes, in id order (law 4). */
async function guardTotals(db: Db, taken: { input: ClaimInput; pair: Pair }[]): Promise<void> {
  const steps = taken.flatMap(({ input, pair }) => [
    ...stepOn("coupon", pair.coupon, input),
    ...(pair.promo_code ? stepOn("coupon_promo_code", pair.promo_code, input) : []),
  ])
  // By rank, not by table name: giving places back takes coupons before codes too.
  steps.sort((a, b) => a.rank - b.rank || compareKeys(a.id, b.id))
  for (const step of steps) {
    const updated = await db.rows(
      `update ${step.table} set redemptions_taken = redemptions_taken + 1
       where id = ? and max_redemptions is not null and (? or redemptions_taken < max_redemptions) returning id`,
      [step.id, step.override],
    )
    if (updated.length === 0) throw refuse("redemption_limit_reached")
  }
}

/** No limit, no row lock and no counter (law 9). The limits cannot change meanwhile: this transaction shares their lock. */
function stepOn(table: Table, row: { id: string; max_redemptions: number | null }, input: ClaimInput) {
  const rank = table === "coupon" ? 0 : 1
  return row.max_redemptions === null ? [] : [{ table, rank, id: row.id, override: input.override_limits ?? false }]
}

/** Gives reserved places back (rule 31); answers the ids released now. */
export async function releasePlaces(db: Db, claim_ids: string[], now: Date, reason: string): Promise<string[]> {
  return returnPlaces(db, claim_ids, ["reserved"], now, reason)
}

/** Gives places back, redeemed ones too; only a live claim's place is counted down, and only once. */
export async function returnPlaces(
  db: Db,
  claim_ids: string[],
  from: ("reserved" | "redeemed")[],
  now: Date,
  reason: string,
): Promise<string[]> {
  const claims = await db.rows<{ coupon_id: string }>("select coupon_id from coupon_claim where id = any(?::text[])", [
    claim_ids,
  ])
  await shareLimits(
    db,
    claims.map((claim) => claim.coupon_id),
  )
  await lockClaims(db, claim_ids)
  const released = await db.rows<{ id: string; coupon_id: string; promo_code_id: string | null }>(
    `update coupon_claim set status = 'released', settled_at = ?, released_reason = ?, updated_at = now()
     where id = any(?::text[]) and status = any(?::text[]) returning id, coupon_id, promo_code_id`,
    [now, reason, claim_ids, from],
  )
  await countDown(
    db,
    "coupon",
    released.map((claim) => claim.coupon_id),
  )
  await countDown(
    db,
    "coupon_promo_code",
    released.flatMap((claim) => claim.promo_code_id ?? []),
  )
  return released.map((claim) => claim.id).sort()
}

/** Locks claims in id order, for a change of their status; answers them as they are now. */
export async function lockClaims(db: Db, claim_ids: string[]): Promise<StoredClaim[]> {
  const rows = await db.rows<{ row: StoredClaim }>(
    `select to_jsonb(k) as row from coupon_claim k
     where id = any(?::text[]) and deleted_at is null order by id for update`,
    [claim_ids],
  )
  return rows.map(({ row }) => row)
}

async function countDown(db: Db, table: Table, ids: string[]): Promise<void> {
  for (const id of sorted(ids)) {
    await db.rows(
      `update ${table} set redemptions_taken = redemptions_taken - ? where id = ? and max_redemptions is not null`,
      [ids.filter((other) => other === id).length, id],
    )
  }
}

/** A new total limit for one coupon or code; null takes the limit away. */
export interface LimitChange {
  id: string
  max_redemptions: number | null
}

/**
 * Prepares new total limits: waits for the claims in flight, keeps new ones out until this transaction ends, and counts
 * from the ledger, so that a limit added later is exact. The caller then writes `max_redemptions` itself.
 * Throws NOT_ALLOWED with the code "limit_below_taken" (rule 34).
 */
export async function recountForLimits(db: Db, table: Table, changes: LimitChange[]): Promise<void> {
  const ids = sorted(changes.map((change) => change.id))
  await lockNames(db, "exclusive", "limits", await couponIdsOf(db, table, ids))
  const column = table === "coupon" ? "coupon_id" : "promo_code_id"
  for (const id of ids) {
    const [counted] = await db.rows<{ taken: number }>(
      `update ${table} t set redemptions_taken = (
         select count(*) from coupon_claim k where k.${column} = t.id and k.${LIVE} and k.deleted_at is null
       ) where id = ? returning redemptions_taken as taken`,
      [id],
    )
    const limit = changes.find((change) => change.id === id)?.max_redemptions ?? null
    if (counted && limit !== null && limit < counted.taken) throw belowTaken(limit, counted.taken)
  }
}

async function couponIdsOf(db: Db, table: Table, ids: string[]): Promise<string[]> {
  if (table === "coupon") return ids
  const rows = await db.rows<{ coupon_id: string }>(
    "select coupon_id from coupon_promo_code where id = any(?::text[])",
    [ids],
  )
  return sorted(rows.map((row) => row.coupon_id))
}

function belowTaken(limit: number, taken: number): MedusaError {
  return new MedusaError(
    MedusaError.Types.NOT_ALLOWED,
    `The limit cannot be ${limit}: ${taken} ${taken === 1 ? "place is" : "places are"} taken already.`,
    "limit_below_taken",
  )
}
