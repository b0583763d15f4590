// Coupons in words: value, duration, scope, restrictions, and the whole promise as sentences.
import type { BillingPeriod, MoneyAmount, Restrictions, Scope, ScopeLists } from "../../engine/types"
import type { Translate } from "../i18n/texts"
import type { CouponTerms } from "./api-types"
import type { Format } from "./format"

const listKeys = [
  "product_type_ids",
  "product_ids",
  "variant_ids",
  "collection_ids",
  "category_ids",
  "plan_ids",
  "billing_periods",
] as const
const restrictedLists = [
  "customer_ids",
  "customer_group_ids",
  "region_ids",
  "sales_channel_ids",
  "subscription_actions",
] as const

/** Everything about coupons that is said in words, in one language. */
export interface Words {
  /** "20% off", "€5.00 or $6.00 off each unit". */
  value(terms: CouponTerms): string
  /** "3 months", "Forever". */
  duration(terms: CouponTerms): string
  /** Value and duration as one or two sentences (rules 1 to 12). */
  promise(terms: CouponTerms): string[]
  /** Limits and dates as sentences (rules 16 and 17). */
  conditions(terms: CouponTerms): string[]
  /** "From 1 Jan 2027 · Until 31 Jan 2027", or "Any time". */
  dates(terms: Pick<CouponTerms, "starts_at" | "expires_at">): string
  kinds(terms: CouponTerms): string
  /** Which products; exclusion comes last (rule 8). */
  scope(scope: Scope): string[]
  restrictions(restrictions: Restrictions): string[]
  /** "Monthly", "Every 2 weeks". */
  every(period: BillingPeriod): string
}

/** The words of one language. Law: what is said here follows from the terms alone. */
export function wordsIn(t: Translate, format: Format): Words {
  const either = (amounts: MoneyAmount[]) =>
    format.either(amounts.map(({ amount, currency_code }) => format.money(amount, currency_code)))
  const value = (terms: CouponTerms) => valueOf(terms, t, format, either)
  return {
    value,
    duration: (terms) => durationOf(terms, t),
    promise: (terms) => promiseOf(terms, value(terms), t),
    conditions: (terms) => conditionsOf(terms, t, format),
    dates: (terms) => datesOf(terms, t, format),
    kinds: (terms) => terms.redeemable_for.map((kind) => t(`words.kinds.${kind}`)).join(", "),
    scope: (scope) => scopeOf(scope, t),
    restrictions: (restrictions) => restrictionsOf(restrictions, t, either),
    every: ({ interval, interval_count }) => t(`every.${interval}`, { count: interval_count }),
  }
}

function valueOf(terms: CouponTerms, t: Translate, format: Format, either: (amounts: MoneyAmount[]) => string): string {
  const shipping = terms.target === "shipping"
  switch (terms.type) {
    case "trial_extension":
      return t("words.value.trial", { count: terms.trial_days ?? 0 })
    case "fixed": {
      const amounts = either(terms.amounts)
      if (shipping) return t("words.value.fixed_shipping", { amounts })
      return t(terms.allocation === "per_unit" ? "words.value.fixed_per_unit" : "words.value.fixed", { amounts })
    }
    case "percentage": {
      const percentage = format.percent(terms.percentage ?? 0)
      const value = t(shipping ? "words.value.percentage_shipping" : "words.value.percentage", { percentage })
      const caps = terms.maximum_discount
      return caps.length > 0 ? t("words.value.capped", { value, cap: either(caps) }) : value
    }
  }
}

function durationOf(terms: CouponTerms, t: Translate): string {
  if (terms.duration !== "repeating") return t(`words.duration.${terms.duration}`)
  return terms.duration_in_months === null
    ? t("words.duration.cycles", { count: terms.duration_in_cycles ?? 0 })
    : t("words.duration.months", { count: terms.duration_in_months })
}

function promiseOf(terms: CouponTerms, value: string, t: Translate): string[] {
  if (terms.type === "trial_extension") return [t("words.promise.trial", { value })]
  const sentences = [durationSentence(terms, value, t)]
  const oneTime = terms.redeemable_for.includes("one_time")
  if (terms.duration !== "once" && oneTime) sentences.push(t("words.promise.one_time_too"))
  if (terms.type === "fixed" && terms.allocation === "across") sentences.push(t("words.promise.shared"))
  return sentences
}

function durationSentence(terms: CouponTerms, value: string, t: Translate): string {
  if (terms.duration === "forever") return t("words.promise.forever", { value })
  if (terms.duration === "once") {
    const kind = terms.redeemable_for.length === 1 ? terms.redeemable_for[0] : undefined
    return t(`words.promise.once_${kind ?? "both"}`, { value })
  }
  return terms.duration_in_months === null
    ? t("words.promise.cycles", { value, count: terms.duration_in_cycles ?? 0 })
    : t("words.promise.months", { value, count: terms.duration_in_months })
}

function conditionsOf(terms: CouponTerms, t: Translate, format: Format): string[] {
  const { max_redemptions: total, max_redemptions_per_customer: each, starts_at, expires_at } = terms
  return [
    ...(total === null && each === null ? [t("words.limits.none")] : []),
    ...(total === null ? [] : [t("words.limits.total", { count: total })]),
    ...(each === null ? [] : [t("words.limits.customer", { count: each })]),
    ...(starts_at === null ? [] : [t("words.dates.starts", { date: format.date(starts_at) })]),
    ...(expires_at === null ? [] : [t("words.dates.ends", { date: format.date(expires_at) })]),
  ]
}

function datesOf(terms: Pick<CouponTerms, "starts_at" | "expires_at">, t: Translate, format: Format): string {
  const parts = [
    ...(terms.starts_at === null ? [] : [t("words.dates.from", { date: format.date(terms.starts_at) })]),
    ...(terms.expires_at === null ? [] : [t("words.dates.until", { date: format.date(terms.expires_at) })]),
  ]
  return parts.length > 0 ? parts.join(" · ") : t("words.dates.always")
}

function listsOf(lists: ScopeLists, t: Translate): string {
  return listKeys
    .filter((key) => (lists[key]?.length ?? 0) > 0)
    .map((key) => t(`words.scope.${key}`, { count: lists[key]?.length ?? 0 }))
    .join(", ")
}

function scopeOf(scope: Scope, t: Translate): string[] {
  const only = listsOf(scope, t)
  const except = listsOf(scope.excluded ?? {}, t)
  return [
    only === "" ? t("words.scope.everything") : t("words.scope.only", { lists: only }),
    ...(except === "" ? [] : [t("words.scope.except", { lists: except })]),
  ]
}

function restrictionsOf(rules: Restrictions, t: Translate, either: (amounts: MoneyAmount[]) => string): string[] {
  const minimum = rules.minimum_amount ?? []
  const quantity = rules.minimum_quantity ?? 0
  return [
    ...(minimum.length > 0 ? [t("words.restrictions.minimum_amount", { amounts: either(minimum) })] : []),
    ...(quantity > 0 ? [t("words.restrictions.minimum_quantity", { count: quantity })] : []),
    ...(rules.first_purchase ? [t(`words.restrictions.first_purchase_${rules.first_purchase}`)] : []),
    ...(rules.audience && rules.audience !== "all" ? [t(`words.restrictions.${rules.audience}`)] : []),
    ...restrictedLists
      .filter((key) => (rules[key]?.length ?? 0) > 0)
      .map((key) => t(`words.restrictions.${key}`, { count: rules[key]?.length ?? 0 })),
  ]
}
