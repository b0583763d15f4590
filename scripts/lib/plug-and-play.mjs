// Whether the package imports only what it declares: Yarn's Plug'n'Play knows, for each file, what that file may name.
import { spawnSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import path from "node:path"
import ts from "typescript"
import { Refusal } from "./cli.mjs"
import { medusaEnvironment } from "./medusa.mjs"
import { manifest, PLUGIN, run } from "./starter-app.mjs"

const YARN = "@yarnpkg/cli-dist@4.18.1"
const NEWEST = manifest.devDependencies["@medusajs/medusa"]

/** No way around the rule: neither what the app declares nor what happens to lie on the disk. */
const YARNRC = {
  nodeLinker: "pnp",
  pnpFallbackMode: "none",
  enableTelemetry: false,
  enableScripts: false,
  enableGlobalCache: true,
  enableImmutableInstalls: false,
}

/** Runs inside Plug'n'Play: asks it for each name that a file imports, and prints what it refuses as `file: sentence`. */
const ASK = `
const path = require("node:path")
const pnp = require("pnpapi")
const root = path.dirname(pnp.resolveToUnqualified("medusa-plugin-coupons/package.json", __filename))
const said = []
const imports = require("./imports.json")
for (const [file, name] of imports) {
  try {
    pnp.resolveToUnqualified(name, path.join(root, file))
  } catch (error) {
    said.push(file + ": " + String(error.message).split("\\n")[0])
  }
}
console.log(JSON.stringify({ asked: imports.length, said }))
`

/** Pairs of a file of the tarball and a package that it imports, in scripts and in declarations; the Admin's files as well. */
function importsOf(tarball, directory) {
  const { status } = spawnSync("tar", ["-xzf", tarball, "-C", directory])
  if (status !== 0) {
    throw new Refusal(`${tarball} cannot be unpacked.`)
  }
  const packed = path.join(directory, "package")
  return readdirSync(packed, { recursive: true })
    .filter((file) => /\.js$|\.d\.ts$/.test(file))
    .flatMap((file) =>
      ts
        .preProcessFile(readFileSync(path.join(packed, file), "utf8"), true, true)
        .importedFiles.map(({ fileName }) => [file, fileName]),
    )
    .filter(([, name]) => !name.startsWith(".") && !isBuiltin(name))
}

/** Installs the tarball beside Medusa `version` in `directory`, by Yarn; answers `{ asked, said }`: imports, and refusals of some. */
export async function askPlugAndPlay(directory, { version, tarball, log }) {
  mkdirSync(directory, { recursive: true })
  const write = (name, text) => writeFileSync(path.join(directory, name), text)
  // Medusa's packages have one version, but for its ui.
  const versionOf = (name) => (manifest.devDependencies[name] === NEWEST ? version : manifest.devDependencies[name])
  const peers = Object.keys(manifest.peerDependencies).map((name) => [name, versionOf(name)])
  const dependencies = { ...Object.fromEntries(peers), [PLUGIN]: `file:${tarball}` }
  write("yarn.lock", "")
  write(".yarnrc.yml", JSON.stringify(YARNRC))
  write("ask.cjs", ASK)
  write("imports.json", JSON.stringify(importsOf(tarball, directory)))
  write("package.json", JSON.stringify({ name: "strict-shop", private: true, dependencies }))
  const yarn = ["--yes", "--package", YARN, "yarn"]
  await run("npx", [...yarn, "install"], { cwd: directory, log })
  const { stdout, stderr } = spawnSync("npx", [...yarn, "node", "ask.cjs"], {
    cwd: directory,
    encoding: "utf8",
    env: medusaEnvironment(),
  })
  const answer = stdout.split("\n").find((line) => line.startsWith('{"asked"'))
  if (!answer) {
    throw new Refusal(`Plug'n'Play gave no answer: ${stderr || stdout}`)
  }
  return JSON.parse(answer)
}
