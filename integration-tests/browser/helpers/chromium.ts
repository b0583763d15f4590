// Finds and starts a Chromium that is installed; none is ever downloaded.
import { accessSync, constants } from "node:fs"
import path from "node:path"
import { chromium } from "playwright-core"
import type { Browser } from "playwright-core"

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

/** Tests run as root in containers, without a GPU, and nothing of the browser's own may call home. */
export const ARGUMENTS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
  "--disable-gpu",
  "--disable-dev-shm-usage",
]

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * The file of an installed Chromium: `CHROMIUM_PATH`, or the first of the usual names on the PATH. Where there is none,
 * undefined, and the reason why tests are skipped is printed once per file.
 * @throws Error when `CHROMIUM_PATH` names a file that cannot be run
 */
export function findChromium(): string | undefined {
  const wanted = process.env.CHROMIUM_PATH
  if (wanted) {
    if (!canRun(wanted)) {
      throw new Error(`CHROMIUM_PATH names ${wanted}, which cannot be run.`)
    }
    return wanted
  }
  const directories = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/bin"]
  const files = NAMES.flatMap((name) => directories.map((directory) => path.join(directory, name)))
  const found = files.find(canRun)
  if (!found) {
    process.stderr.write(
      "Skipped, because no Chromium is installed (apt-get install chromium, or CHROMIUM_PATH): the Admin in a browser.\n",
    )
  }
  return found
}

export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ARGUMENTS })
}
