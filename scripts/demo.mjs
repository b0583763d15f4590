// Starts the shop, plays the story and leaves the shop running (`npm run demo [-- --once]`).
import "./lib/require-node.mjs"

// Imported late, so that an old Node never has to parse it.
import("./lib/cli.mjs").then(({ runCommand }) => runCommand(() => import("./lib/command-demo.mjs")))
