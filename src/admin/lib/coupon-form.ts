// The coupon form without its looks: the request that it becomes, and the form of a stored coupon.
import type { Duration, PurchaseKind } from "../../engine/types"
import type { Coupon, CouponTerms, Metadata } from "./api-types"
import { checkDuration, checkValue } from "./coupon-check"
import { emptyForm, type CouponForm } from "./coupon-fields"
import { metadataOfRows, rowsOfMetadata } from "./metadata-form"
import { formOfRestrictions, restrictionsOfForm } from "./restrictions-form"
import { formOfScope, scopeOfForm } from "./scope-form"
import { dayIn, readAmounts, readCount, readPercentage, typedAmounts, typedNumber } from "./typed"

/** A trial extension lengthens one trial: it lasts once. */
export const durationOf = (form: CouponForm): Duration => (form.type === "trial_extension" ? "once" : form.duration)

/** What it can be redeemed for: as chosen, or as the duration suggests (rule 7). A trial belongs to a subscription. */
export function kindsOf(form: CouponForm): PurchaseKind[] {
  if (form.type === "trial_extension") {
    return ["subscription"]
  }
  return form.redeemable_for ?? (form.duration === "once" ? ["one_time", "subscription"] : ["subscription"])
}

/** The terms that the summary and the example are told from; null while value or duration are not typed yet. */
export function termsOfForm(form: CouponForm): CouponTerms | null {
  if (Object.keys({ ...checkValue(form), ...checkDuration(form) }).length > 0) {
    return null
  }
  return {
    ...valueOf(form),
    redeemable_for: kindsOf(form),
    scope: scopeOfForm(form.scope),
    ...lengthOf(form),
    starts_at: form.starts_at || null,
    expires_at: form.expires_at || null,
    max_redemptions: readCount(form.max_redemptions),
    max_redemptions_per_customer: readCount(form.max_redemptions_per_customer),
    restrictions: restrictionsOfForm(form.restrictions),
    stackable: form.stackable,
    on_plan_change: form.on_plan_change,
    included_in_mrr: form.included_in_mrr === "default" ? null : form.included_in_mrr === "yes",
    release_on_cancel: form.release_on_cancel,
    release_on_refund: form.release_on_refund,
    hold_minutes: readCount(form.hold_minutes),
  }
}

/** Settings of another type stay in the form, so that choosing back brings them back, but are not sent. */
function valueOf(form: CouponForm) {
  const { type } = form
  const isPercentage = type === "percentage"
  return {
    type,
    percentage: isPercentage ? readPercentage(form.percentage) : null,
    maximum_discount: isPercentage ? (readAmounts(form.maximum_discount) ?? []) : [],
    amounts: type === "fixed" ? (readAmounts(form.amounts) ?? []) : [],
    allocation: type === "fixed" ? form.allocation : ("across" as const),
    trial_days: type === "trial_extension" ? readCount(form.trial_days) : null,
    target: type === "trial_extension" ? ("items" as const) : form.target,
    applicable_to_credits: isPercentage ? form.applicable_to_credits : true,
  }
}

function lengthOf(form: CouponForm) {
  const duration = durationOf(form)
  const count = duration === "repeating" ? readCount(form.duration_count) : null
  return {
    duration,
    duration_in_months: form.duration_unit === "months" ? count : null,
    duration_in_cycles: form.duration_unit === "cycles" ? count : null,
  }
}

/** Every field of a coupon that the form decides, as the API takes it. */
export type CouponRequest = CouponTerms & { name: string; description: string | null; metadata: Metadata }

/** The request for a form that `checkForm` finds nothing wrong with. Throws otherwise. */
export function requestOfForm(form: CouponForm): CouponRequest {
  const terms = termsOfForm(form)
  if (terms === null) {
    throw new Error("The form must be checked before it is sent.")
  }
  return {
    name: form.name.trim(),
    description: form.description.trim() || null,
    ...terms,
    metadata: metadataOfRows(form.metadata),
  }
}

/**
 * What differs between two forms, as the body of `POST /admin/coupons/:id`. What was not touched is not sent: a date that was
 * stored to the minute stays what it is, although the form shows its day only.
 */
export function changesOf(before: CouponForm, after: CouponForm): Partial<CouponRequest> {
  const old = requestOfForm(before)
  return Object.fromEntries(
    Object.entries(requestOfForm(after)).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(old[field as keyof CouponRequest]),
    ),
  )
}

/** A stored coupon as it would have been typed; dates are days of `time_zone`. */
export function formOfCoupon(coupon: Coupon, time_zone: string): CouponForm {
  const in_cycles = coupon.duration_in_cycles !== null
  return {
    ...emptyForm,
    name: coupon.name,
    description: coupon.description ?? "",
    type: coupon.type,
    percentage: typedNumber(coupon.percentage),
    maximum_discount: typedAmounts(coupon.maximum_discount),
    amounts: typedAmounts(coupon.amounts),
    allocation: coupon.allocation,
    trial_days: typedNumber(coupon.trial_days),
    target: coupon.target,
    applicable_to_credits: coupon.applicable_to_credits,
    redeemable_for: coupon.redeemable_for,
    scope: formOfScope(coupon.scope),
    duration: coupon.duration,
    duration_count: typedNumber(coupon.duration_in_cycles ?? coupon.duration_in_months) || emptyForm.duration_count,
    duration_unit: in_cycles ? "cycles" : "months",
    max_redemptions: typedNumber(coupon.max_redemptions),
    max_redemptions_per_customer: typedNumber(coupon.max_redemptions_per_customer),
    starts_at: dayIn(time_zone, coupon.starts_at),
    expires_at: dayIn(time_zone, coupon.expires_at),
    restrictions: formOfRestrictions(coupon.restrictions),
    ...habitsOf(coupon),
    metadata: rowsOfMetadata(coupon.metadata),
  }
}

function habitsOf(coupon: Coupon) {
  const { stackable, on_plan_change, release_on_cancel, release_on_refund, included_in_mrr } = coupon
  return {
    stackable,
    on_plan_change,
    included_in_mrr:
      included_in_mrr === null ? ("default" as const) : included_in_mrr ? ("yes" as const) : ("no" as const),
    release_on_cancel,
    release_on_refund,
    hold_minutes: typedNumber(coupon.hold_minutes),
  }
}
