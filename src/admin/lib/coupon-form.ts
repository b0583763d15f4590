// The create form without its looks: what was typed, what is wrong with it, and the request it becomes.
import { currencyDigits } from "../../engine/money"
import type { Allocation, Duration, MoneyAmount } from "../../engine/types"
import type { CouponTerms } from "./api-types"

/** What was typed, as typed. Dates are plain days ("2027-01-31"), meant in the store's time zone (rule 16). */
export interface CouponForm {
  name: string
  type: "percentage" | "fixed"
  percentage: string
  /** By currency code. */
  amounts: Record<string, string>
  allocation: Allocation
  duration: Duration
  duration_count: string
  duration_unit: "months" | "cycles"
  max_redemptions: string
  max_redemptions_per_customer: string
  starts_at: string
  expires_at: string
  code: string
  activate: boolean
}

/** Which text of `form.errors` belongs to which field. */
export type FormErrors = Partial<Record<keyof CouponForm, FormErrorKey>>
export type FormErrorKey = "required" | "percentage" | "amount" | "amounts" | "count" | "order" | "perCustomer" | "code"

export const emptyForm: CouponForm = {
  name: "",
  type: "percentage",
  percentage: "",
  amounts: {},
  allocation: "across",
  duration: "once",
  duration_count: "3",
  duration_unit: "months",
  max_redemptions: "",
  max_redemptions_per_customer: "",
  starts_at: "",
  expires_at: "",
  code: "",
  activate: true,
}

/** A typed decimal, with point or comma; null when it is none or has more than `decimals` places. */
export function readDecimal(typed: string, decimals: number): number | null {
  const match = /^(\d+)(?:[.,](\d+))?$/.exec(typed.trim())
  if (!match || (match[2]?.length ?? 0) > decimals) return null
  return Number(typed.trim().replace(",", "."))
}

/** A typed whole number from 1; null when it is none. */
export function readCount(typed: string): number | null {
  const count = readDecimal(typed, 0)
  return count !== null && count >= 1 && Number.isSafeInteger(count) ? count : null
}

const readPercentage = (typed: string) => {
  const percentage = readDecimal(typed, 4)
  return percentage !== null && percentage > 0 && percentage <= 100 ? percentage : null
}

const typedAmounts = (form: CouponForm) => Object.entries(form.amounts).filter(([, typed]) => typed.trim() !== "")

function readAmounts(form: CouponForm): MoneyAmount[] | null {
  const amounts = typedAmounts(form).map(([currency_code, typed]) => ({
    currency_code,
    amount: readDecimal(typed, currencyDigits(currency_code)),
  }))
  const isGood = (entry: { amount: number | null }): entry is MoneyAmount => entry.amount !== null && entry.amount > 0
  return amounts.every(isGood) ? amounts : null
}

/** Everything that is wrong, by field; empty when the form can be sent. The server has the last word. */
export function checkForm(form: CouponForm): FormErrors {
  return { ...checkValue(form), ...checkDuration(form), ...checkLimits(form), ...checkWords(form) }
}

function checkValue(form: CouponForm): FormErrors {
  if (form.type === "percentage") return readPercentage(form.percentage) === null ? { percentage: "percentage" } : {}
  if (typedAmounts(form).length === 0) return { amounts: "amounts" }
  return readAmounts(form) === null ? { amounts: "amount" } : {}
}

function checkDuration(form: CouponForm): FormErrors {
  const isMissing = form.duration === "repeating" && readCount(form.duration_count) === null
  return isMissing ? { duration_count: "count" } : {}
}

function checkLimits(form: CouponForm): FormErrors {
  const errors: FormErrors = {}
  const limits = ["max_redemptions", "max_redemptions_per_customer"] as const
  for (const field of limits) if (form[field].trim() !== "" && readCount(form[field]) === null) errors[field] = "count"
  const [total, each] = limits.map((field) => readCount(form[field]))
  if (total && each && each > total) errors.max_redemptions_per_customer = "perCustomer"
  if (form.starts_at && form.expires_at && form.expires_at < form.starts_at) errors.expires_at = "order"
  return errors
}

function checkWords(form: CouponForm): FormErrors {
  return {
    ...(form.name.trim() === "" ? { name: "required" as const } : {}),
    ...(isCode(form.code) ? {} : { code: "code" as const }),
  }
}

/** Empty, or something that a customer can type. */
export function isCode(typed: string): boolean {
  return /^[\p{L}\p{N}._-]{0,64}$/u.test(typed.trim())
}

/** The terms that the summary and the example are told from; null while value or duration are not typed yet. */
export function termsOfForm(form: CouponForm): CouponTerms | null {
  if (Object.keys({ ...checkValue(form), ...checkDuration(form) }).length > 0) return null
  const count = form.duration === "repeating" ? readCount(form.duration_count) : null
  const isPercentage = form.type === "percentage"
  return {
    type: form.type,
    percentage: isPercentage ? readPercentage(form.percentage) : null,
    maximum_discount: [],
    amounts: isPercentage ? [] : (readAmounts(form) ?? []),
    allocation: isPercentage ? "across" : form.allocation,
    trial_days: null,
    target: "items",
    redeemable_for: form.duration === "once" ? ["one_time", "subscription"] : ["subscription"],
    duration: form.duration,
    duration_in_months: form.duration_unit === "months" ? count : null,
    duration_in_cycles: form.duration_unit === "cycles" ? count : null,
    starts_at: form.starts_at || null,
    expires_at: form.expires_at || null,
    max_redemptions: readCount(form.max_redemptions),
    max_redemptions_per_customer: readCount(form.max_redemptions_per_customer),
  }
}

/** The body of `POST /admin/coupons`: a draft with only the fields that say something. */
export type CreateCouponRequest = Partial<CouponTerms> & { name: string; status: "draft" }

/** The request for a form that `checkForm` finds nothing wrong with. Throws otherwise. */
export function requestOfForm(form: CouponForm): CreateCouponRequest {
  const terms = termsOfForm(form)
  if (terms === null) throw new Error("The form must be checked before it is sent.")
  const said = Object.entries(terms).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  )
  return { ...(Object.fromEntries(said) as Partial<CouponTerms>), name: form.name.trim(), status: "draft" }
}
