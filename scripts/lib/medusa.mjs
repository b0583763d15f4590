// Runs Medusa's command line: one-off commands with their output in a log, and the server.
import { existsSync, readFileSync, rmSync } from "node:fs"
import path from "node:path"
import { Refusal } from "./cli.mjs"
import { demoDirectory, packageFile, root } from "./paths.mjs"
import { sleep, start } from "./processes.mjs"
import { withoutTelemetry } from "./telemetry.mjs"

/** The command line of this repository; a second app has its own. */
export const ownCli = () => packageFile("@medusajs/cli", "cli.js")
const TAIL_LINES = 40
const HEALTH_TIMEOUT_MS = 600_000

/** What every Medusa process of ours gets; nothing of it calls home. */
export function medusaEnvironment(more) {
  const { PORT: _port, ...kept } = process.env
  return { ...kept, ...withoutTelemetry(path.join(demoDirectory, "config")), ...more }
}

const tail = (log) =>
  existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-TAIL_LINES).join("\n") : ""

/** Runs `medusa <args>` to its end; refuses with the end of its log when it fails. */
export async function runMedusa(args, { env, log, cwd = root, cli = ownCli() }) {
  rmSync(log, { force: true })
  const { code, signal } = await start(process.execPath, [cli, ...args], { cwd, env, log }).exited
  if (code !== 0) {
    throw new Refusal(`${tail(log)}\n"medusa ${args[0]}" failed (${signal ?? `exit code ${code}`}); log: ${log}`)
  }
}

async function isHealthy(baseUrl) {
  try {
    return (await fetch(`${baseUrl}/health`, { signal: AbortSignal.timeout(20_000) })).ok
  } catch {
    return false
  }
}

/** Starts `medusa start` (or another `command`) in `cwd` on loopback and waits until it answers; answers the process. */
export async function startMedusa({ env, log, cwd, port, cli = ownCli(), command = "start" }) {
  rmSync(log, { force: true })
  const args = [cli, command, "--types=false", "--host=127.0.0.1", `--port=${port}`]
  const server = start(process.execPath, args, { cwd, env, log })
  let ended = false
  void server.exited.then(() => (ended = true))
  const deadline = Date.now() + HEALTH_TIMEOUT_MS
  while (!(await isHealthy(`http://localhost:${port}`))) {
    if (ended || Date.now() > deadline) {
      throw new Refusal(`${tail(log)}\nMedusa did not start; log: ${log}`)
    }
    await sleep(100)
  }
  return server
}
