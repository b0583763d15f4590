// The Admin as the browser's tests use it: built once, and again only when something it is made of has changed.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { Refusal } from "./cli.mjs"
import { demoDirectory, root } from "./paths.mjs"
import { start } from "./processes.mjs"
import { hashOf } from "./stamps.mjs"

const directory = path.join(root, ".medusa/test-admin")
const log = path.join(demoDirectory, "logs/test-admin.log")
const bundle = fileURLToPath(new URL("./bundle-admin.mjs", import.meta.url))
const MADE_OF = ["src/admin", "src/engine", "package.json", "package-lock.json", "scripts/lib/bundle-admin.mjs"]

/** Builds the Admin unless it is built already; answers its directory, and refuses with the bundler's own words. */
export async function buildTestAdmin() {
  const stamp = path.join(directory, "stamp")
  const hash = hashOf(MADE_OF)
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) {
    return directory
  }
  for (const old of [stamp, log]) {
    rmSync(old, { force: true })
  }
  const env = { ...process.env, NODE_ENV: "production" }
  const { code } = await start(process.execPath, [bundle, directory], { cwd: root, env, log }).exited
  if (code !== 0) {
    throw new Refusal(`${readFileSync(log, "utf8")}\nThe Admin cannot be built; log: ${log}`)
  }
  writeFileSync(stamp, hash)
  return directory
}
