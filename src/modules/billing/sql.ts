// The one way this module speaks SQL, and the names of statuses its statements share.
import type { Context } from "@medusajs/framework/types"
import type { EntityManager, Knex } from "@medusajs/framework/mikro-orm/knex"
import { broken } from "../../lib/errors"
import type { SubscriptionStatus } from "./types"

export type Shared = Context<EntityManager>

/** Runs one statement with `?` placeholders and answers its rows. */
export type Sql = <T = unknown>(text: string, params: unknown[]) => Promise<T[]>

/** Statuses that are billed when their time comes. */
export const BILLED: SubscriptionStatus[] = ["trialing", "active", "past_due"]
/** Statuses that take part in rule 21: the customer has a subscription already. */
export const RUNNING: SubscriptionStatus[] = ["trialing", "active", "past_due", "paused", "unpaid"]

/** One placeholder for each value of a list. */
export const marks = (list: unknown[]) => list.map(() => "?").join(", ")

/** Statements in the transaction of this context, or on the pool outside of one. Throws UNEXPECTED_STATE without either. */
export function sqlOf(shared: Shared): Sql {
  const manager = shared.transactionManager ?? shared.manager
  if (!manager) {
    throw broken("A billing query ran outside of a database context.")
  }
  // Not through EntityManager.execute: it writes values into the text, and a "?" inside a value is then a placeholder.
  const runner = manager.getTransactionContext<Knex.Transaction>() ?? manager.getKnex()
  return async <T>(text: string, params: unknown[]) => {
    const { rows } = await runner.raw<{ rows: T[] }>(text, params as Knex.RawBinding[])
    return rows
  }
}
