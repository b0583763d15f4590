// Child processes that never outlive us: stopped on exit, on a signal, when npm dies, and even when we are killed.
import { spawn, spawnSync } from "node:child_process"
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"

const GRACE_MS = 10_000
const POLL_MS = 50
const NPM_WATCH_MS = 500

/** Started and not yet stopped, oldest first. */
const members = []
const cleanups = []
let stopping

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

function signal(pid, name) {
  try {
    process.kill(pid, name)
    return true
  } catch (error) {
    return error.code === "EPERM"
  }
}

/** Whether the process (or, for a negative number, anyone in the group) exists. */
export const isAlive = (pid) => signal(pid, 0)

/** Answers true as soon as `pid` (negative: its group) is gone, or false after `ms` milliseconds. */
export async function waitGone(pid, ms) {
  const deadline = Date.now() + ms
  while (isAlive(pid)) {
    if (Date.now() > deadline) {
      return false
    }
    await sleep(POLL_MS)
  }
  return true
}

function psField(pid, field) {
  const answer = spawnSync("ps", ["-o", `${field}=`, "-p", String(pid)], { encoding: "utf8" })
  return answer.status === 0 ? answer.stdout.trim() : undefined
}

/** Fields of /proc/<pid>/stat after the command name, which may itself hold spaces and brackets. */
function procStat(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8")
  return text.slice(text.lastIndexOf(")") + 2).split(" ")
}

const hasProc = os.platform() === "linux"

function tryOr(read, otherwise) {
  try {
    return read()
  } catch {
    return otherwise
  }
}

/** A text that tells this process from a later one with the same id; undefined when there is no such process. */
export function startMark(pid) {
  return hasProc ? tryOr(() => procStat(pid)[19]) : psField(pid, "lstart")
}

/** The command line of a process, or undefined when there is none. */
export function commandLine(pid) {
  if (!hasProc) {
    return psField(pid, "command")
  }
  return tryOr(() => readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim())
}

const parentOf = (pid) => (hasProc ? tryOr(() => Number(procStat(pid)[1])) : Number(psField(pid, "ppid")))

/**
 * A shell that waits for our end of a pipe to close, which happens however we die, and then stops the child. It has a
 * session of its own, so a signal to our group does not reach it.
 */
function startReaper(pid, stopSignal, group) {
  const script =
    'cat >/dev/null; kill -s "$2" -- "$1"; n=0; while [ $n -lt 10 ] && kill -0 -- "$1"; do sleep 1; n=$((n+1)); done; kill -s KILL -- "$1"'
  const reaper = spawn("/bin/sh", ["-c", script, "reaper", String(group ? -pid : pid), stopSignal], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    cwd: "/",
  })
  reaper.on("error", () => undefined)
  reaper.stdin.on("error", () => undefined)
  reaper.unref()
  reaper.stdin.unref?.()
  return reaper
}

/** Marks the reaper as no longer needed; it must go before the child's id can be given to somebody else. */
const dismiss = (reaper) => reaper.pid !== undefined && signal(-reaper.pid, "SIGKILL")

/**
 * Starts a child in a process group of its own. `log` (a file) receives its output, otherwise ours does.
 * Answers `{ pid, exited, stop }`: `exited` resolves to `{ code, signal }` or rejects when it could not start;
 * `stop` signals it (`group`: with all its descendants), waits, and kills what is left after ten seconds.
 */
export function start(command, args, options = {}) {
  const { log, stopSignal = "TERM", group = true, ...spawnOptions } = options
  if (stopping) {
    throw new Error("stopping")
  }
  let output = "inherit"
  if (log) {
    mkdirSync(path.dirname(log), { recursive: true })
    output = openSync(log, "a")
  }
  const child = spawn(command, args, { ...spawnOptions, stdio: ["ignore", output, output], detached: true })
  if (log) {
    closeSync(output)
  }
  const exited = new Promise((resolve, reject) => {
    child.on("error", reject)
    child.on("exit", (code, name) => resolve({ code, signal: name }))
  })
  exited.catch(() => undefined)
  if (child.pid === undefined) {
    return { pid: undefined, exited, stop: () => Promise.resolve() }
  }

  const target = group ? -child.pid : child.pid
  const reaper = startReaper(child.pid, stopSignal, group)
  const stop = async () => {
    signal(target, `SIG${stopSignal}`)
    if (!(await waitGone(target, GRACE_MS))) {
      signal(target, "SIGKILL")
      await waitGone(target, GRACE_MS)
    }
    dismiss(reaper)
    const index = members.indexOf(member)
    if (index >= 0) {
      members.splice(index, 1)
    }
  }
  const member = { pid: child.pid, exited, stop }
  members.push(member)
  // Grandchildren of a command that ended by itself go with it.
  void exited.then(() => stop()).catch(() => undefined)
  return member
}

/** Registers work for the very end, after all children are gone. */
export function onShutdown(work) {
  cleanups.push(work)
}

/** Stops all children, youngest first, cleans up and exits with `code`. */
export function shutdown(code) {
  stopping ??= (async () => {
    for (const member of [...members].reverse()) {
      await member.stop()
    }
    for (const work of cleanups.reverse()) {
      await work()
    }
    process.exit(code)
  })()
  return stopping
}

/** Whether shutdown has begun. */
export const isStopping = () => stopping !== undefined

/** Kills at once what a second Ctrl+C finds still running. */
function killAll() {
  for (const member of members) {
    signal(-member.pid, "SIGKILL") && signal(member.pid, "SIGKILL")
  }
  process.exit(130)
}

/** The npm that started us, when one did: our parent, or the parent of the shell between us. */
function launchingNpm() {
  if (!process.env.npm_lifecycle_event) {
    return undefined
  }
  const isNpm = (pid) => /\bnpm\b|npm-cli/.test((pid && commandLine(pid)) || "")
  const isShell = (pid) => /^(\S*\/)?(sh|bash|dash|zsh)( |$)/.test((pid && commandLine(pid)) || "")
  const parent = process.ppid
  if (isShell(parent) && isNpm(parentOf(parent))) {
    return parentOf(parent)
  }
  return isNpm(parent) ? parent : undefined
}

/** `kill <npm>` ends npm without telling us; so look whether it is still there. */
function watchNpm() {
  const npm = launchingNpm()
  if (npm === undefined) {
    return
  }
  const mark = startMark(npm)
  const timer = setInterval(() => {
    if (startMark(npm) === mark) {
      return
    }
    clearInterval(timer)
    void shutdown(143)
  }, NPM_WATCH_MS)
  timer.unref()
}

/** From now on SIGINT, SIGTERM, SIGHUP and the death of npm stop everything in order. */
export function watchSignals() {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }
  for (const [name, code] of Object.entries(codes)) {
    process.on(name, () => {
      if (!stopping) {
        console.error(`${name}: stopping everything ...`)
      }
      // npm passes a terminal's Ctrl+C on to us, so the same one arrives twice at once; only a later one is a second.
      if (!stopping) {
        signalledAt = Date.now()
      } else if (Date.now() - signalledAt > 1000) {
        killAll()
      }
      void shutdown(code)
    })
  }
  // A reader that went away (`| head`) must not stop the clean-up.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => undefined)
  }
  watchNpm()
}
let signalledAt = 0
