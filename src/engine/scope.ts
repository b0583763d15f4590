// Which lines: does a line fall under a coupon's terms, and if not, why not.
//
// How lists combine (rule 8). Three questions, and a line must pass each one that is asked:
// what is bought (product types, products, variants, collections, categories: any hit in any of these lists will do),
// on which plan, and how often it bills. Excluded lists are the other way round: one hit in any of them is enough.
import { calendarUnits } from "./calendar"
import { refuse } from "./refusals"
import type { CatalogueFacts, Line, Refusal, Scope, ScopeLists, Terms } from "./types"

/**
 * The terms as they are won: what the products of these lines are catalogued as now is what they are matched by as long as
 * the promise runs, so that what was in scope stays in scope, and what was not does not come into it (rules 15 and 34).
 * Scopes that ask nothing of products stay as they are.
 */
export function freezeScope(terms: Terms, products: (CatalogueFacts & { variant_id: string | null })[]): Terms {
  const { scope } = terms
  if (!asksForProducts(scope) && !asksForProducts(scope.excluded ?? {})) {
    return terms
  }
  const as_won = Object.fromEntries(
    products.flatMap(({ variant_id, product_id, product_type_id, collection_id, category_ids }) => {
      const facts: CatalogueFacts = { product_id, product_type_id, collection_id, category_ids }
      return [variant_id, product_id].flatMap((id) =>
        id === null || product_id === null ? [] : [[id, facts] as const],
      )
    }),
  )
  return { ...terms, scope: { ...scope, as_won } }
}

const asksForProducts = ({ product_type_ids, product_ids, collection_ids, category_ids }: ScopeLists): boolean =>
  [product_type_ids, product_ids, collection_ids, category_ids].some((ids) => (ids?.length ?? 0) > 0)

/** The line with its product as it was catalogued when the terms were won, where they remember it. */
function asWon(line: Line, { as_won }: Scope): Line {
  const facts = as_won && (as_won[line.variant_id ?? ""] ?? as_won[line.product_id ?? ""])
  return facts ? { ...line, ...facts } : line
}

/** Null if the terms cover the line, otherwise the first reason why not (rules 7 to 9). */
export function lineRefusal(today: Line, terms: Terms): Refusal | null {
  const line = asWon(today, terms.scope)
  const kind = kindRefusal(line, terms)
  if (kind) {
    return kind
  }
  const { included, excluded } = matcherOf(terms.scope)
  return (
    (excluded && exclusionRefusal(line, excluded)) ??
    (included && (productRefusal(line, included) ?? planRefusal(line, included) ?? periodRefusal(line, included)))
  )
}

/** Every reason why the terms do not cover the line; empty if they do. */
export function lineRefusals(today: Line, terms: Terms): Refusal[] {
  const line = asWon(today, terms.scope)
  const { included, excluded } = matcherOf(terms.scope)
  const kind = kindRefusal(line, terms)
  const reasons = [kind, excluded && exclusionRefusal(line, excluded), included && productRefusal(line, included)]
  // Which plan would be right is no news about a line that is bought in the wrong way altogether.
  if (!kind && included) {
    reasons.push(planRefusal(line, included), periodRefusal(line, included))
  }
  return reasons.filter((reason) => reason !== null)
}

function kindRefusal(line: Line, terms: Terms): Refusal | null {
  if (!line.is_discountable) {
    return refuse("item_not_eligible")
  }
  if (!terms.redeemable_for.includes(line.kind)) {
    return refuse(line.kind === "one_time" ? "not_redeemable_for_one_time" : "not_redeemable_for_subscription")
  }
  return null
}

function exclusionRefusal(line: Line, lists: Lists): Refusal | null {
  if (hits(lists.types, line.product_type_id)) {
    return refuse("product_type_not_eligible")
  }
  if (lists.isAnyItem(line)) {
    return refuse("item_not_eligible")
  }
  if (hits(lists.plans, line.plan_id)) {
    return refuse("plan_not_eligible")
  }
  return lists.periods && hits(lists.periods, periodKey(line)) ? refuse("billing_period_not_eligible") : null
}

function productRefusal(line: Line, lists: Lists): Refusal | null {
  if (!lists.names_products || hits(lists.types, line.product_type_id) || lists.isAnyItem(line)) {
    return null
  }
  return refuse(lists.names_only_types ? "product_type_not_eligible" : "item_not_eligible")
}

function planRefusal(line: Line, { plans }: Lists): Refusal | null {
  return plans && !hits(plans, line.plan_id) ? refuse("plan_not_eligible") : null
}

function periodRefusal(line: Line, { periods }: Lists): Refusal | null {
  return periods && !hits(periods, periodKey(line)) ? refuse("billing_period_not_eligible") : null
}

/**
 * A billing period as one comparable text: 12 months and 1 year are the same period, and so are 7 days and 1 week. Null
 * for a one-time line, whatever it carries: no billing-period rule matches it.
 */
function periodKey(line: Line): string | null {
  return line.kind === "subscription" && line.billing_period ? calendarUnits(line.billing_period) : null
}

interface Lists {
  types: Set<string> | null
  plans: Set<string> | null
  periods: Set<string> | null
  names_products: boolean
  names_only_types: boolean
  /** Product, variant, collection or one of the categories is listed. */
  isAnyItem(line: Line): boolean
}

/** Both sides of a scope, null where it says nothing. */
interface Matcher {
  included: Lists | null
  excluded: Lists | null
}

/** Lists may be thousands of ids long and are asked for every line, so they are made sets once. Terms never change. */
const known_matchers = new WeakMap<Scope, Matcher>()

function matcherOf(scope: Scope): Matcher {
  let matcher = known_matchers.get(scope)
  if (!matcher) {
    matcher = { included: makeLists(scope), excluded: scope.excluded ? makeLists(scope.excluded) : null }
    known_matchers.set(scope, matcher)
  }
  return matcher
}

function makeLists(scope: ScopeLists): Lists | null {
  const types = setOf(scope.product_type_ids)
  const products = setOf(scope.product_ids)
  const variants = setOf(scope.variant_ids)
  const collections = setOf(scope.collection_ids)
  const categories = setOf(scope.category_ids)
  const names_items = Boolean(products ?? variants ?? collections ?? categories)
  const plans = setOf(scope.plan_ids)
  const periods = setOf(scope.billing_periods?.map(calendarUnits))
  if (!(names_items || types || plans || periods)) {
    return null
  }
  return {
    types,
    plans,
    periods,
    names_products: names_items || types !== null,
    names_only_types: types !== null && !names_items,
    isAnyItem: (line) =>
      hits(products, line.product_id) ||
      hits(variants, line.variant_id) ||
      hits(collections, line.collection_id) ||
      (categories !== null && line.category_ids.some((id) => categories.has(id))),
  }
}

function setOf(ids: string[] | undefined): Set<string> | null {
  return ids && ids.length > 0 ? new Set(ids) : null
}

function hits(set: Set<string> | null, id: string | null): boolean {
  return set !== null && id !== null && set.has(id)
}
