// `npm test`: a throw-away PostgreSQL, jest on it, and one plain line of counts at the end.
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { packageFile, root } from "./paths.mjs"
import { startScratchPostgres } from "./postgres.mjs"
import { onShutdown, start } from "./processes.mjs"
import { step } from "./progress.mjs"
import { withoutTelemetry } from "./telemetry.mjs"

/** How many of the slowest tests are named at the end; `SLOWEST_TESTS` changes it. */
const SLOWEST = Number(process.env.SLOWEST_TESTS ?? 10)

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

/** The plain line of counts, from jest's own summary. A test file that could not run counts as one failure. */
function countsOf(summary) {
  const failed = summary.numFailedTests + summary.numRuntimeErrorTestSuites
  const skipped = summary.numPendingTests + summary.numTodoTests
  const line = `${summary.numPassedTests} passed, ${failed} failed`
  return skipped > 0 ? `${line}, ${skipped} skipped` : line
}

/** The tests that took longest, so that nobody has to guess where the minutes go: "  12.3 s  suite › test". */
function slowestOf(summary, count) {
  return summary.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ duration }) => duration > 0)
    .sort((one, other) => other.duration - one.duration)
    .slice(0, count)
    .map(({ duration, fullName }) => `${(duration / 1000).toFixed(1).padStart(6)} s  ${fullName.trim()}`)
}

function readSummary(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch {
    return undefined
  }
}

/** Runs jest with `args`; answers its exit code. */
export async function main(args) {
  const database = await step("Starting PostgreSQL for the tests", () => startScratchPostgres())
  const directory = mkdtempSync(path.join(os.tmpdir(), "medusa-plugin-coupons-jest-"))
  onShutdown(() => rmSync(directory, { recursive: true, force: true }))
  const file = path.join(directory, "summary.json")
  const jest = start(
    process.execPath,
    [packageFile("jest", "bin/jest.js"), "--json", `--outputFile=${file}`, ...args],
    { cwd: root, env: environmentFor(database, directory) },
  )
  const { code } = await jest.exited
  const summary = readSummary(file)
  // Without a summary (`--listTests`, a wrong option) there is nothing to count.
  if (summary) console.log(["The slowest tests:", ...slowestOf(summary, SLOWEST), countsOf(summary)].join("\n"))
  return code ?? 1
}
