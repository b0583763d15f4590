// Which Medusa runs here, whether we know it, and what is lost on it: for the log at boot and the health route.
import { readFileSync } from "node:fs"

/** The versions that are supported; the peer range of package.json says the same. */
export const SUPPORTED_MEDUSA = ">=2.14.0 <2.22.0"

const FIRST_MINOR = 14
const LAST_MINOR = 21

export interface MedusaState {
  /** Null where Medusa does not say it. */
  version: string | null
  supported: boolean
  /** A sentence for each thing that this version cannot do. */
  lost: string[]
}

const losses = new Map<string, string>()

/** A shim says what is lost on this version, a sentence; a second call with the same name changes nothing. */
export function reportLost(shim: string, sentence: string): void {
  losses.set(shim, sentence)
}

/** Whether a version such as "2.21.2" lies in the range; one that cannot be read does not. Never throws. */
export function isSupported(version: string | null): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)\.\d+$/.exec(version ?? "") ?? []
  return major === "2" && Number(minor) >= FIRST_MINOR && Number(minor) <= LAST_MINOR
}

/** The installed version; null when Medusa's package.json cannot be read. */
export function medusaVersion(): string | null {
  try {
    const file = require.resolve("@medusajs/medusa/package.json")
    return (JSON.parse(readFileSync(file, "utf8")) as { version?: string }).version ?? null
  } catch {
    return null
  }
}

/** What to know of a version, by default the installed one. Never throws. */
export function medusaState(version: string | null = medusaVersion()): MedusaState {
  const supported = isSupported(version)
  const unknown =
    `Medusa ${version ?? "of unknown version"} is outside ${SUPPORTED_MEDUSA}, the versions that this plugin is tried ` +
    "with: the shop goes on selling, but no one has checked its discounts."
  return { version, supported, lost: [...(supported ? [] : [unknown]), ...losses.values()] }
}
