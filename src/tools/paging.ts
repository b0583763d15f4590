// One page of a list, and how many rows there are: statements whose cost does not grow with the table (decision 47).
import type { Sql, SqlParam } from "./sql"

/** A piece of SQL that is true or false for a row, and its parameters in order. */
export interface Condition {
  sql: string
  params: readonly SqlParam[]
}

/** What a list is of: `from` is a table with its alias (`coupon c`), `id` its primary key by that alias (`c.id`). */
export interface ListSource {
  from: string
  id: string
}

/** `order` is a whole ORDER BY that ends with the id, so that pages never overlap. */
export interface PageOf {
  where: Condition
  order: string
  limit: number
  offset: number
  /** A nearer place to begin at, where one is known: a WITH for it, and what is left of the offset behind it. */
  start?: { with: Condition; offset: Condition }
}

/** How many rows a list has. An estimate is more than the bound, and agrees with what the page has seen. */
export interface ListCount {
  count: number
  count_is_estimate: boolean
}

/** Rows are counted one by one up to here where an index has all that is asked for. */
export const COUNTED_BY_INDEX = 10_000
/** The same where the rows themselves have to be read. */
export const COUNTED_BY_ROW = 1_000

export const condition = (sql: string, ...params: readonly SqlParam[]): Condition => ({ sql, params })

/** True where a column has one of these values. One alone is asked for by itself: only then an index behind it gives its order. */
export function isOneOf(column: string, values: readonly string[]): Condition {
  const [first] = values
  return values.length === 1 && first !== undefined
    ? condition(`${column} = ?`, first)
    : condition(`${column} = ANY(?::text[])`, values)
}

/** True where all are; of none, everywhere. */
export const allOf = (parts: readonly Condition[]): Condition => joined(parts, " AND ", "true")

/** True where any is; of none, nowhere. */
export const anyOf = (parts: readonly Condition[]): Condition => joined(parts, " OR ", "false")

function joined(parts: readonly Condition[], word: string, empty: string): Condition {
  return {
    sql: parts.length > 0 ? `(${parts.map(({ sql }) => sql).join(word)})` : empty,
    params: parts.flatMap(({ params }) => params),
  }
}

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

/**
 * One page in order, and how many rows there are. Ids are found first: what `offset` passes over is then read from the index alone,
 * where one has the order, and only the page's rows are read whole. One row more is asked for than is shown, so that a last page is
 * known to be the last. `count` is asked where the page does not tell; what it estimates is brought between what was seen, so that
 * whoever goes on while `offset` is below it sees every row, and comes to an end.
 */
export async function listPage<T>(
  sql: Sql,
  source: ListSource,
  columns: string,
  page: PageOf,
  count: () => Promise<ListCount>,
): Promise<{ rows: T[] } & ListCount> {
  const found = await rowsOfPage<T>(sql, source, columns, { ...page, limit: page.limit + 1 })
  const rows = found.slice(0, page.limit)
  const seen = page.offset + found.length
  if (found.length <= page.limit && (found.length > 0 || page.offset === 0)) {
    return { rows, count: seen, count_is_estimate: false }
  }
  const counted = await count()
  if (!counted.count_is_estimate) {
    return { rows, ...counted }
  }
  const estimate = found.length > 0 ? Math.max(counted.count, seen) : Math.min(counted.count, seen)
  return { rows, count: estimate, count_is_estimate: true }
}

function rowsOfPage<T>(
  sql: Sql,
  { from, id }: ListSource,
  columns: string,
  { where, order, limit, offset, start }: PageOf,
): Promise<T[]> {
  const skip = start?.offset ?? condition("?", offset)
  return sql<T>(
    `${start ? `WITH ${start.with.sql}` : ""} SELECT ${columns} FROM (
       SELECT ${id} FROM ${from} WHERE ${where.sql} ORDER BY ${order} LIMIT ? OFFSET ${skip.sql}
     ) AS page JOIN ${from} ON ${id} = page.id ORDER BY ${order}`,
    [...(start?.with.params ?? []), ...where.params, limit, ...skip.params],
  )
}

/**
 * How many rows there are: exact up to `bound`; beyond it what the planner takes it for, and more than `bound`. With the list's `order`
 * they are counted by the index that pages are read from, and not by one that would find them all first.
 */
export async function countUpTo(
  sql: Sql,
  { from }: Pick<ListSource, "from">,
  where: Condition,
  { bound, order }: { bound: number; order?: string },
): Promise<ListCount> {
  const [counted] = await sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM (
       SELECT FROM ${from} WHERE ${where.sql} ${order === undefined ? "" : `ORDER BY ${order}`} LIMIT ?
     ) AS counted`,
    [...where.params, bound + 1],
  )
  const count = counted?.count ?? 0
  if (count <= bound) {
    return { count, count_is_estimate: false }
  }
  const [explained] = await sql<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>(
    `EXPLAIN (FORMAT JSON) SELECT FROM ${from} WHERE ${where.sql}`,
    where.params,
  )
  const guessed = explained?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0
  return { count: Math.max(guessed, count), count_is_estimate: true }
}
