// Finds out whose handler a hook had before ours: for the log and the health route, so that a merchant knows who shares it.
import { readFileSync } from "node:fs"
import path from "node:path"

const MARKER = "node_modules/"

/** The workflow's name in core's exports: `complete-cart` is `completeCartWorkflow`. */
const exportOf = (workflow: string) =>
  `${workflow.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Workflow`

/** What a file is called in messages: from its package's name on, or from the shop's directory. */
function shown(file: string): string {
  const at = file.lastIndexOf(MARKER)
  return at === -1 ? path.relative(process.cwd(), file) : file.slice(at + MARKER.length)
}

function consumes(file: string, patterns: RegExp[]): boolean {
  try {
    const source = readFileSync(file, "utf8")
    return patterns.every((pattern) => pattern.test(source))
  } catch {
    return false
  }
}

/**
 * The files that consume `hook` of `workflow` (by its id), among those that lie in a directory called `workflows`, where
 * Medusa looks for them. Best effort: core does not remember who registered a handler, so the sources are searched.
 */
export function findConsumers(workflow: string, hook: string, loaded = Object.keys(require.cache)): string[] {
  // Apart, because hooks without a type are called through a cast.
  const patterns = [new RegExp(`\\b${exportOf(workflow)}\\s*\\.hooks\\b`), new RegExp(`\\.${hook}\\s*\\(`)]
  const candidates = loaded.filter((file) => /[\\/]workflows[\\/]/.test(file) && !/@medusajs[\\/]core-flows/.test(file))
  return [...new Set(candidates)]
    .filter((file) => consumes(file, patterns))
    .map(shown)
    .sort()
}
