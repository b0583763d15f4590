// How lists of coupons and promo codes are sorted that nobody sorted.
import { condition } from "../../../tools/paging"
import type { Condition } from "../../../tools/paging"

/** Of a list that nobody sorted: the newest first, archived ones after all others. An index has this order, to the letter. */
export const archivedLast = (alias: string): string =>
  `(${alias}.status = 'archived'), ${alias}.created_at DESC, ${alias}.id DESC`

/** A status as a condition; where archived ones are not among them, so that the index of `archivedLast` begins behind it. */
export function hasStatus(alias: string, statuses: readonly string[]): Condition {
  const behind = statuses.includes("archived") ? "" : ` AND NOT (${alias}.status = 'archived')`
  return condition(`${alias}.status = ANY(?::text[])${behind}`, statuses)
}
