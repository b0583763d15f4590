// Writes the repository's public address into the manifest and the README, or asks whether it is there (`npm run address -- https://…`).
import "./lib/require-node.mjs"

// Imported late, so that an old Node never has to parse it.
import("./lib/cli.mjs").then(({ runCommand }) => runCommand(() => import("./lib/command-address.mjs")))
