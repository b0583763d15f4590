// How lists of coupons, promo codes and discounts are sorted.
import { condition } from "../../../tools/paging"
import type { Condition } from "../../../tools/paging"

/** `name` or `-name` of a column of `alias`, with the id as tie-break. The name is one that the route allows. */
export function orderBy(alias: string, order: string): string {
  const direction = order.startsWith("-") ? "DESC" : "ASC"
  const column = order.replace(/^-/, "")
  if (!/^[a-z_]+$/.test(column)) {
    throw new TypeError(`"${order}" is no order.`)
  }
  const id = `${alias}.id ${direction}`
  return column === "id" ? id : `${alias}.${column} ${direction}, ${id}`
}

/** Of a list that nobody sorted: the newest first, archived ones after all others. An index has this order, to the letter. */
export const archivedLast = (alias: string): string =>
  `(${alias}.status = 'archived'), ${alias}.created_at DESC, ${alias}.id DESC`

/** A status as a condition; where archived ones are not among them, so that the index of `archivedLast` begins behind it. */
export function hasStatus(alias: string, statuses: readonly string[]): Condition {
  const behind = statuses.includes("archived") ? "" : ` AND NOT (${alias}.status = 'archived')`
  return condition(`${alias}.status = ANY(?::text[])${behind}`, statuses)
}
