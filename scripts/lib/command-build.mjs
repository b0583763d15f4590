// `npm run build`: what is published. JavaScript without comments or maps, types for every import that there is, and the Admin
// in files that the dashboard fetches when they are needed. (`medusa plugin:build` leaves maps inside and types out.)
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import ts from "typescript"
import { buildPluginAdmin } from "./bundle-plugin-admin.mjs"
import { Refusal } from "./cli.mjs"
import { gatherDeclarations } from "./declarations.mjs"
import { root } from "./paths.mjs"
import { step } from "./progress.mjs"
import { namedByFolder, shortened } from "./shorten.mjs"

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

/** Refuses a package that names a file for an import, and has none: the name of a file may be shortened away. */
function requireExports() {
  const files = filesUnder(output)
  const targets = Object.values(manifest.exports).filter(
    (target) => target.startsWith("./.medusa") && !target.includes("*"),
  )
  const lost = targets.filter((target) => !files.includes(path.join(root, target)))
  if (lost.length > 0) {
    throw new Refusal(`The package's exports name files that are not there: ${lost.join(", ")}.`)
  }
}

const declarationOf = (file) => file.replace(/\.js$/, ".d.ts")

/** Leaves, of the types, what a documented import leads to (none of routes, jobs and steps, and of what only we call). */
function gatherTypes() {
  const files = filesUnder(output)
  const types = files.filter((name) => name.endsWith(".d.ts"))
  const entries = exportedFiles(files).map(declarationOf).filter(ts.sys.fileExists)
  gatherDeclarations(types, entries.sort(), path.join(output, "src"))
}

async function shorten() {
  const source = path.join(output, "src")
  const scripts = filesUnder(source).filter((name) => name.endsWith(".js"))
  const texts = await Promise.all(
    scripts.map(async (file) => [
      path.relative(source, file).replaceAll(path.sep, "/"),
      await shortened(readFileSync(file, "utf8")),
    ]),
  )
  scripts.forEach((file) => rmSync(file))
  namedByFolder(new Map(texts)).forEach((text, name) => writeFileSync(path.join(source, name), text))
}

/** Builds everything anew; answers 0, or refuses with what TypeScript or Vite found. */
export async function main() {
  rmSync(output, { recursive: true, force: true })
  await step("Compiling", () => compile())
  gatherTypes()
  await shorten()
  await step("Bundling the pages and widgets of the Admin", () => buildPluginAdmin(path.join(output, "src/admin")))
  requireExports()
  return 0
}
