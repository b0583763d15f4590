// Sends random requests to every route of a shop of its own (`npm run fuzz [-- --requests 20000 --seed 7]`).
import "./lib/require-node.mjs"

// Imported late, so that an old Node never has to parse it.
import("./lib/cli.mjs").then(({ runCommand }) => runCommand(() => import("./lib/command-fuzz.mjs")))
