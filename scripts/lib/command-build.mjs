// `npm run build`: what is published. JavaScript without comments or maps, types for every import that there is, and the Admin
// in files that the dashboard fetches when they are needed. (`medusa plugin:build` leaves maps inside and types out.)
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import ts from "typescript"
import { transformWithEsbuild } from "vite"
import { buildPluginAdmin } from "./bundle-plugin-admin.mjs"
import { Refusal } from "./cli.mjs"
import { shakeDeclarations } from "./declarations.mjs"
import { root } from "./paths.mjs"
import { step } from "./progress.mjs"

const output = path.join(root, ".medusa/server")
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"))

function readSettings() {
  const file = path.join(root, "tsconfig.build.json")
  const { config, error } = ts.readConfigFile(file, ts.sys.readFile)
  if (error) {
    throw new Refusal(ts.flattenDiagnosticMessageText(error.messageText, "\n"))
  }
  return ts.parseJsonConfigFileContent(config, ts.sys, root)
}

function compile() {
  const { fileNames, options } = readSettings()
  const program = ts.createProgram(fileNames, options)
  const { diagnostics } = program.emit(undefined, (name, text) => {
    mkdirSync(path.dirname(name), { recursive: true })
    writeFileSync(name, text)
  })
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics]
  if (problems.length > 0) {
    throw new Refusal(ts.formatDiagnostics(problems, ts.createCompilerHost(options)))
  }
}

function filesUnder(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/** Files that `exports` of package.json names, a `*` standing for each name that fits. */
function exportedFiles(files) {
  const targets = Object.values(manifest.exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  )
  // What has a star at its end is for Medusa's own loaders, which read no types.
  const documented = targets.filter((target) => !target.endsWith("src/*.js"))
  const patterns = documented.map(
    (target) => new RegExp(`^${path.join(root, target).replaceAll(".", "\\.").replace("*", "[^/]+")}$`),
  )
  return files.filter((file) => patterns.some((pattern) => pattern.test(file)))
}

const declarationOf = (file) => file.replace(/\.js$/, ".d.ts")

/** Removes the types that no documented import leads to (of routes, jobs and steps, and of what only we call). */
function pruneTypes() {
  const files = filesUnder(output)
  const types = files.filter((name) => name.endsWith(".d.ts"))
  shakeDeclarations(types, exportedFiles(files).map(declarationOf).filter(ts.sys.fileExists))
}

/**
 * Takes comments and white space out and shortens the names of locals; the names of functions and methods stay, and lines end
 * often enough that a stack can be read (at 160 characters the package was 8 kB larger). Files that pass others on stay whole:
 * from their text Node reads the names that ES modules may import, and a shortened line could end within the name of a file.
 */
async function shorten() {
  for (const file of filesUnder(output).filter((name) => name.endsWith(".js"))) {
    const text = readFileSync(file, "utf8")
    const lines = text.includes("__exportStar(require(") ? {} : { minifyWhitespace: true, lineLimit: 1000 }
    const settings = { minifyIdentifiers: true, ...lines, target: "es2022", sourcemap: false }
    const { code } = await transformWithEsbuild(text, file, settings)
    writeFileSync(file, withShortImports(code))
  }
}

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

/** Builds everything anew; answers 0, or refuses with what TypeScript or Vite found. */
export async function main() {
  rmSync(output, { recursive: true, force: true })
  await step("Compiling", () => compile())
  await shorten()
  pruneTypes()
  await step("Bundling the pages and widgets of the Admin", () => buildPluginAdmin(path.join(output, "src/admin")))
  return 0
}
