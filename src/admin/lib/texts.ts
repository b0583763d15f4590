// Coupons in words: value, duration, scope, restrictions, and the whole promise as sentences.
import { saysNothing } from "../../engine/restrictions/row"
import type { Restrictions } from "../../engine/restrictions/rows"
import type { BillingPeriod, MoneyAmount, Scope, ScopeLists } from "../../engine/types"
import type { Translate } from "../i18n/texts"
import type { CouponTerms } from "./api-types"
import type { Format } from "./format"
import { sentenceOf } from "./restriction-texts"
import type { RestrictionField } from "./restrictions-form"

const idLists = [
  "product_ids",
  "variant_ids",
  "product_type_ids",
  "collection_ids",
  "category_ids",
  "plan_ids",
] as const
/** More names than this are counted instead. */
const MOST_NAMES = 3

/** The name of a product, plan, customer and so on; undefined while it is not known. */
export type NameOf = (id: string) => string | undefined
const noNames: NameOf = () => undefined

/** Everything about coupons that is said in words, in one language. */
export interface Texts {
  /** As a label: "20% off", "€5.00 or $6.00 off each unit", "Free shipping". */
  value(terms: CouponTerms): string
  /** "3 months", "Forever". */
  duration(terms: CouponTerms): string
  /** Value and duration as one or two sentences (rules 1 to 12). */
  promise(terms: CouponTerms): string[]
  /** Limits and dates as sentences (rules 16 and 17). */
  conditions(terms: CouponTerms, time_zone?: string): string[]
  /** "From 1 Jan 2027 · Until 31 Jan 2027", or "Any time". */
  dates(terms: Pick<CouponTerms, "starts_at" | "expires_at">, time_zone?: string): string
  kinds(terms: CouponTerms): string
  /** Which products; exclusion comes last (rule 8). A few are named, many are counted. */
  scope(scope: Scope, nameOf?: NameOf): string[]
  /** A sentence for each that says something, in the order of `fields`: ours and those of the app. */
  restrictions(restrictions: Restrictions, fields: readonly RestrictionField[], nameOf?: NameOf): string[]
  /** What it does otherwise than coupons usually do: combining, giving back, holding, plan changes (rules 5, 25, 31, 42). */
  habits(terms: CouponTerms): string[]
  /** "Monthly", "Every 2 weeks". */
  every(period: BillingPeriod): string
}

/** The texts of one language. Law: what is said here follows from the terms alone. */
export function textsIn(t: Translate, format: Format): Texts {
  const either = (amounts: MoneyAmount[]) =>
    format.either(amounts.map(({ amount, currency_code }) => format.money(amount, currency_code)))
  const value = (terms: CouponTerms) => valueOf(terms, t, format, either)
  return {
    value: (terms) => (isFreeShipping(terms) ? t("words.value.free_shipping_label") : value(terms)),
    duration: (terms) => durationOf(terms, t),
    promise: (terms) => promiseOf(terms, value(terms), t),
    conditions: (terms, time_zone) => conditionsOf(terms, t, format, time_zone),
    dates: (terms, time_zone) => datesOf(terms, t, format, time_zone),
    kinds: (terms) => terms.redeemable_for.map((kind) => t(`words.kinds.${kind}`)).join(", "),
    scope: (scope, nameOf = noNames) => scopeOf(scope, nameOf, t, format),
    restrictions: (restrictions, fields, nameOf = noNames) => restrictionsOf(restrictions, fields, nameOf, t, format),
    habits: (terms) => habitsOf(terms, t),
    every: (period) => everyOf(period, t),
  }
}

const everyOf = ({ interval, interval_count }: BillingPeriod, t: Translate) =>
  t(`every.${interval}`, { count: interval_count })

function valueOf(terms: CouponTerms, t: Translate, format: Format, either: (amounts: MoneyAmount[]) => string): string {
  const shipping = terms.target === "shipping"
  switch (terms.type) {
    case "trial_extension":
      return t("words.value.trial", { count: terms.trial_days ?? 0 })
    case "fixed": {
      const amounts = either(terms.amounts)
      if (shipping) {
        return t("words.value.fixed_shipping", { amounts })
      }
      return t(terms.allocation === "per_unit" ? "words.value.fixed_per_unit" : "words.value.fixed", { amounts })
    }
    case "percentage": {
      if (isFreeShipping(terms)) {
        return t("words.value.free_shipping")
      }
      const percentage = format.percent(terms.percentage ?? 0)
      const value = t(shipping ? "words.value.percentage_shipping" : "words.value.percentage", { percentage })
      const caps = terms.maximum_discount
      return caps.length > 0 ? t("words.value.capped", { value, cap: either(caps) }) : value
    }
  }
}

const isFreeShipping = ({ type, target, percentage, maximum_discount }: CouponTerms): boolean =>
  type === "percentage" && target === "shipping" && percentage === 100 && maximum_discount.length === 0

function durationOf(terms: CouponTerms, t: Translate): string {
  if (terms.duration !== "repeating") {
    return t(`words.duration.${terms.duration}`)
  }
  return terms.duration_in_months === null
    ? t("words.duration.cycles", { count: terms.duration_in_cycles ?? 0 })
    : t("words.duration.months", { count: terms.duration_in_months })
}

function promiseOf(terms: CouponTerms, value: string, t: Translate): string[] {
  if (terms.type === "trial_extension") {
    return [t("words.promise.trial", { value })]
  }
  const sentences = [durationSentence(terms, value, t)]
  const oneTime = terms.redeemable_for.includes("one_time")
  if (terms.duration !== "once" && oneTime) {
    sentences.push(t("words.promise.one_time_too"))
  }
  const isShared = terms.type === "fixed" && terms.allocation === "across" && terms.target === "items"
  if (isShared) {
    sentences.push(t("words.promise.shared"))
  }
  return sentences
}

function durationSentence(terms: CouponTerms, value: string, t: Translate): string {
  if (terms.duration === "forever") {
    return t("words.promise.forever", { value })
  }
  if (terms.duration === "once") {
    const kind = terms.redeemable_for.length === 1 ? terms.redeemable_for[0] : undefined
    return t(`words.promise.once_${kind ?? "both"}`, { value })
  }
  return terms.duration_in_months === null
    ? t("words.promise.cycles", { value, count: terms.duration_in_cycles ?? 0 })
    : t("words.promise.months", { value, count: terms.duration_in_months })
}

function conditionsOf(terms: CouponTerms, t: Translate, format: Format, time_zone?: string): string[] {
  const { max_redemptions: total, max_redemptions_per_customer: each, starts_at, expires_at } = terms
  return [
    ...(total === null && each === null ? [t("words.limits.none")] : []),
    ...(total === null ? [] : [t("words.limits.total", { count: total })]),
    ...(each === null ? [] : [t("words.limits.customer", { count: each })]),
    ...(starts_at === null ? [] : [t("words.dates.starts", { date: dayOf(starts_at, format, time_zone) })]),
    ...(expires_at === null ? [] : [t("words.dates.ends", { date: dayOf(expires_at, format, time_zone) })]),
  ]
}

/** A plain day is the same day everywhere; only an instant falls on different days. */
const dayOf = (date: string, format: Format, time_zone?: string) =>
  format.date(date, date.length === "2027-01-31".length ? "UTC" : time_zone)

function datesOf(
  { starts_at, expires_at }: Pick<CouponTerms, "starts_at" | "expires_at">,
  t: Translate,
  format: Format,
  time_zone?: string,
): string {
  const parts = [
    ...(starts_at === null ? [] : [t("words.dates.from", { date: dayOf(starts_at, format, time_zone) })]),
    ...(expires_at === null ? [] : [t("words.dates.until", { date: dayOf(expires_at, format, time_zone) })]),
  ]
  return parts.length > 0 ? parts.join(" · ") : t("words.dates.always")
}

/** The names of a few ids, as a text; null for many, or where one is not known. */
function namesOf(ids: string[], nameOf: NameOf, format: Format): string | null {
  const names = ids.map(nameOf).filter((name) => name !== undefined)
  return names.length === ids.length && names.length <= MOST_NAMES ? format.all(names) : null
}

function listsOf(lists: ScopeLists, nameOf: NameOf, t: Translate, format: Format): string {
  const periods = lists.billing_periods ?? []
  return [
    ...idLists
      .filter((key) => (lists[key]?.length ?? 0) > 0)
      .map((key) => {
        const ids = lists[key] ?? []
        const names = namesOf(ids, nameOf, format)
        if (names === null) {
          return t(`words.scope.${key}`, { count: ids.length })
        }
        return t(`words.named.${key}`, { count: ids.length, names })
      }),
    ...(periods.length > 0
      ? [t("words.scope.billing_periods", { periods: format.all(periods.map((period) => everyOf(period, t))) })]
      : []),
  ].join(", ")
}

function scopeOf(scope: Scope, nameOf: NameOf, t: Translate, format: Format): string[] {
  const only = listsOf(scope, nameOf, t, format)
  const except = listsOf(scope.excluded ?? {}, nameOf, t, format)
  return [
    only === "" ? t("words.scope.everything") : t("words.scope.only", { lists: only }),
    ...(except === "" ? [] : [t("words.scope.except", { lists: except })]),
  ]
}

function restrictionsOf(
  restrictions: Restrictions,
  fields: readonly RestrictionField[],
  nameOf: NameOf,
  t: Translate,
  format: Format,
): string[] {
  const stored: Readonly<Record<string, unknown>> = restrictions
  const namesIn = (ids: string[]) => namesOf(ids, nameOf, format)
  const unknown = Object.keys(stored).filter((key) => !fields.some((field) => field.key === key))
  return [
    ...fields
      .filter(({ key, input }) => !saysNothing(stored[key], input))
      .map((field) => sentenceOf(field, stored[field.key], { t, format, namesOf: namesIn })),
    // What restricts must not go unsaid.
    ...unknown.filter((key) => !saysNothing(stored[key])).map((key) => t("rules.unknown", { key })),
  ]
}

function habitsOf(terms: CouponTerms, t: Translate): string[] {
  const isLasting = terms.duration !== "once"
  return [
    ...(terms.applicable_to_credits ? [] : [t("words.habits.credits")]),
    ...(terms.stackable ? [t("words.habits.stackable")] : []),
    ...(terms.release_on_cancel ? [] : [t("words.habits.keepOnCancel")]),
    ...(terms.release_on_refund ? [t("words.habits.releaseOnRefund")] : []),
    ...(terms.hold_minutes === null ? [] : [t("words.habits.hold", { count: terms.hold_minutes })]),
    ...(isLasting && terms.on_plan_change !== "keep_if_eligible"
      ? [t(`words.habits.plan_${terms.on_plan_change}`)]
      : []),
    ...(terms.included_in_mrr === null ? [] : [t(terms.included_in_mrr ? "words.habits.mrr" : "words.habits.noMrr")]),
  ]
}
