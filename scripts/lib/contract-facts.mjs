// The facts that our seams stand on (integration-tests/contract), looked up in the Medusa that another app has installed.
import { cpSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { runJest } from "./jest.mjs"
import { root } from "./paths.mjs"

const require = createRequire(import.meta.url)

/** The tests, and what they name of the repository. */
const NEEDED = [
  "integration-tests/contract",
  "integration-tests/setup",
  "src/integration/README.md",
  "src/integration/store-fields.ts",
  "src/integration/medusa-version.ts",
]

/**
 * Copies the tests beside the app's node_modules, so that what they import is the app's, and runs them there. Answers
 * `{ passed, failed }`; the output is in `log`.
 */
export async function lookUpFacts(app, database, log) {
  const directory = path.join(app, "contract")
  rmSync(directory, { recursive: true, force: true })
  for (const name of NEEDED) {
    cpSync(path.join(root, name), path.join(directory, name), { recursive: true })
  }
  const [, options] = require(path.join(root, "integration-tests/setup/transform.js"))
  const config = {
    rootDir: directory,
    testMatch: ["<rootDir>/integration-tests/contract/seams.spec.ts"],
    transform: { "^.+\\.tsx?$": [require.resolve("@swc/jest"), options] },
    setupFiles: ["<rootDir>/integration-tests/setup/environment.js"],
    testTimeout: 600_000,
  }
  symlinkSync(path.join(app, "node_modules"), path.join(directory, "node_modules"))
  writeFileSync(path.join(directory, "jest.config.json"), JSON.stringify(config))
  const { summary } = await runJest(database, [`--config=${directory}/jest.config.json`, "--runInBand"], {
    cwd: directory,
    log,
  })
  return {
    passed: summary?.numPassedTests ?? 0,
    failed: summary ? summary.numFailedTests + summary.numRuntimeErrorTestSuites : 1,
  }
}
