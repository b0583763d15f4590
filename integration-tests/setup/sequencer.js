// Which test files run first: the longest, so that no worker is left alone with one of them at the end. Jest knows durations
// only from the run before, and a fresh clone has none.
const path = require("node:path")
const { default: Sequencer } = require("@jest/test-sequencer")

/** The slowest files, the slowest first; then the rest of their kinds, and pure tests at last. */
const SLOWEST = ["completion", "shop", "lives", "two-servers", "admin", "loyalty"]
const KINDS = ["/http/", "/browser/", "/modules/", "/contract/"]

/** A small number for what should start early. */
function rank({ path: file }) {
  const slow = SLOWEST.indexOf(path.basename(file, ".spec.ts"))
  const kind = KINDS.findIndex((folder) => file.includes(`/integration-tests${folder}`))
  if (kind === 0 && slow !== -1) {
    return slow
  }
  return SLOWEST.length + (kind === -1 ? KINDS.length : kind)
}

module.exports = class extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => rank(one) - rank(other))
  }
}
