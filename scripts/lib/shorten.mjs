// Makes a build's JavaScript small without hiding anything of a stack: the file, the function and a line that can be read stay.
import { minify } from "@swc/core"
import path from "node:path"
import ts from "typescript"

/** Characters after which a line ends with the statement that it is in: Node prints the whole line above an uncaught error's stack. */
const LINE = 1000

const NAMES_STAY = { keep_fnames: true, keep_classnames: true, topLevel: false }

/**
 * A CommonJS file (what TypeScript compiled) without comments and white space, and with short names of locals and of what it
 * requires; functions, classes and methods keep theirs. The text of a file that only passes others on stays whole: from it Node reads
 * the names that ES modules may import.
 */
export async function shortened(text) {
  if (passesOthersOn(text)) {
    return text
  }
  // `exports.a = exports.b = void 0` says early what is said again below; nothing reads it, for no two files need each other.
  const once = text.replaceAll(/^(exports\.\w+ = )+void 0;\n/gm, "")
  const { code } = await minify(once, { compress: false, mangle: NAMES_STAY, module: false })
  return inLines(withShortImports(code))
}

/** True for a file that exports, with `export *`, what others do. */
const passesOthersOn = (text) => text.includes("__exportStar(require(")

/** What TypeScript calls a module that a file requires (`const utils_1 = require(…)`), by a name that nothing else has. */
function withShortImports(code) {
  const names = [...code.matchAll(/\bconst (\w+_\d+)\s*=\s*(?:__import\w+\()?require\(/g)].map(([, name]) => name)
  if (code.includes("_$")) {
    return code
  }
  return names.reduce(
    (text, name, index) => text.replaceAll(new RegExp(`\\b${name}\\b`, "g"), () => `_$${index}`),
    code,
  )
}

/** Ends a line where a statement ends, once it is long enough. */
function inLines(code) {
  const ends = []
  const visit = (node) => {
    ts.forEachChild(node, visit)
    if ((ts.isStatement(node) && !ts.isBlock(node)) || ts.isClassElement(node)) {
      ends.push(node.end)
    }
  }
  visit(ts.createSourceFile("file.js", code, ts.ScriptTarget.ES2022, true))
  const lines = []
  let start = 0
  for (const end of ends.sort((a, b) => a - b)) {
    if (end - start >= LINE) {
      lines.push(code.slice(start, end))
      start = end
    }
  }
  return [...lines, code.slice(start)].join("\n")
}

/** What Medusa or a merchant asks for by name: whole folders, each module's own files, and what a room shows of itself. */
const ASKED_FOR =
  /^(api|jobs|links|policies|subscribers)\/|^modules\/[^/]+\/((loaders|migrations|models)\/|[^/]+$)|^[^/]+$|(^|\/)(index|public)\.js$/

/**
 * Puts the name of its folders before that of each file that nobody asks for (`pricing/billing/pricing_billing_gather.js`). npm
 * sorts a tarball by the files' last names, and gzip looks back 32 kB: so neighbours that speak of the same stand side by side.
 * Takes and answers texts by path (below `src`, with `/`), with what they require renamed.
 */
export function namedByFolder(texts) {
  const nameOf = (file) =>
    ASKED_FOR.test(file) ? file : path.posix.join(path.posix.dirname(file), file.replaceAll("/", "_"))
  const required = (from, name) => {
    const target = path.posix.join(path.posix.dirname(from), name)
    const file = `${target}.js`
    if (!texts.has(file)) {
      return name
    }
    const relative = path.posix.relative(path.posix.dirname(from), nameOf(file)).replace(/\.js$/, "")
    return relative.startsWith(".") ? relative : `./${relative}`
  }
  return new Map(
    [...texts].map(([file, text]) => [
      nameOf(file),
      text.replaceAll(/\brequire\("(\.[^"]*)"\)/g, (_, name) => `require("${required(file, name)}")`),
    ]),
  )
}
