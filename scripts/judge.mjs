// Runs Medusa's own HTTP suites without the plugin and with it, and compares (`npm run judge [-- patterns]`).
import "./lib/require-node.mjs"

// Imported late, so that an old Node never has to parse it.
import("./lib/cli.mjs").then(({ runCommand }) => runCommand(() => import("./lib/command-judge.mjs")))
