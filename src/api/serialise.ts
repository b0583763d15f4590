// Rows → the JSON of the HTTP contract. Instants become ISO strings, minor units become decimals, absent lists [].
import { couponState, fromMinor, promoCodeState, withNeutralValues, type ScopeLists } from "../engine"
import type { Terms } from "../engine"
import type { CouponRow, PromoCodeRow } from "../modules/coupon/types"
import type { DiscountView } from "../queries/coupons/list-discounts"
import type { RedemptionView } from "../queries/coupons/redemption-views"

/** An instant as an ISO text. */
export const iso = (date: Date | string | null): string | null => (date === null ? null : new Date(date).toISOString())
const epoch = (date: Date | string | null): number | null => (date === null ? null : new Date(date).getTime())

const scopeListsResponse = (lists: ScopeLists) => ({
  product_type_ids: lists.product_type_ids ?? [],
  product_ids: lists.product_ids ?? [],
  variant_ids: lists.variant_ids ?? [],
  collection_ids: lists.collection_ids ?? [],
  category_ids: lists.category_ids ?? [],
  plan_ids: lists.plan_ids ?? [],
  billing_periods: lists.billing_periods ?? [],
})

/** How many transactions took a place under the limits. */
export interface Counts {
  times_redeemed: number
}

/** A coupon as in the contract; `state` is computed at `now`. */
export function couponResponse(row: CouponRow, counts: Counts, now: Date) {
  const state = couponState(
    {
      status: row.status,
      paused: row.paused_at !== null,
      starts_at: epoch(row.starts_at),
      expires_at: epoch(row.expires_at),
      max_redemptions: row.max_redemptions,
      // Held places are taken too. The counter is exact while a limit exists, and only then compared.
      taken: row.redemptions_taken,
    },
    now.getTime(),
  )
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    status: row.status,
    state,
    origin: row.origin,
    type: row.type,
    percentage: row.percentage === null ? null : Number(row.percentage),
    maximum_discount: row.maximum_discount ?? [],
    amounts: row.amounts ?? [],
    allocation: row.allocation,
    trial_days: row.trial_days,
    target: row.target,
    applicable_to_credits: row.applicable_to_credits,
    redeemable_for: row.redeemable_for,
    scope: { ...scopeListsResponse(row.scope), excluded: scopeListsResponse(row.scope.excluded ?? {}) },
    duration: row.duration,
    duration_in_months: row.duration_in_months,
    duration_in_cycles: row.duration_in_cycles,
    starts_at: iso(row.starts_at),
    expires_at: iso(row.expires_at),
    max_redemptions: row.max_redemptions,
    max_redemptions_per_customer: row.max_redemptions_per_customer,
    restrictions: withNeutralValues(row.restrictions),
    stackable: row.stackable,
    on_plan_change: row.on_plan_change,
    included_in_mrr: row.included_in_mrr,
    release_on_cancel: row.release_on_cancel,
    release_on_refund: row.release_on_refund,
    hold_minutes: row.hold_minutes,
    times_redeemed: counts.times_redeemed,
    metadata: row.metadata ?? {},
    created_at: iso(row.created_at),
    updated_at: iso(row.updated_at),
  }
}

/** A promo code as in the contract; `state` is the code's own, computed at `now`. */
export function promoCodeResponse(row: PromoCodeRow, counts: Counts, now: Date) {
  const state = promoCodeState(
    {
      status: row.status,
      paused: row.paused_at !== null,
      starts_at: epoch(row.starts_at),
      expires_at: epoch(row.expires_at),
      max_redemptions: row.max_redemptions,
      // Held places are taken too. The counter is exact while a limit exists, and only then compared.
      taken: row.redemptions_taken,
    },
    now.getTime(),
  )
  return {
    id: row.id,
    coupon_id: row.coupon_id,
    code: row.code,
    status: row.status,
    state,
    starts_at: iso(row.starts_at),
    expires_at: iso(row.expires_at),
    max_redemptions: row.max_redemptions,
    max_redemptions_per_customer: row.max_redemptions_per_customer,
    restrictions: withNeutralValues(row.restrictions),
    code_batch_id: row.code_batch_id,
    channel: row.channel,
    times_redeemed: counts.times_redeemed,
    metadata: row.metadata ?? {},
    created_at: iso(row.created_at),
    updated_at: iso(row.updated_at),
  }
}

/** The terms as they were promised; how products were catalogued then stays inside. */
function shownTerms({ scope, ...terms }: Terms): Terms {
  const { as_won: _as_won, ...lists } = scope
  return { ...terms, scope: lists }
}

/** A discount: the frozen terms, where they apply, since when, and how it came about. */
export function discountResponse(row: DiscountView) {
  return {
    id: row.id,
    coupon_id: row.coupon_id,
    promo_code_id: row.promo_code_id,
    name: row.name,
    code: row.code,
    status: row.ended_at === null ? ("running" as const) : ("ended" as const),
    origin: row.origin,
    target_type: row.target_type,
    target_id: row.target_id,
    customer_id: row.customer_id,
    terms: shownTerms(row.terms),
    applied_at: iso(row.applied_at),
    starts_at: iso(row.starts_at),
    ended_at: iso(row.ended_at),
    ended_reason: row.ended_reason,
    created_at: iso(row.created_at),
  }
}

/** A row of the ledger. A reversal points at its redemption and carries a negative amount, so that sums are right. */
export function redemptionResponse({ redemption, customer, email, order_display_id, invoice_number }: RedemptionView) {
  const { currency_code } = redemption
  const decimal = (amount_minor: number) => fromMinor(amount_minor, currency_code)
  return {
    id: redemption.id,
    kind: redemption.kind,
    reverses_id: redemption.reverses_id,
    reason: redemption.reason,
    coupon_id: redemption.coupon_id,
    name: redemption.coupon_name,
    promo_code_id: redemption.promo_code_id,
    code: redemption.code,
    channel: redemption.channel,
    discount_id: redemption.discount_id,
    customer_id: redemption.customer_id,
    email,
    customer: customer && {
      id: customer.id,
      email: customer.email,
      first_name: customer.first_name ?? null,
      last_name: customer.last_name ?? null,
    },
    sales_channel_id: redemption.sales_channel_id,
    document_type: redemption.document_type,
    document_id: redemption.document_id,
    order_id: redemption.order_id,
    order_display_id,
    invoice_id: redemption.invoice_id,
    invoice_number,
    subscription_id: redemption.subscription_id,
    cycle_key: redemption.cycle_key,
    currency_code,
    amount: decimal(redemption.amount_minor),
    lines: redemption.lines.map((line) => ({
      line_id: line.line_id,
      product_id: line.product_id,
      variant_id: line.variant_id,
      title: line.title,
      amount: decimal(line.amount_minor),
    })),
    redeemed_at: iso(redemption.redeemed_at),
  }
}
