// `npm run check`: types of backend and Admin, lint, format and layers, side by side; prints only what failed.
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { packageFile, root } from "./paths.mjs"
import { onShutdown, start } from "./processes.mjs"
import { say } from "./progress.mjs"

const checks = {
  "types (backend)": [packageFile("typescript", "bin/tsc"), "--noEmit", "-p", "tsconfig.json"],
  "types (Admin)": [packageFile("typescript", "bin/tsc"), "--noEmit", "-p", "src/admin/tsconfig.json"],
  lint: [packageFile("eslint", "bin/eslint.js"), "--max-warnings=0", "."],
  format: [packageFile("prettier", "bin/prettier.cjs"), "--check", "--log-level=warn", "."],
  layers: [
    packageFile("dependency-cruiser", "bin/dependency-cruise.mjs"),
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type=err",
    "src",
  ],
}

async function runCheck(name, args, directory) {
  const log = path.join(directory, `${name}.log`)
  const since = Date.now()
  const { code } = await start(process.execPath, args, { cwd: root, log }).exited
  const seconds = ((Date.now() - since) / 1000).toFixed(1)
  say(`${name}: ${code === 0 ? "good" : "FAILED"} (${seconds} s)`)
  if (code !== 0) {
    console.log(readFileSync(log, "utf8"))
  }
  return code === 0
}

/** Runs all checks, two at a time; answers 0 when all are good. */
export async function main() {
  const directory = mkdtempSync(path.join(os.tmpdir(), "medusa-plugin-coupons-check-"))
  onShutdown(() => rmSync(directory, { recursive: true, force: true }))
  const waiting = Object.entries(checks)
  const results = []
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      results.push(await runCheck(...next, directory))
    }
  }
  await Promise.all([worker(), worker()])
  return results.every(Boolean) ? 0 : 1
}
