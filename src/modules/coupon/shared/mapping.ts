// Row ↔ noun, and nothing else: how stored coupons, codes, claims and discounts become what the engine and callers read.
import type { DiscountUse, Gate, Terms } from "../../../engine"
import type { ClaimRow, CodeAndCoupon, CouponRow, EnteredCode, PromoCodeRow, RunningDiscount } from "../types"

/** A row as PostgreSQL's to_jsonb writes it: instants are ISO texts. */
type Stored<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K] }

export type StoredCoupon = Stored<CouponRow>
export type StoredPromoCode = Stored<PromoCodeRow>
export type StoredClaim = Stored<ClaimRow>

export interface StoredCodeAndCoupon {
  promo_code: StoredPromoCode
  coupon: StoredCoupon
}

export interface StoredEnteredCode extends StoredCodeAndCoupon {
  entered: { id: string; cart_id: string; customer_id: string | null; entered_at: string }
}

/** A row of coupon_discount, beside the documents it has already discounted. */
export interface StoredDiscount {
  id: string
  claim_id: string
  coupon_id: string
  promo_code_id: string | null
  name: string
  code: string | null
  terms: Terms
  target_type: RunningDiscount["target_type"]
  target_id: string
  customer_id: string | null
  included_in_mrr: boolean | null
  applied_at: string
  starts_at: string | null
  ended_at: string | null
  /** The order's discount that this one goes on with, for a subscription that is billed elsewhere. */
  continues_id: string | null
}

const toDate = (text: string) => new Date(text)
const toDateOrNull = (text: string | null) => (text === null ? null : new Date(text))
const toMs = (value: Date | string | null) => (value === null ? null : new Date(value).getTime())

export function toCouponRow(stored: StoredCoupon): CouponRow {
  return {
    ...stored,
    paused_at: toDateOrNull(stored.paused_at),
    starts_at: toDateOrNull(stored.starts_at),
    expires_at: toDateOrNull(stored.expires_at),
    created_at: toDate(stored.created_at),
    updated_at: toDate(stored.updated_at),
  }
}

export function toPromoCodeRow(stored: StoredPromoCode): PromoCodeRow {
  return {
    ...stored,
    paused_at: toDateOrNull(stored.paused_at),
    starts_at: toDateOrNull(stored.starts_at),
    expires_at: toDateOrNull(stored.expires_at),
    created_at: toDate(stored.created_at),
    updated_at: toDate(stored.updated_at),
  }
}

export function toCodeAndCoupon(stored: StoredCodeAndCoupon): CodeAndCoupon {
  return { promo_code: toPromoCodeRow(stored.promo_code), coupon: toCouponRow(stored.coupon) }
}

export function toEnteredCode(stored: StoredEnteredCode): EnteredCode {
  const { id, cart_id, customer_id, entered_at } = stored.entered
  return { id, cart_id, customer_id, entered_at: toDate(entered_at), ...toCodeAndCoupon(stored) }
}

export function toClaimRow(stored: StoredClaim): ClaimRow {
  return {
    id: stored.id,
    coupon_id: stored.coupon_id,
    promo_code_id: stored.promo_code_id,
    cart_id: stored.cart_id,
    order_id: stored.order_id,
    customer_id: stored.customer_id,
    customer_key: stored.customer_key,
    email: stored.email,
    sales_channel_id: stored.sales_channel_id,
    currency_code: stored.currency_code,
    terms: stored.terms,
    amount_minor: stored.amount_minor,
    status: stored.status,
    override_limits: stored.override_limits,
    guard_person: stored.guard_person,
    reserved_at: toDate(stored.reserved_at),
    held_until: toDateOrNull(stored.held_until),
    settled_at: toDateOrNull(stored.settled_at),
  }
}

/** What a coupon or a code asks at admission; `taken` are the places others hold, none when absent. */
export function toGate(
  of: Gate["of"],
  row: CouponRow | PromoCodeRow,
  taken?: { total: number; by_customer: number },
): Gate {
  return {
    of,
    status: row.status,
    paused: row.paused_at !== null,
    starts_at: toMs(row.starts_at),
    expires_at: toMs(row.expires_at),
    max_redemptions: row.max_redemptions,
    redemptions_taken: taken?.total ?? 0,
    max_redemptions_per_customer: row.max_redemptions_per_customer,
    redemptions_taken_by_customer: taken?.by_customer ?? 0,
    restrictions: row.restrictions,
  }
}

/** A stored discount with its history, as evaluation takes it; instants become epoch milliseconds. */
export function toRunningDiscount(stored: StoredDiscount, history: DiscountUse[]): RunningDiscount {
  return {
    id: stored.id,
    coupon_id: stored.coupon_id,
    promo_code_id: stored.promo_code_id,
    name: stored.name,
    code: stored.code,
    terms: stored.terms,
    applied_at: toDate(stored.applied_at).getTime(),
    starts_at: toMs(stored.starts_at),
    ended_at: toMs(stored.ended_at),
    history,
    target_type: stored.target_type,
    target_id: stored.target_id,
    customer_id: stored.customer_id,
    included_in_mrr: stored.included_in_mrr,
  }
}
