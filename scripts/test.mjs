// Runs all tests against a PostgreSQL of their own (`npm test [-- jest arguments]`).
import "./lib/require-node.mjs"

// Imported late, so that an old Node never has to parse it.
import("./lib/cli.mjs").then(({ runCommand }) => runCommand(() => import("./lib/command-test.mjs")))
