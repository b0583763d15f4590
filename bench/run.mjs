// Measures by hand, never in a test: `npm run bench [-- engine enter lines complete limited unlimited]`.
import "../scripts/lib/require-node.mjs"

// Imported late, so that an old Node never has to parse it.
import("../scripts/lib/cli.mjs").then(({ runCommand }) => runCommand(() => import("./lib/command-bench.mjs")))
