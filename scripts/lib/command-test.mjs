// `npm test`: a throw-away PostgreSQL, jest on it, and one plain line of counts at the end.
import { runJest } from "./jest.mjs"
import { startScratchPostgres } from "./postgres.mjs"
import { step } from "./progress.mjs"

/** How many of the slowest tests are named at the end; `SLOWEST_TESTS` changes it. */
const SLOWEST = Number(process.env.SLOWEST_TESTS ?? 10)

/** Projects that run only when they are asked for: `npm run fuzz`, `npm run cuts`, or `npm test -- --selectProjects fuzz`. */
const ON_DEMAND = ["fuzz", "cuts"]

/** Jest's arguments, without the projects that nobody named; last, for jest takes what follows this option as its values. */
const withoutUnasked = (args) =>
  args.some((arg) => /^--(select|ignore)Projects/.test(arg))
    ? args
    : [...args, ...ON_DEMAND.map((name) => `--ignoreProjects=${name}`)]

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

/** Runs jest with `args`; answers its exit code. */
export async function main(args) {
  const database = await step("Starting PostgreSQL for the tests", () => startScratchPostgres())
  const { code, summary } = await runJest(database, withoutUnasked(args))
  // Without a summary (`--listTests`, a wrong option) there is nothing to count.
  if (summary) {
    console.log(["The slowest tests:", ...slowestOf(summary, SLOWEST), countsOf(summary)].join("\n"))
  }
  return code
}
