// Cuts what runs in this process off its database at one statement, as `kill -9` does to a server: from that statement on
// nothing of the run gets an answer, its connections are closed, and no compensation of it can do anything. Or it holds the
// run still there while others go on, as a slow server is.
import { AsyncLocalStorage } from "node:async_hooks"
import { randomUUID } from "node:crypto"
import http from "node:http"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** The header of a request that is a run of its own. */
const HEADER = "x-cut-run"

/** Where a run dies: at a statement, 1 is its first; or at the first one after so many changes that outlive it. */
export type Cut = { statement: number } | { changes: number }

/** What runs under one cut: a request to the shop, or a call in this process, with everything that either starts. */
export class Run {
  readonly id = randomUUID()
  /** Statements it has sent so far. */
  statements = 0
  /** Changes of its own in the database that outlive it: what it has committed so far. */
  private committed = 0
  private readonly outside_before = outside()
  /** Its statements outside of transactions, by number. */
  readonly stallable: number[] = []
  private is_dead = false
  private stalled: { arrived: () => void; go: Promise<void> } | null = null

  /** `cut`: it dies there, and that statement is not sent any more. Null: it lives. */
  constructor(private readonly cut: Cut | null = null) {
    this.death = new Promise((resolve) => (this.die = resolve))
  }

  /**
   * Changes so far that outlive it: commits, and what its payment provider has done. A process that dies leaves these and nothing
   * else, so wherever it dies between two of them, it leaves the same.
   */
  get changes(): number {
    return this.committed + outside() - this.outside_before
  }

  /** A commit of something, or a writing statement that is its own transaction. */
  hasCommitted(): void {
    this.committed += 1
  }

  /** Comes true when it is cut, and never for one that lives. */
  readonly death: Promise<void>
  private die: () => void = () => {}

  /** True once it has been cut. */
  get died(): boolean {
    return this.is_dead
  }

  /** Counts a statement; true when it must not be sent. */
  count(): boolean {
    this.statements += 1
    if (!this.is_dead && this.isAtCut()) {
      this.is_dead = true
      this.die()
    }
    return this.is_dead
  }

  private isAtCut(): boolean {
    if (this.cut === null) {
      return false
    }
    return "statement" in this.cut ? this.statements === this.cut.statement : this.changes >= this.cut.changes
  }

  /** Whether a connection can be had at all. */
  refuses(): boolean {
    return this.is_dead
  }

  /** Makes the run wait at its statement `at` until `go` is called; `arrived` says that it waits, or has ended before. */
  stallAt(at: number): { arrived: Promise<void>; go: () => void } {
    let go = () => {}
    let arrived = () => {}
    const here = new Promise<void>((resolve) => (arrived = resolve))
    this.stalled = { arrived, go: new Promise<void>((resolve) => (go = resolve)) }
    this.stall_at = at
    return { arrived: here, go }
  }

  private stall_at: number | null = null

  /** What a statement has to wait for, if anything: none within a transaction, whose locks would hold up everybody. */
  waitsFor(is_in_transaction: boolean): Promise<void> | null {
    if (this.stalled === null || this.stall_at === null || this.statements < this.stall_at || is_in_transaction) {
      return null
    }
    this.stalled.arrived()
    return this.stalled.go
  }
}

const runs = new AsyncLocalStorage<Run>()
const by_id = new Map<string, Run>()

/** Runs `work`, and all it starts, as `run`. */
export function within<T>(run: Run, work: () => Promise<T>): Promise<T> {
  return runs.run(run, work)
}

/** Headers that make a request to this process's shop part of `run`. */
export function headersOf(run: Run): Record<string, string> {
  by_id.set(run.id, run)
  return { [HEADER]: run.id }
}

type Callback = (error: Error | null, result?: unknown) => void

interface Connection {
  query: (query: unknown, values?: unknown, callback?: unknown) => unknown
  connection: { stream: { destroy(): void } }
  in_transaction?: boolean
  /** Its transaction has written something. */
  has_written?: boolean
  /** Where knex looks before it hands a connection out. */
  __knex__disposed?: Error
}

interface KnexClient {
  acquireConnection: () => Promise<Connection>
  acquireRawConnection: () => Promise<Connection>
  driver: { Client: { prototype: Connection } }
  [PATCHED]?: true
}

const PATCHED = Symbol.for("medusa-plugin-coupons.scissors")
const gone = () => new Error("Connection terminated unexpectedly (this run was cut)")

/** Changes that a run makes outside of the database, and that outlive it as well. */
let outside: () => number = () => 0

/**
 * Once per booted shop: from then on its statements belong to the run that sends them. `changesOutside` counts what has changed
 * outside of the database.
 */
export function sharpen(container: MedusaContainer, changesOutside: () => number): void {
  outside = changesOutside
  const { client } = container.resolve<{ client: KnexClient }>(ContainerRegistrationKeys.PG_CONNECTION)
  if (client[PATCHED]) {
    return
  }
  client[PATCHED] = true
  const acquire = client.acquireConnection.bind(client)
  client.acquireConnection = () => (runs.getStore()?.refuses() ? Promise.reject(gone()) : acquire())
  const open = client.acquireRawConnection.bind(client)
  // A connection is opened for whoever comes; what that takes is nobody's statement.
  client.acquireRawConnection = () => runs.exit(open)
  patchQuery(client.driver.Client.prototype)
  patchRequests()
}

function patchQuery(prototype: Connection): void {
  const send = prototype.query
  prototype.query = function (this: Connection, query: unknown, values?: unknown, callback?: unknown): unknown {
    const run = runs.getStore()
    if (!run) {
      return send.call(this, query, values, callback)
    }
    if (run.count()) {
      // The server sees the connection go, and rolls back what was not committed on it; the pool gives it to nobody else.
      this.__knex__disposed = gone()
      this.connection.stream.destroy()
      return refuse(query, values, callback)
    }
    const was_in_transaction = this.in_transaction ?? false
    if (!was_in_transaction) {
      run.stallable.push(run.statements)
    }
    const text = textOf(query)
    this.in_transaction = inTransaction(text, was_in_transaction)
    this.has_written = (was_in_transaction && this.has_written) || writes(text, valuesOf(query, values))
    if (this.has_written && !this.in_transaction) {
      this.has_written = false
      if (!isRollback(text)) {
        run.hasCommitted()
      }
    }
    const wait = run.waitsFor(was_in_transaction)
    return wait
      ? sendLater(wait, () => send.call(this, query, values, callback))
      : send.call(this, query, values, callback)
  }
}

/** Answers of `query` that are waited for come by callback; a stream has no use for its own. */
function sendLater(wait: Promise<void>, send: () => unknown): undefined {
  void wait.then(send)
}

function textOf(query: unknown): string {
  const { text } = query as { text?: unknown }
  return typeof query === "string" ? query : typeof text === "string" ? text : ""
}

function inTransaction(text: string, before: boolean): boolean {
  if (/^\s*(begin|start transaction)/i.test(text)) {
    return true
  }
  return /^\s*(commit|rollback)\s*;?\s*$/i.test(text) ? false : before
}

const isRollback = (text: string) => /^\s*rollback\s*;?\s*$/i.test(text)

const valuesOf = (query: unknown, values: unknown): unknown[] => {
  const { values: own } = query as { values?: unknown }
  return [own, values].filter(Array.isArray).flat()
}

const READ = /^\s*(select|with|show|set|begin|start|savepoint|release|rollback|commit|lock)\b/i
const LOCKING = /\bfor (no key )?update\b/gi
/** Also what a function of ours may write. */
const WRITTEN = /\b(insert|update|delete|merge|nextval)\b|\b(coupon|billing)_\w+\s*\(/i
const OVER = ["done", "reverted", "failed"]

/** Whether it may change something that is looked at after its process has died; in doubt it may. */
function writes(text: string, values: unknown[]): boolean {
  // Where a workflow has come to dies with its process (`bury` in try-points.ts), unless it has come to its end.
  if (text.includes('"workflow_execution"') && !values.some((value) => OVER.includes(value as string))) {
    return false
  }
  return !READ.test(text) || WRITTEN.test(text.replace(LOCKING, ""))
}

/** Tells whoever waits for the answer, in whichever way the driver would. */
function refuse(query: unknown, ...rest: unknown[]): unknown {
  const callback = rest.find((argument): argument is Callback => typeof argument === "function")
  const stream = query as { submit?: unknown; emit?: (event: string, error: Error) => void }
  if (typeof stream.submit === "function") {
    setImmediate(() => stream.emit?.("error", gone()))
    return query
  }
  if (callback) {
    setImmediate(() => callback(gone()))
    return undefined
  }
  return Promise.reject(gone())
}

/** A request that names a run is part of it, from its first middleware to what it leaves behind. */
function patchRequests(): void {
  const prototype = http.Server.prototype as unknown as { emit: Emit }
  const emit = prototype.emit
  prototype.emit = function (this: http.Server, event: string, ...args: unknown[]): boolean {
    const [request] = args as [http.IncomingMessage | undefined]
    const run = event === "request" ? by_id.get(String(request?.headers[HEADER])) : undefined
    return run ? runs.run(run, () => emit.call(this, event, ...args)) : emit.call(this, event, ...args)
  }
}

type Emit = (this: http.Server, event: string, ...args: unknown[]) => boolean
