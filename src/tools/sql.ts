// The one way to speak SQL: a text with bound values in, rows out, in the transaction in hand or on the pool.
//
// A statement runs once: nothing here tries again, for only its caller knows what else its transaction wrote. Values are
// bound and never written into the text. Numbers of PostgreSQL that JavaScript cannot hold exactly (numeric, bigint, so
// every amount and every bare count) arrive as strings; who wants a number casts in the statement (`::int`, `::float8`).
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { EntityManager, Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Context } from "@medusajs/framework/types"
import { from as copyFrom } from "pg-copy-streams"
import type { CopyStreamQuery } from "pg-copy-streams"
import { broken } from "./errors"

/** What a module's verb is called with: the transaction in hand, or the manager of the pool. */
export type SqlContext = Context<EntityManager>

/** A value as Medusa's database driver takes it; an array is bound as one PostgreSQL array. */
export type SqlParam = string | number | boolean | null | Date | readonly string[]

/** Runs one statement and answers its rows. Every `?` of the text is a placeholder, in quotes too. */
export type Sql = <T = unknown>(text: string, params?: readonly SqlParam[]) => Promise<T[]>

/** Runs one `COPY … FROM STDIN` in text format; each row's values are in the order of the statement's columns. */
export type CopyIn = (statement: string, rows: Iterable<readonly string[]>) => Promise<void>

// Query not through EntityManager.execute: it writes values into the text, and a "?" inside a value is then a placeholder.
const sqlOn =
  (runner: Pick<Knex, "raw">): Sql =>
  async <T>(text: string, params: readonly SqlParam[] = []) => {
    const { rows } = await runner.raw<{ rows: T[] }>(text, params as Knex.RawBinding[])
    return rows
  }

/**
 * Statements in the transaction of this context; outside of one on the pool, where each is a transaction itself.
 * Throws UNEXPECTED_STATE without a database manager.
 */
export function sqlOf(context: SqlContext): Sql {
  const manager = context.transactionManager ?? context.manager
  if (!manager) {
    throw broken("A statement ran outside of a database context.")
  }
  return sqlOn(manager.getTransactionContext<Knex.Transaction>() ?? manager.getKnex())
}

/** Statements and bulk copies of the transaction in hand. Throws UNEXPECTED_STATE outside of one: its locks would be released at once. */
export function transactionOf(context: SqlContext): { sql: Sql; copyIn: CopyIn } {
  const transaction = context.transactionManager?.getTransactionContext<Knex.Transaction>()
  if (!transaction) {
    throw broken("A write ran outside of a transaction.")
  }
  return { sql: sqlOn(transaction), copyIn: (statement, rows) => copyIn(transaction, statement, rows) }
}

/** An array or object as a jsonb parameter (`?::jsonb`). */
export function json(value: unknown): string {
  return JSON.stringify(value)
}

/** One placeholder for each value of a list. */
export const marks = (list: readonly unknown[]): string => list.map(() => "?").join(", ")

/** PostgreSQL: lock_not_available, deadlock_detected. */
export function isLockFailure(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return code === "55P03" || code === "40P01"
}

/** A connection of the driver: it runs a stream as a query. */
interface Connection {
  query(stream: CopyStreamQuery): CopyStreamQuery
}

async function copyIn(transaction: Knex.Transaction, statement: string, rows: Iterable<readonly string[]>) {
  // Of a transaction, knex answers the one connection it runs on, and takes nothing back.
  const connection = (await (transaction.client as Knex.Client).acquireConnection()) as Connection
  await pipeline(Readable.from(textOf(rows)), connection.query(copyFrom(statement)))
}

const COPY_CHUNK = 32 * 1024

/** Characters that end a value or a row of PostgreSQL's text format. */
const SPECIAL = /[\\\t\n\r]/g
const ESCAPED: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" }
const escaped = (value: string) => value.replace(SPECIAL, (character) => ESCAPED[character] ?? character)

/** Rows in PostgreSQL's text format, in pieces that fit the socket. */
function* textOf(rows: Iterable<readonly string[]>): Generator<Buffer> {
  let text = ""
  for (const row of rows) {
    text += `${row.map(escaped).join("\t")}\n`
    if (text.length < COPY_CHUNK) {
      continue
    }
    yield Buffer.from(text)
    text = ""
  }
  if (text !== "") {
    yield Buffer.from(text)
  }
}
