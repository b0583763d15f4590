// Pages of subscriptions and invoices: what is asked of them in SQL, beside the indexes that answer it (decision 47).
import {
  allOf,
  anyOf,
  condition,
  COUNTED_BY_INDEX,
  COUNTED_BY_ROW,
  countUpTo,
  isOneOf,
  listPage,
  orderBy,
} from "../../tools/paging"
import type { Condition, ListCount } from "../../tools/paging"
import type { Sql } from "../../tools/sql"

/** `order`: a column that the route allows, or `-` and a column for the other direction. */
export interface ListPage {
  limit: number
  offset: number
  order: string
}

/** Every given condition must hold; a list means any of its values. */
export interface SubscriptionFilter {
  id?: string[]
  customer_id?: string[]
  plan_id?: string[]
  order_id?: string[]
  status?: string[]
  /** The id of a subscription or of its customer, or a part of the e-mail address. */
  q?: string
}

/** As `SubscriptionFilter`. */
export interface InvoiceFilter {
  id?: string[]
  subscription_id?: string[]
  customer_id?: string[]
  order_id?: string[]
  status?: string[]
  failure_code?: string[]
  /** A part of the number. */
  q?: string
}

/** The ids of one page, in order, and how many rows there are. */
export interface IdPage extends ListCount {
  ids: string[]
}

type IdFilter = Record<string, string[] | undefined>

export function listSubscriptionPage(sql: Sql, { q, ...filter }: SubscriptionFilter, page: ListPage): Promise<IdPage> {
  const search = q
    ? [
        anyOf([
          condition("t.id = ?", q),
          condition("t.customer_id = ?", q),
          condition("t.email ILIKE ?", containing(q)),
        ]),
      ]
    : []
  return idPage(sql, "billing_subscription", filter, search, page)
}

export function listInvoicePage(sql: Sql, { q, ...filter }: InvoiceFilter, page: ListPage): Promise<IdPage> {
  const search = q ? [condition("t.number ILIKE ?", containing(q))] : []
  return idPage(sql, "billing_invoice", filter, search, page)
}

async function idPage(
  sql: Sql,
  table: "billing_subscription" | "billing_invoice",
  filter: object,
  search: Condition[],
  page: ListPage,
): Promise<IdPage> {
  const source = { from: `${table} t`, id: "t.id" }
  const asked = Object.entries(filter as IdFilter).flatMap(([column, values]) =>
    values === undefined ? [] : [isOneOf(`t.${column}`, values)],
  )
  const where = allOf([condition("t.deleted_at IS NULL"), ...asked, ...search])
  // One column alone is in an index; several of them, and texts, are looked up row by row.
  const bound = asked.length > 1 || search.length > 0 ? COUNTED_BY_ROW : COUNTED_BY_INDEX
  const order = orderBy("t", page.order)
  const { rows, ...counted } = await listPage<{ id: string }>(sql, source, "t.id", { ...page, where, order }, () =>
    countUpTo(sql, source, where, bound === COUNTED_BY_ROW ? { bound, order } : { bound }),
  )
  return { ids: rows.map(({ id }) => id), ...counted }
}

/** An ILIKE pattern for "contains what a person typed", with SQL's wildcards taken literally. */
const containing = (typed: string) => `%${typed.replace(/[\\%_]/g, "\\$&")}%`
