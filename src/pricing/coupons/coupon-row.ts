// Coupon and promo code input (names of the API) ↔ rows (what the module stores).
import { isDeepStrictEqual } from "node:util"
import { zodValidator } from "@medusajs/framework"
import { createCouponSchema, isUsableInstant, moneySchema, relativeExpiry, termsOf, withoutRow } from "../../engine"
import type { CouponInput, MoneyAmount, PromoCodeInput, Restrictions, Scope, ScopeLists } from "../../engine"
import { invalid } from "../../tools/errors"
import type { CouponRow, PromoCodeRow } from "../../modules/coupon/types"
import { storeInstant } from "../../lib/instant"

/** The columns of a coupon that input decides; status, switch, origin and counters are the workflows'. */
export type CouponData = Omit<
  CouponRow,
  "id" | "status" | "paused_at" | "origin" | "redemptions_taken" | "created_at" | "updated_at"
>

/** The same of a promo code. */
export type PromoCodeData = Omit<
  PromoCodeRow,
  | "id"
  | "coupon_id"
  | "code_normalised"
  | "status"
  | "paused_at"
  | "redemptions_taken"
  | "code_batch_id"
  | "created_at"
  | "updated_at"
>

/** Dates of input as instants; a plain date is a whole day of the store's time zone (rule 16). */
export function windowOf(input: { starts_at?: string | null; expires_at?: string | null }, timeZone: string) {
  const instant = (value: string | null | undefined, edge: "start" | "end") =>
    value === null || value === undefined ? null : storeInstant(value, edge, timeZone)
  const starts_at = instant(input.starts_at, "start")
  const expires_at = instant(input.expires_at, "end")
  if (starts_at && expires_at && expires_at < starts_at) {
    throw invalid("'expires_at' must not be before 'starts_at'.")
  }
  return { starts_at, expires_at }
}

/**
 * The same of codes, which may end some days after they are made at `now`: in whole days of the store's time zone. Throws
 * INVALID_DATA for an end beyond the calendar, too.
 */
export function codeWindowOf(
  { starts_at, expires_at, expires_in_days }: Pick<PromoCodeInput, "starts_at" | "expires_at" | "expires_in_days">,
  now: Date,
  timeZone: string,
) {
  try {
    const instant = relativeExpiry(expires_in_days, now.getTime(), timeZone)
    return windowOf(
      { starts_at, expires_at: instant === null ? expires_at : new Date(instant).toISOString() },
      timeZone,
    )
  } catch (error) {
    if (error instanceof RangeError) {
      throw invalid(error.message)
    }
    throw error
  }
}

/** A value that says nothing: stored or absent, it means the same, so it is not stored. */
const saysNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === "all" || (Array.isArray(value) && value.length === 0)

const withoutNothing = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => !saysNothing(value))) as T

function compactScope({ excluded, ...lists }: Scope): Scope {
  const left: ScopeLists = withoutNothing(excluded ?? {})
  return { ...withoutNothing(lists), ...(Object.keys(left).length > 0 ? { excluded: left } : {}) }
}

/** Restrictions without those that restrict nothing. */
export const compactRestrictions = (restrictions: Restrictions): Restrictions => withoutNothing(restrictions)

/** A checked coupon input as columns. Throws INVALID_DATA for a date outside the calendar, or an end before the start. */
export function couponData(input: CouponInput, timeZone: string): CouponData {
  return {
    ...termsOf({ ...input, scope: compactScope(input.scope) }),
    ...windowOf(input, timeZone),
    name: input.name,
    description: input.description,
    max_redemptions: input.max_redemptions,
    max_redemptions_per_customer: input.max_redemptions_per_customer,
    restrictions: compactRestrictions(input.restrictions),
    included_in_mrr: input.included_in_mrr,
    release_on_cancel: input.release_on_cancel,
    release_on_refund: input.release_on_refund,
    hold_minutes: input.hold_minutes,
    metadata: input.metadata,
  }
}

/** The coupon that a checked input would make, for previews; `id` is made up. Throws what `couponData` throws. */
export function asCoupon(
  input: CouponInput,
  { id, now, time_zone }: { id: string; now: Date; time_zone: string },
): CouponRow {
  const data = couponData(input, time_zone)
  return {
    ...data,
    id,
    status: "active",
    paused_at: null,
    origin: "custom",
    redemptions_taken: 0,
    created_at: now,
    updated_at: now,
  }
}

/** A checked promo code input, made at `now`, as columns. Throws INVALID_DATA for a date outside the calendar, or an end before the start. */
export function promoCodeData(input: PromoCodeInput & { code: string }, now: Date, timeZone: string): PromoCodeData {
  return {
    ...codeWindowOf(input, now, timeZone),
    code: input.code,
    max_redemptions: input.max_redemptions,
    max_redemptions_per_customer: input.max_redemptions_per_customer,
    restrictions: compactRestrictions(input.restrictions),
    channel: input.channel,
    metadata: input.metadata,
  }
}

/** A stored date as input; none where it lies beyond the years that are taken today. */
function dateInput(date: Date | null): string | null {
  const at = date && new Date(date)
  return at && isUsableInstant(at.getTime()) ? at.toISOString() : null
}

/** Stored amounts as input, without those that are none today: in what is no currency, or too large for any price. */
const moneyInput = (amounts: MoneyAmount[] | null | undefined) =>
  amounts?.filter((amount) => moneySchema.safeParse(amount).success)

/** A stored coupon as the input that would make it, for merging a change into it. */
export function couponInputOf(row: CouponRow): Record<string, unknown> {
  const { minimum_amount, ...restrictions } = row.restrictions
  return {
    name: row.name,
    description: row.description,
    type: row.type,
    percentage: row.percentage,
    maximum_discount: moneyInput(row.maximum_discount),
    amounts: moneyInput(row.amounts),
    allocation: row.allocation,
    trial_days: row.trial_days,
    target: row.target,
    applicable_to_credits: row.applicable_to_credits,
    redeemable_for: row.redeemable_for,
    scope: row.scope,
    duration: row.duration,
    duration_in_months: row.duration_in_months,
    duration_in_cycles: row.duration_in_cycles,
    starts_at: dateInput(row.starts_at),
    expires_at: dateInput(row.expires_at),
    max_redemptions: row.max_redemptions,
    max_redemptions_per_customer: row.max_redemptions_per_customer,
    restrictions: minimum_amount ? { ...restrictions, minimum_amount: moneyInput(minimum_amount) } : restrictions,
    stackable: row.stackable,
    on_plan_change: row.on_plan_change,
    included_in_mrr: row.included_in_mrr,
    release_on_cancel: row.release_on_cancel,
    release_on_refund: row.release_on_refund,
    hold_minutes: row.hold_minutes,
    metadata: row.metadata,
  }
}

/** Columns in which an older version stored what is no input any more. */
const ONCE_TAKEN = ["starts_at", "expires_at", "amounts", "maximum_discount", "restrictions"] as const

/** What of these a change leaves alone, as it is stored: an edit of the name changes no date. */
export function untouchedColumns(
  row: CouponRow,
  change: Record<string, unknown>,
  merged: Record<string, unknown>,
): Partial<CouponData> {
  const stored = couponInputOf(row)
  const untouched = ONCE_TAKEN.filter(
    (column) => change[column] === undefined && isDeepStrictEqual(merged[column], stored[column]),
  )
  return Object.fromEntries(untouched.map((column) => [column, row[column]]))
}

/** Settings that go with one choice only: choosing another drops them, unless the change names them itself. */
const dependents: Record<string, string[]> = {
  type: ["percentage", "maximum_discount", "amounts", "allocation", "trial_days", "applicable_to_credits"],
  duration: ["duration_in_months", "duration_in_cycles"],
  duration_in_months: ["duration_in_cycles"],
  duration_in_cycles: ["duration_in_months"],
}

/** True when `stored` has the kinds of purchase that follow from its duration by themselves (rule 7). */
function hasDefaultKinds(stored: Record<string, unknown>): boolean {
  const { redeemable_for, restrictions: _no_matter, ...others } = stored
  const parsed = createCouponSchema.safeParse(others)
  return parsed.success && isDeepStrictEqual(parsed.data.redeemable_for, redeemable_for)
}

/**
 * `stored` with `change` merged in, as input to be checked again as a whole. Changing the type or the duration drops
 * the settings of the old one, and kinds of purchase that were never chosen follow. Objects and lists are replaced whole.
 */
export function mergedInput(stored: Record<string, unknown>, change: Record<string, unknown>): Record<string, unknown> {
  const kept = { ...stored }
  if (hasDefaultKinds(stored)) {
    delete kept.redeemable_for
  }
  for (const [field, others] of Object.entries(dependents)) {
    const value = change[field]
    if (value === undefined || value === null || isDeepStrictEqual(value, stored[field])) {
      continue
    }
    for (const other of others) {
      delete kept[other]
    }
  }
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  return { ...kept, ...given }
}

/**
 * A merged coupon, checked as a whole. A restriction whose row is gone stays as it is stored, and goes on refusing, until it is
 * left out; nobody can set one. Throws INVALID_DATA.
 */
export async function checkedInput(
  stored: CouponRow["restrictions"],
  merged: Record<string, unknown>,
): Promise<CouponInput> {
  const given = (merged.restrictions ?? {}) as Record<string, unknown>
  const kept = Object.entries(withoutRow(stored)).filter(([key, value]) => isDeepStrictEqual(value, given[key]))
  const names = new Set(kept.map(([key]) => key))
  const others = Object.fromEntries(Object.entries(given).filter(([key]) => !names.has(key)))
  const input = (await zodValidator(createCouponSchema, { ...merged, restrictions: others })) as CouponInput
  return { ...input, restrictions: { ...input.restrictions, ...Object.fromEntries(kept) } }
}

/** A value as the database gives it back: no undefined, dates as text, so that two of them compare. */
const plain = (value: unknown): unknown => (value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown))

/** The columns of `data` that differ from `row`. */
export function changedColumns(row: CouponRow, data: CouponData): Partial<CouponData> {
  const columns = Object.keys(data) as (keyof CouponData)[]
  const differs = (column: keyof CouponData) => !isDeepStrictEqual(plain(row[column]), plain(data[column]))
  return Object.fromEntries(columns.filter(differs).map((column) => [column, data[column]]))
}
