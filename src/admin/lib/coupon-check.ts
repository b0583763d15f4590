// What is wrong with a coupon form, field by field, and on which of its steps. The server has the last word.
import type { CouponForm } from "./coupon-fields"
import { checkRestrictions, type RestrictionErrorKey, type RestrictionPlace } from "./restrictions-form"
import { areBlank, isBlank, isCode, readAmounts, readCount, readPercentage } from "./typed"

/** The steps of the form, in their order. */
export const steps = ["value", "scope", "duration", "limits", "summary"] as const
export type Step = (typeof steps)[number]

/** A field that can be wrong; those of the restrictions each by its place. */
export type FormField = keyof CouponForm | RestrictionPlace
/** Which text of `form.errors` belongs to which field. */
export type FormErrors = Partial<Record<FormField, FormErrorKey>>
export type FormErrorKey =
  | "required"
  | "long"
  | "percentage"
  | "amounts"
  | "days"
  | "minutes"
  | "kinds"
  | "order"
  | "perCustomer"
  | "code"
  | RestrictionErrorKey

const stepOf: Partial<Record<FormField, Step>> = {
  name: "value",
  description: "value",
  type: "value",
  percentage: "value",
  maximum_discount: "value",
  amounts: "value",
  allocation: "value",
  trial_days: "value",
  target: "value",
  applicable_to_credits: "value",
  redeemable_for: "scope",
  scope: "scope",
  duration: "duration",
  duration_count: "duration",
  duration_unit: "duration",
  on_plan_change: "duration",
  included_in_mrr: "duration",
  code: "summary",
  activate: "summary",
}

/** The step a field is on; everything else is a limit or a rule. */
export const stepOfField = (field: FormField): Step => stepOf[field] ?? "limits"

/** The first step with an error, or null. */
export function firstStepWith(errors: Partial<Record<FormField, unknown>>): Step | null {
  const wrong = new Set((Object.keys(errors) as FormField[]).map(stepOfField))
  return steps.find((step) => wrong.has(step)) ?? null
}

/** Everything that is wrong, by field; empty when the form can be sent. */
export function checkForm(form: CouponForm): FormErrors {
  return {
    ...checkTexts(form),
    ...checkValue(form),
    ...checkKinds(form),
    ...checkDuration(form),
    ...checkLimits(form),
    ...checkRestrictions(form.restrictions),
  }
}

/** Type and value (rules 1 to 3). */
export function checkValue(form: CouponForm): FormErrors {
  switch (form.type) {
    case "percentage": {
      const isNoCap = !areBlank(form.maximum_discount) && readAmounts(form.maximum_discount) === null
      return {
        ...(readPercentage(form.percentage) === null ? { percentage: "percentage" as const } : {}),
        ...(isNoCap ? { maximum_discount: "amount" as const } : {}),
      }
    }
    case "fixed":
      if (areBlank(form.amounts)) {
        return { amounts: "amounts" }
      }
      return readAmounts(form.amounts) === null ? { amounts: "amount" } : {}
    case "trial_extension":
      return readCount(form.trial_days, 3650) === null ? { trial_days: "days" } : {}
  }
}

function checkKinds(form: CouponForm): FormErrors {
  if (form.redeemable_for === null || form.type === "trial_extension") {
    return {}
  }
  const isLasting = form.duration !== "once"
  const isWrong = form.redeemable_for.length === 0 || (isLasting && !form.redeemable_for.includes("subscription"))
  return isWrong ? { redeemable_for: "kinds" } : {}
}

/** How long it lasts (rule 10). */
export function checkDuration(form: CouponForm): FormErrors {
  if (form.type === "trial_extension" || form.duration !== "repeating") {
    return {}
  }
  const most = form.duration_unit === "months" ? 1200 : 100_000
  return readCount(form.duration_count, most) === null ? { duration_count: "count" } : {}
}

function checkLimits(form: CouponForm): FormErrors {
  const isNoHold = !isBlank(form.hold_minutes) && readCount(form.hold_minutes, 10_080) === null
  return { ...checkGate(form), ...(isNoHold ? { hold_minutes: "minutes" } : {}) }
}

/** Limits and dates, which coupons, promo codes and batches have alike (rules 16 and 17). */
export function checkGate(form: {
  max_redemptions: string
  max_redemptions_per_customer: string
  starts_at: string
  expires_at: string
}): Pick<FormErrors, "max_redemptions" | "max_redemptions_per_customer" | "expires_at"> {
  const errors: FormErrors = {}
  const limits = ["max_redemptions", "max_redemptions_per_customer"] as const
  for (const field of limits) {
    if (!isBlank(form[field]) && readCount(form[field]) === null) {
      errors[field] = "count"
    }
  }
  const [total, each] = limits.map((field) => readCount(form[field]))
  if (total && each && each > total) {
    errors.max_redemptions_per_customer = "perCustomer"
  }
  if (form.starts_at && form.expires_at && form.expires_at < form.starts_at) {
    errors.expires_at = "order"
  }
  return errors
}

function checkTexts(form: CouponForm): FormErrors {
  const name = form.name.trim()
  return {
    ...(name === "" ? { name: "required" as const } : {}),
    ...(name.length > 200 ? { name: "long" as const } : {}),
    ...(form.description.length > 5000 ? { description: "long" as const } : {}),
    ...(isCode(form.code) ? {} : { code: "code" as const }),
  }
}
