// What a refusal must leave as it is: all rows of our tables, and of core's for carts, customers, orders and payments.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

const OF_CORE = [
  "cart",
  "cart_line_item",
  "cart_line_item_adjustment",
  "cart_shipping_method",
  "cart_shipping_method_adjustment",
  "cart_payment_collection",
  "cart_promotion",
  "credit_line",
  "customer",
  "order",
  "order_change",
  "order_line_item_adjustment",
  "order_transaction",
  "payment",
  "payment_collection",
  "payment_session",
  "promotion",
  "reservation_item",
]

/** A hash of every table, by its name. */
export type Fingerprint = Record<string, string>

interface Knex {
  raw<T>(sql: string, bindings?: unknown[]): Promise<{ rows: T[] }>
}

/** Answers what takes the fingerprint, in one statement. */
export async function fingerprints(container: MedusaContainer): Promise<() => Promise<Fingerprint>> {
  const database = container.resolve<unknown>(ContainerRegistrationKeys.PG_CONNECTION) as Knex
  const { rows } = await database.raw<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'
     and (tablename like 'coupon%' or tablename like 'billing\\_%' or tablename = any(?)) order by 1`,
    [OF_CORE],
  )
  const hash = ({ name }: { name: string }) =>
    `select '${name}' as name, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from "${name}" t`
  const sql = rows.map(hash).join(" union all ")
  return async () => {
    const hashes = await database.raw<{ name: string; hash: string }>(sql)
    return Object.fromEntries(hashes.rows.map(({ name, hash }) => [name, hash]))
  }
}

/** The tables that differ. */
export const changedTables = (before: Fingerprint, after: Fingerprint): string[] =>
  Object.keys(after).filter((name) => before[name] !== after[name])
