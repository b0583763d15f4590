// An embedded PostgreSQL of our own: made once, started, reaped when an earlier run was killed, stopped with us.
import { spawnSync } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs"
import os from "node:os"
import path from "node:path"
import pg from "pg"
import { Refusal } from "./cli.mjs"
import { root } from "./paths.mjs"
import { freePort } from "./ports.mjs"
import { binariesFor, identityFor, ownDirectory, sharedPlaces } from "./postgres-binaries.mjs"
import { commandLine, isAlive, onShutdown, sleep, start, startMark, waitGone } from "./processes.mjs"
import { say } from "./progress.mjs"

const USER = "medusa"
const DEFAULT_PORT = 54329
const START_TIMEOUT_MS = 600_000
const SCRATCH_PREFIX = "medusa-plugin-coupons-scratch-"
const MIN_RAM_DISK_BYTES = 1024 ** 3
/** A shop for one developer; without durable writes a crash of the machine may lose a throw-away database. */
const SETTINGS = { listen_addresses: "localhost", unix_socket_directories: "", max_connections: "300" }
const THROW_AWAY = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", autovacuum: "off" }

const read = (file) => (existsSync(file) ? readFileSync(file, "utf8").trim() : undefined)

function readOwner(home) {
  try {
    return JSON.parse(read(path.join(home, "owner.json")) ?? "null")
  } catch {
    return null
  }
}

const ownerLives = (owner) => Boolean(owner) && owner.mark !== undefined && startMark(owner.pid) === owner.mark

/** The id of the server that runs on this data directory, if one does. */
function runningServer(data) {
  const pid = Number(read(path.join(data, "postmaster.pid"))?.split("\n")[0])
  if (!pid || !isAlive(pid)) {
    return undefined
  }
  return /postgres/.test(commandLine(pid) ?? "") ? pid : undefined
}

/** Stops the server that a killed run left behind, and removes a lock file whose process is gone. */
async function reap(data) {
  const pid = runningServer(data)
  if (pid !== undefined) {
    say("An earlier run was killed: stopping the PostgreSQL that it left behind")
    process.kill(pid, "SIGINT")
    if (!(await waitGone(pid, 10_000))) {
      process.kill(pid, "SIGQUIT")
    }
    if (!(await waitGone(pid, 10_000))) {
      throw new Refusal(`The PostgreSQL with process id ${pid} does not stop.`)
    }
  }
  // Else a process of another program that got the same id would keep PostgreSQL from starting.
  rmSync(path.join(data, "postmaster.pid"), { force: true })
}

function give(file, identity) {
  if (identity.uid !== undefined) {
    chownSync(file, identity.uid, identity.gid)
  }
}

const reaches = (directory, identity) =>
  spawnSync("/bin/sh", ["-c", 'cd "$1" && test -w .', "sh", directory], { ...identity, cwd: "/" }).status === 0

/** Where the demo's data lies: in the repository, or in /var/tmp when the server's user cannot enter the repository. */
function demoHome() {
  const inside = path.join(root, ".pgdata")
  const identity = identityFor(inside)
  mkdirSync(inside, { recursive: true, mode: 0o700 })
  give(inside, identity)
  if (reaches(inside, identity)) {
    return { home: inside, identity }
  }
  const key = createHash("sha256").update(root).digest("hex").slice(0, 12)
  for (const place of sharedPlaces()) {
    const outside = path.join(ownDirectory(place, `medusa-plugin-coupons-${key}`), "pgdata")
    mkdirSync(outside, { recursive: true, mode: 0o700 })
    give(outside, identity)
    if (!reaches(outside, identity)) {
      continue
    }
    say(`PostgreSQL's user cannot enter ${root}: its data is in ${outside}`)
    return { home: outside, identity }
  }
  throw new Refusal(
    `PostgreSQL's user can reach neither ${root} nor /var/tmp: set DATABASE_URL to a server of your own.`,
  )
}

/** Runs initdb once; a data directory without the final mark is what an interrupted run left. */
async function initialise(home, native, identity) {
  const data = path.join(home, "data")
  if (existsSync(path.join(home, "initialised"))) {
    return
  }
  rmSync(data, { recursive: true, force: true })
  const password = path.join(home, "password")
  writeFileSync(password, `${randomBytes(18).toString("hex")}\n`, { mode: 0o600 })
  give(password, identity)
  const flags = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
  const login = [`--username=${USER}`, `--pwfile=${password}`, "--auth=scram-sha-256"]
  const log = path.join(home, "initdb.log")
  const initdb = start(
    path.join(native, "bin/initdb"),
    ["-D", data, "--no-sync", "--no-instructions", ...flags, ...login],
    {
      ...identity,
      cwd: home,
      log,
      env: serverEnvironment(),
    },
  )
  const { code } = await initdb.exited
  if (code !== 0) {
    throw new Refusal(`PostgreSQL's initdb failed:\n${read(log)}`)
  }
  writeFileSync(path.join(home, "initialised"), "")
}

/** Our environment without what would redirect PostgreSQL, and in a language that is there. */
function serverEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: "C" }
}

async function accepts(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 20_000 })
  client.on("error", () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

function launch(home, native, identity, port, settings) {
  const flags = Object.entries({ ...SETTINGS, ...settings, port }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ])
  const log = path.join(home, "postgres.log")
  rmSync(log, { force: true })
  return start(path.join(native, "bin/postgres"), ["-D", path.join(home, "data"), ...flags], {
    ...identity,
    cwd: home,
    log,
    env: serverEnvironment(),
    // INT is PostgreSQL's fast shutdown; TERM would wait until every client has gone.
    stopSignal: "INT",
    group: false,
  })
}

/** Waits until the server answers; undefined when it ended instead (a port may be taken between look and use). */
async function ready(server, url) {
  let ended = false
  server.exited.then(
    () => (ended = true),
    () => (ended = true),
  )
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!ended && Date.now() < deadline) {
    if (await accepts(url)) {
      return true
    }
    await sleep(30)
  }
  await server.stop()
  return false
}

async function startIn(home, identity, settings) {
  const native = binariesFor(identity)
  await initialise(home, native, identity)
  await reap(path.join(home, "data"))
  const password = read(path.join(home, "password"))
  let port = await freePort(DEFAULT_PORT)
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const connection = { host: "localhost", port, user: USER, password }
    const server = launch(home, native, identity, port, settings)
    if (await ready(server, urlOf(connection, "postgres"))) {
      const mine = { pid: process.pid, mark: startMark(process.pid), ...connection }
      writeFileSync(path.join(home, "owner.json"), JSON.stringify(mine), { mode: 0o600 })
      return { ...connection, url: (database) => urlOf(connection, database), stop: server.stop }
    }
    port = await freePort(port + 1)
  }
  throw new Refusal(`PostgreSQL does not start:\n${read(path.join(home, "postgres.log"))}`)
}

function urlOf({ host, port, user, password }, database) {
  return `postgres://${user}:${password}@${host}:${port}/${database}`
}

/**
 * Starts the demo's PostgreSQL; its data stays for the next run. Answers `{ host, port, user, password, url(database) }`.
 * Refuses when another run uses the data; with `share` it answers that run's server instead.
 */
export async function startDemoPostgres({ share = false } = {}) {
  const { home, identity } = demoHome()
  const owner = readOwner(home)
  if (ownerLives(owner) && runningServer(path.join(home, "data")) !== undefined) {
    if (share) {
      return { ...owner, url: (database) => urlOf(owner, database) }
    }
    throw new Refusal(`The demo of this directory is already running (process ${owner.pid}): stop it first.`)
  }
  const server = await startIn(home, identity, {})
  if (server.port !== DEFAULT_PORT) {
    say(`Port ${DEFAULT_PORT} is taken: PostgreSQL listens on ${server.port} instead`)
  }
  return server
}

/** Removes the throw-away servers and directories of runs that were killed. */
async function sweep(place) {
  const names = readdirSync(place).filter((name) => name.startsWith(SCRATCH_PREFIX))
  for (const name of names) {
    const home = path.join(place, name)
    try {
      const owner = readOwner(home)
      if (!owner || ownerLives(owner)) {
        continue
      }
      await reap(path.join(home, "data"))
      rmSync(home, { recursive: true, force: true })
    } catch {
      // another user's: theirs to remove
    }
  }
}

/** A RAM disk makes tests several times faster; a container's is often too small (64 MiB). */
function scratchPlace(identity, durable) {
  const ramDisks = durable ? [] : ["/dev/shm"]
  const places = [...ramDisks, os.tmpdir(), ...sharedPlaces()].filter((place) => existsSync(place))
  return places.find((place) => {
    const { bavail, bsize } = statfsSync(place)
    return bavail * bsize > MIN_RAM_DISK_BYTES && reaches(place, identity)
  })
}

/**
 * Starts a PostgreSQL with an empty directory that is removed on exit. Answers as startDemoPostgres does. With `durable`
 * it writes to a disk and waits for it, as in production: what a benchmark measures.
 */
export async function startScratchPostgres({ durable = false } = {}) {
  const identity = identityFor("/nonexistent")
  const place = scratchPlace(identity, durable)
  if (!place) {
    throw new Refusal("There is no temporary directory with 1 GiB of free space for the tests' PostgreSQL.")
  }
  await sweep(place)
  const home = mkdtempSync(path.join(place, SCRATCH_PREFIX))
  writeFileSync(path.join(home, "owner.json"), JSON.stringify({ pid: process.pid, mark: startMark(process.pid) }))
  chmodSync(home, 0o700)
  give(home, identity)
  onShutdown(() => rmSync(home, { recursive: true, force: true }))
  return startIn(home, identity, durable ? {} : THROW_AWAY)
}
