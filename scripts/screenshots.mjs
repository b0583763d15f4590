// Takes the pictures in docs/images from a shop of their own (`npm run screenshots`).
import "./lib/require-node.mjs"

// Imported late, so that an old Node never has to parse it.
import("./lib/cli.mjs").then(({ runCommand }) => runCommand(() => import("./lib/command-screenshots.mjs")))
