// Packs the plugin, installs the tarball into a fresh Medusa app and redeems a code there.
import "./lib/require-node.mjs"

// Imported late, so that an old Node never has to parse it.
import("./lib/cli.mjs").then(({ runCommand }) => runCommand(() => import("./lib/command-pack-test.mjs")))
