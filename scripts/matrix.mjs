// Takes the packed plugin through its life in a Medusa app of each supported version: install, upgrade, use, uninstall.
import "./lib/require-node.mjs"

// Imported late, so that an old Node never has to parse it.
import("./lib/cli.mjs").then(({ runCommand }) => runCommand(() => import("./lib/command-matrix.mjs")))
