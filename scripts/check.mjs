// The fast gate: types, lint, format, layers (`npm run check`).
import "./lib/require-node.mjs"

// Imported late, so that an old Node never has to parse it.
import("./lib/cli.mjs").then(({ runCommand }) => runCommand(() => import("./lib/command-check.mjs")))
