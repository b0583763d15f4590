// Runs one `medusa` command against the demo's database (`npm run medusa -- db:generate coupon`).
import "./lib/require-node.mjs"

// Imported late, so that an old Node never has to parse it.
import("./lib/cli.mjs").then(({ runCommand }) => runCommand(() => import("./lib/command-with-db.mjs")))
