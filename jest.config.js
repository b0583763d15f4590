// Kinds of tests: pure ones, facts about the installed Medusa, modules on a database, the whole shop over HTTP, and its Admin
// in a browser. Run them with `npm test`. What takes as long as it is given (`scripts/lib/command-test`, ON_DEMAND) has a
// command of its own.
const transform = { "^.+\\.tsx?$": require("./integration-tests/setup/transform.js") }

const project = (displayName, testMatch) => ({
  displayName,
  testMatch,
  transform,
  testEnvironment: "node",
  roots: ["<rootDir>/src", "<rootDir>/integration-tests", "<rootDir>/scripts"],
  moduleFileExtensions: ["js", "mjs", "ts", "tsx", "json", "node"],
  modulePathIgnorePatterns: ["<rootDir>/.medusa/"],
  setupFiles: ["<rootDir>/integration-tests/setup/environment.js"],
})

module.exports = {
  projects: [
    project("unit", ["<rootDir>/src/**/__tests__/**/*.unit.spec.ts", "<rootDir>/scripts/**/__tests__/*.unit.spec.ts"]),
    project("contract", ["<rootDir>/integration-tests/contract/*.spec.ts"]),
    project("modules", ["<rootDir>/integration-tests/modules/**/*.spec.ts"]),
    project("http", ["<rootDir>/integration-tests/http/*.spec.ts"]),
    project("fuzz", ["<rootDir>/integration-tests/fuzz/*.spec.ts"]),
    project("cuts", ["<rootDir>/integration-tests/cuts/*.spec.ts"]),
    project("browser", ["<rootDir>/integration-tests/browser/*.spec.ts"]),
  ],
  testSequencer: "<rootDir>/integration-tests/setup/sequencer.js",
  // Only what hangs takes so long: booting the shop alone takes ten seconds, and ten times that on a busy machine.
  testTimeout: 1_200_000,
  // Two processors are not kept busy by two workers: each waits for its database a tenth of the time.
  maxWorkers: 3,
  // Restoring a database between tests cuts connections, and knex says so each time; `--silent=false` shows it.
  silent: true,
}
