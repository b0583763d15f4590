// Packs the plugin and takes the tarball through its life in a Medusa app: install, upgrade, use, uninstall.
import "./lib/require-node.mjs"

// Imported late, so that an old Node never has to parse it.
import("./lib/cli.mjs").then(({ runCommand }) => runCommand(() => import("./lib/command-pack-test.mjs")))
