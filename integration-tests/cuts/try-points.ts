// Runs one operation again and again, cut at another statement each time, and says what is wrong afterwards.
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import fillCodeBatches from "../../src/jobs/fill-code-batches"
import finishUnfinished from "../../src/jobs/finish-unfinished"
import renewSubscriptions from "../../src/jobs/renew-subscriptions"
import cleanUp from "../../src/jobs/clean-up"
import startMissed from "../../src/jobs/start-missed-subscriptions"
import { brokenPromises, rows } from "./books"
import { Run } from "./scissors"

/** What a caller was answered. */
export interface Told {
  status: number
  body: unknown
}

/** Something that takes several steps, on a subject of its own each time. */
export interface Operation<Subject> {
  name: string
  prepare: () => Promise<Subject>
  /** The call as its client makes it; everything that it starts belongs to `run`. */
  call: (subject: Subject, run: Run) => Promise<Told>
  /** Whether the answer to a repeat says that it is done. Default: 2xx. */
  isDone?: (told: Told) => boolean
  /** What a caller does before the next try, who was told to try again. */
  beforeRetry?: (subject: Subject, told: Told) => Promise<void>
  /** What is not as it has to be in the end, when it was carried out once. */
  check?: (subject: Subject) => Promise<string[]>
  /** Promises that core alone breaks when it is cut there, whether or not the plugin is installed. */
  of_core?: string[]
  /** Points that are tried where nothing else is said, of an operation that is mostly the same statements as another one. */
  points?: number
}

/** `jobs`: the clean-up comes first and the caller tries again later; `repeat`: the caller is faster. */
export type Rescue = "jobs" | "repeat"

/** `killed`: it dies there. `stalled`: it stands still there until another has done the same, and goes on then. */
export type Way = "killed" | "stalled"

export interface Point {
  /** Of the statement, or how many changes have been made. */
  at: number
  rescue: Rescue
  way: Way
}

/** One that nobody has cut. */
interface Measured {
  statements: number
  /** A process that dies leaves one of these many states, and the one before its first change (`Run.changes`). */
  changes: number
  stallable: number[]
}

export interface Outcome extends Pick<Measured, "statements" | "changes"> {
  /** Of the operation, with the way if it was not killed. */
  name: string
  points: number
  /** `at 12, jobs: what is wrong`. */
  failures: string[]
}

/** Everything that a process can leave, in both orders; and every statement it can stand still at. */
const ALL = process.env.COUPONS_CUTS_ALL === "true"
/** Killed at each statement, though it leaves the same as at the one before, unless that has changed something. */
const EACH_STATEMENT = process.env.COUPONS_CUTS_EACH === "true"
const SEED = Number(process.env.COUPONS_CUTS_SEED ?? 1)
/** Points of an operation that are tried without `--all`. */
const SHARE = 6
const ASKED_SHARE = process.env.COUPONS_CUTS_SHARE
/** Longer than any compensation of a cut run takes to find out that it cannot do anything. */
const LAST_WORDS_MS = 5_000
/** Times a caller tries again who is told to. */
const TRIES = 3

const is2xx = ({ status }: Told) => status >= 200 && status < 300

/** Faults that were found: they are not found again at every later point. */
const known: string[] = []

const newlyBroken = async <S>(container: MedusaContainer, { of_core = [] }: Operation<S>) =>
  (await brokenPromises(container)).filter(
    (sentence) => !known.includes(sentence) && !of_core.some((promise) => sentence.startsWith(promise)),
  )

/** What the operation sends and changes when nobody cuts it, and that it works at all. */
async function measure<S>(container: MedusaContainer, operation: Operation<S>): Promise<Measured> {
  const subject = await operation.prepare()
  const run = new Run()
  const told = await operation.call(subject, run)
  const { statements, changes } = run
  const stallable = [...run.stallable]
  if (!is2xx(told)) {
    throw new Error(`${operation.name} does not work uncut: ${told.status} ${JSON.stringify(told.body)}`)
  }
  await jobs(container)
  const wrong = await troubles(container, operation, subject)
  if (wrong.length > 0) {
    known.push(...(await brokenPromises(container)))
    throw new Error(`${operation.name} leaves faults uncut: ${wrong.join("; ")}`)
  }
  return { statements, changes, stallable }
}

/** Where a process can die or stand still so that it makes a difference. */
function placesOf({ statements, changes, stallable }: Measured, way: Way): number[] {
  if (way === "stalled") {
    return stallable
  }
  return EACH_STATEMENT
    ? Array.from({ length: statements }, (_, index) => index + 1)
    : Array.from({ length: changes + 1 }, (_, index) => index)
}

/** Every point in both orders, or a share of them spread over the whole, another with each seed. */
function pointsOf(places: number[], way: Way, usual_share = SHARE): Point[] {
  if (ALL || EACH_STATEMENT) {
    return places.flatMap((at) => [
      { at, rescue: "jobs" as const, way },
      { at, rescue: "repeat" as const, way },
    ])
  }
  const share = Number(ASKED_SHARE ?? usual_share)
  const step = Math.max(1, places.length / share)
  const offset = ((SEED * 0.618) % 1) * step
  return Array.from({ length: Math.min(share, places.length) }, (_, index) => ({
    at: places[Math.floor(offset + index * step) % places.length] as number,
    rescue: (index + SEED) % 2 === 0 ? ("jobs" as const) : ("repeat" as const),
    way,
  }))
}

/** Tries the operation at its points. */
export async function tryPoints<S>(container: MedusaContainer, operation: Operation<S>, way: Way): Promise<Outcome> {
  const measured = await measure(container, operation)
  const points = pointsOf(placesOf(measured, way), way, operation.points)
  const failures: string[] = []
  for (const point of points) {
    const wrong = await tryPoint(container, operation, point)
    failures.push(...wrong.map((sentence) => `${operation.name}, ${named(point)}: ${sentence}`))
    if (wrong.length > 0 || operation.of_core) {
      known.push(...(await brokenPromises(container)))
    }
  }
  const name = way === "killed" ? operation.name : `${operation.name} (${way})`
  const { statements, changes } = measured
  return { name, statements, changes, points: points.length, failures }
}

const named = ({ at, rescue, way }: Point) =>
  `${way} ${way === "stalled" || EACH_STATEMENT ? "at statement" : "after change"} ${at}, ${rescue} first`

async function tryPoint<S>(
  container: MedusaContainer,
  operation: Operation<S>,
  { at, rescue, way }: Point,
): Promise<string[]> {
  const subject = await operation.prepare()
  await (way === "stalled" ? stall : kill)(container, operation, subject, at)
  const wrong: string[] = []
  if (rescue === "jobs") {
    await jobs(container)
    wrong.push(
      ...(await settled(() => newlyBroken(container, operation))).map((sentence) => `after the jobs, ${sentence}`),
    )
    wrong.push(...(await repeat(operation, subject)))
  } else {
    wrong.push(...(await repeat(operation, subject)))
    await jobs(container)
  }
  return wrong.length > 0 ? wrong : troubles(container, operation, subject)
}

/** Its process is gone: whatever it held in its memory or on a lease is free, and time has passed. */
async function kill<S>(container: MedusaContainer, operation: Operation<S>, subject: S, at: number): Promise<void> {
  const run = new Run(EACH_STATEMENT ? { statement: at } : { changes: at })
  const call = operation.call(subject, run).catch(() => undefined)
  // Where core asks two things at once of one connection that is gone, MikroORM never answers the second: that call is dead too.
  await Promise.race([call, run.death.then(() => new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS)))])
  await bury(container)
}

/** It stands still at one statement until its leases have ended and another has done all of it; then it goes on. */
async function stall<S>(container: MedusaContainer, operation: Operation<S>, subject: S, at: number): Promise<void> {
  const run = new Run()
  const { arrived, go } = run.stallAt(at)
  const slow = operation.call(subject, run).catch(() => undefined)
  await Promise.race([arrived, slow])
  await bury(container)
  await operation.call(subject, new Run()).catch(() => undefined)
  go()
  await slow
}

/** Repeats the call as a caller does who got no answer; what is wrong with the answers. */
async function repeat<S>(operation: Operation<S>, subject: S): Promise<string[]> {
  const isDone = operation.isDone ?? is2xx
  const answers: Told[] = []
  for (let round = 0; round < TRIES; round++) {
    const told = await operation.call(subject, new Run())
    answers.push(told)
    if (told.status >= 500 || isDone(told)) {
      break
    }
    await operation.beforeRetry?.(subject, told)
  }
  const last = answers[answers.length - 1] as Told
  return isDone(last) ? [] : [`the repeat is answered ${last.status} ${JSON.stringify(last.body)}`]
}

/** All that the clean-up jobs do. */
export async function jobs(container: MedusaContainer): Promise<void> {
  await age(container)
  await finishUnfinished(container)
  await cleanUp(container)
  await renewSubscriptions(container)
  await startMissed(container)
  await fillCodeBatches(container)
}

/** What is wrong with the shop and with the subject; asked again for a while, since events come a moment after answers. */
async function troubles<S>(container: MedusaContainer, operation: Operation<S>, subject: S): Promise<string[]> {
  return settled(async () => [
    ...(await newlyBroken(container, operation)),
    ...((await operation.check?.(subject)) ?? []),
  ])
}

const ROUNDS = Number(process.env.COUPONS_CUTS_ROUNDS ?? 200)

/** Asks until nothing is wrong; what is wrong for good is answered late. */
async function settled(ask: () => Promise<string[]>): Promise<string[]> {
  let wrong = await ask()
  for (let round = 0; round < ROUNDS && wrong.length > 0; round++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    wrong = await ask()
  }
  return wrong
}

/** What ends with a process, or with the time that passes before anybody looks. */
async function bury(container: MedusaContainer): Promise<void> {
  await container.resolve(Modules.LOCKING).releaseAll()
  await rows(
    container,
    `update billing_subscription set lease_until = clock_timestamp() - interval '1 second' where lease_token is not null`,
  )
  await rows(
    container,
    `delete from workflow_execution where state not in ('not_started', 'done', 'reverted', 'failed')`,
  )
  await age(container)
}

/** Makes what is unsettled an hour old, so that nobody takes it for something that is still going on. */
async function age(container: MedusaContainer): Promise<void> {
  const young = `created_at > now() - interval '30 minutes'`
  for (const sql of [
    `update "order" set created_at = created_at - interval '1 hour' where ${young}`,
    `update coupon_unfinished set begun_at = begun_at - interval '1 hour' where ${young}`,
    `update coupon_claim set created_at = created_at - interval '1 hour' where status = 'reserved' and ${young}`,
  ]) {
    await rows(container, sql)
  }
}
