// Runs jest on a PostgreSQL of ours and reads its summary.
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { packageFile, root } from "./paths.mjs"
import { onShutdown, start } from "./processes.mjs"
import { withoutTelemetry } from "./telemetry.mjs"

/** Jest's environment: @medusajs/test-utils reads the DB_ variables and never DATABASE_URL, and wants "localhost". */
function environmentFor(database, directory) {
  const { DATABASE_URL: _url, PORT: _port, REDIS_URL: _redis, NODE_OPTIONS = "", ...kept } = process.env
  return {
    ...kept,
    NODE_ENV: "test",
    NODE_OPTIONS: `${NODE_OPTIONS} --experimental-vm-modules --no-warnings`.trim(),
    ...withoutTelemetry(directory),
    DB_HOST: database.host,
    DB_PORT: String(database.port),
    DB_USERNAME: database.user,
    DB_PASSWORD: database.password,
  }
}

function readSummary(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch {
    return undefined
  }
}

/**
 * Runs jest with `args` and answers `{ code, summary }`; there is no summary when it ran no tests (`--listTests`, a wrong
 * option). `env` is added to its environment, `log` receives its output instead of ours.
 */
export async function runJest(database, args, { cwd = root, env = {}, log } = {}) {
  const directory = mkdtempSync(path.join(os.tmpdir(), "medusa-plugin-coupons-jest-"))
  onShutdown(() => rmSync(directory, { recursive: true, force: true }))
  const file = path.join(directory, "summary.json")
  const jest = start(
    process.execPath,
    [packageFile("jest", "bin/jest.js"), "--json", `--outputFile=${file}`, ...args],
    { cwd, log, env: { ...environmentFor(database, directory), ...env } },
  )
  const { code } = await jest.exited
  return { code: code ?? 1, summary: readSummary(file) }
}
