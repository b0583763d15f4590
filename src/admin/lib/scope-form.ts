// What a coupon covers, as it is chosen in a form, and back (rules 8 and 9).
import type { BillingPeriod, Interval, Scope, ScopeLists } from "../../engine/types"

/** Lists of ids that a scope may have, in the order they are shown. */
export const scopeIdLists = [
  "product_ids",
  "variant_ids",
  "product_type_ids",
  "collection_ids",
  "category_ids",
  "plan_ids",
] as const
export type ScopeIdList = (typeof scopeIdLists)[number]

/** One side of a scope: what is included, or what is excluded. */
export type ScopeSide = Record<ScopeIdList, string[]> & { billing_periods: BillingPeriod[] }

export interface ScopeForm {
  included: ScopeSide
  excluded: ScopeSide
}

const emptySide: ScopeSide = {
  product_ids: [],
  variant_ids: [],
  product_type_ids: [],
  collection_ids: [],
  category_ids: [],
  plan_ids: [],
  billing_periods: [],
}

export const emptyScopeForm: ScopeForm = { included: emptySide, excluded: emptySide }

const sideOf = (lists: ScopeLists | undefined): ScopeSide => ({
  product_ids: lists?.product_ids ?? [],
  variant_ids: lists?.variant_ids ?? [],
  product_type_ids: lists?.product_type_ids ?? [],
  collection_ids: lists?.collection_ids ?? [],
  category_ids: lists?.category_ids ?? [],
  plan_ids: lists?.plan_ids ?? [],
  billing_periods: lists?.billing_periods ?? [],
})

export const formOfScope = (scope: Scope): ScopeForm => ({ included: sideOf(scope), excluded: sideOf(scope.excluded) })

const listsOf = (side: ScopeSide): ScopeLists =>
  Object.fromEntries(Object.entries(side).filter(([, list]) => list.length > 0))

/** Only the lists that say something. */
export function scopeOfForm({ included, excluded }: ScopeForm): Scope {
  const except = listsOf(excluded)
  return { ...listsOf(included), ...(Object.keys(except).length > 0 ? { excluded: except } : {}) }
}

/** True when something on this side was chosen. */
export const isSideUsed = (side: ScopeSide): boolean => Object.values(side).some((list) => list.length > 0)

export const intervals: Interval[] = ["day", "week", "month", "year"]

export const isSamePeriod = (a: BillingPeriod, b: BillingPeriod): boolean =>
  a.interval === b.interval && a.interval_count === b.interval_count
