// Where a verb of this module runs its statements: with the events they note, and a lock timeout that answers "busy".
import { isLockFailure, sqlOf, transactionOf } from "../../../tools/sql"
import type { CopyIn, Sql, SqlContext } from "../../../tools/sql"
import type { AnnouncingContext } from "./announce"
import { refuse } from "./refusals"

/** A place to run statements: one transaction, or the pool for single reads. */
export interface Db {
  rows: Sql
  /** Notes an event of what was written, for a verb that `Announces`; it is emitted after the commit. */
  announce(name: string, data: object): void
}

/** One transaction, which can take rows in bulk as well. */
export interface TransactionDb extends Db {
  copyIn: CopyIn
}

/** How long a statement waits for a lock before the caller is told to try again. */
const LOCK_TIMEOUT = "3s"

const dbOf = (rows: Sql, { announcements }: AnnouncingContext): Db => ({
  rows,
  announce: (name, data) => announcements?.push({ name, data }),
})

/** For single statements: the transaction in hand if there is one, else the pool, where each is a transaction itself. */
export function singleDb(context: SqlContext): Db {
  return dbOf(sqlOf(context), {})
}

/**
 * Runs `work` in the transaction in hand, with every lock wait limited to three seconds (rule 32).
 * Throws UNEXPECTED_STATE outside a transaction (its locks would be released at once), and NOT_ALLOWED with the code
 * "busy" when a lock was not to be had in time.
 */
export async function inTransaction<T>(
  context: SqlContext & AnnouncingContext,
  work: (db: TransactionDb) => Promise<T>,
): Promise<T> {
  const { sql, copyIn } = transactionOf(context)
  try {
    await sql(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`)
    return await work({ ...dbOf(sql, context), copyIn })
  } catch (error) {
    throw asBusy(error)
  }
}

/** A lock that was not to be had in time as "busy", which callers may try again; every other error as it is. */
export function asBusy(error: unknown): unknown {
  return isLockFailure(error) ? refuse("busy") : error
}
