// Lets another shop find this repository as an installed plugin, without building it: a package whose files are our sources.
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"

/** Makes the package in a temporary directory and answers where; `unlinkPlugin` removes it. */
export function linkPlugin(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "medusa-plugin-coupons-linked-"))
  mkdirSync(path.join(directory, ".medusa/server"), { recursive: true })
  symlinkSync(path.resolve(__dirname, "../../src"), path.join(directory, ".medusa/server/src"))
  writeFileSync(
    path.join(directory, "package.json"),
    JSON.stringify({ name: "medusa-plugin-coupons", version: "0.0.0-linked" }),
  )
  return directory
}

export function unlinkPlugin(directory: string): void {
  if (existsSync(directory)) {
    rmSync(directory, { recursive: true, force: true })
  }
}
