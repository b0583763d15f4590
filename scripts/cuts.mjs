// Cuts every operation of several steps at its statements (`npm run cuts [-- --all] [--seed 7] [--share 20]`).
import "./lib/require-node.mjs"

// Imported late, so that an old Node never has to parse it.
import("./lib/cli.mjs").then(({ runCommand }) => runCommand(() => import("./lib/command-cuts.mjs")))
