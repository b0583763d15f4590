// The one way this module speaks SQL: bound parameters, rows as JSON, and a lock timeout that answers "busy".
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { EntityManager, Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Context } from "@medusajs/framework/types"
import { from as copyFrom } from "pg-copy-streams"
import type { CopyStreamQuery } from "pg-copy-streams"
import { broken } from "../../../lib/errors"
import type { AnnouncingContext } from "./announce"
import { refuse } from "./refusals"

/** A value as Medusa's database driver takes it; an array is bound as one PostgreSQL array. */
export type SqlParam = string | number | boolean | null | Date | readonly string[]

/** A place to run statements: one transaction, or the pool for single reads. */
export interface Db {
  /** Runs one statement with `?` placeholders and answers its rows. */
  rows<T>(sql: string, params?: readonly SqlParam[]): Promise<T[]>
  /** Notes an event of what was written, for a verb that `Announces`; it is emitted after the commit. */
  announce(name: string, data: object): void
}

/** One transaction, which can take rows in bulk as well. */
export interface TransactionDb extends Db {
  /** Runs one `COPY … FROM STDIN` in text format; each row's values are in the order of the statement's columns. */
  copyIn(statement: string, rows: Iterable<readonly string[]>): Promise<void>
}

/** How long a statement waits for a lock before the caller is told to try again. */
const LOCK_TIMEOUT = "3s"

// Query not through EntityManager.execute: it writes values into the text, and a "?" inside a value is then a placeholder.
function dbOf(runner: Pick<Knex, "raw">, { announcements }: AnnouncingContext = {}): Db {
  return {
    announce(name, data) {
      announcements?.push({ name, data })
    },
    async rows<T>(sql: string, params: readonly SqlParam[] = []) {
      const result = await runner.raw<{ rows: T[] }>(sql, params as Knex.RawBinding[])
      return result.rows
    },
  }
}

/** A connection of the driver: it runs a stream as a query. */
interface Connection {
  query(stream: CopyStreamQuery): CopyStreamQuery
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
    if (text.length < COPY_CHUNK) continue
    yield Buffer.from(text)
    text = ""
  }
  if (text !== "") yield Buffer.from(text)
}

function transactionDbOf(transaction: Knex.Transaction, context: AnnouncingContext): TransactionDb {
  return {
    ...dbOf(transaction, context),
    async copyIn(statement, rows) {
      // Of a transaction, knex answers the one connection it runs on, and takes nothing back.
      const connection = (await (transaction.client as Knex.Client).acquireConnection()) as Connection
      await pipeline(Readable.from(textOf(rows)), connection.query(copyFrom(statement)))
    },
  }
}

/** For single statements: the transaction in hand if there is one, else the pool, where each is a transaction itself. */
export function singleDb(context: Context<EntityManager>): Db {
  const manager = context.transactionManager ?? context.manager
  if (!manager) {
    throw broken("A statement of the coupon module ran without a database manager.")
  }
  return dbOf(manager.getTransactionContext<Knex.Transaction>() ?? manager.getKnex())
}

/**
 * Runs `work` in the transaction in hand, with every lock wait limited to three seconds (rule 32).
 * Throws UNEXPECTED_STATE outside a transaction (its locks would be released at once), and NOT_ALLOWED with the code
 * "busy" when a lock was not to be had in time.
 */
export async function inTransaction<T>(
  context: Context<EntityManager> & AnnouncingContext,
  work: (db: TransactionDb) => Promise<T>,
): Promise<T> {
  const transaction = context.transactionManager?.getTransactionContext<Knex.Transaction>()
  if (!transaction) {
    throw broken("A write of the coupon module ran outside a transaction.")
  }
  const db = transactionDbOf(transaction, context)
  try {
    await db.rows(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`)
    return await work(db)
  } catch (error) {
    throw asBusy(error)
  }
}

/** A lock that was not to be had in time as "busy", which callers may try again; every other error as it is. */
export function asBusy(error: unknown): unknown {
  return isLockFailure(error) ? refuse("busy") : error
}

/** PostgreSQL: lock_not_available, deadlock_detected. */
function isLockFailure(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return code === "55P03" || code === "40P01"
}

/** An array or object as a jsonb parameter (`?::jsonb`). */
export function json(value: unknown): string {
  return JSON.stringify(value)
}
