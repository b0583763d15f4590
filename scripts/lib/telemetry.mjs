// Switches Medusa's telemetry off for our processes only, without touching the user's own settings.
import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"

/**
 * The environment that keeps a Medusa process from collecting and sending. The variable alone stops the collecting, but
 * each process would still fork a detached sender when it ends; only the setting, in `directory`, prevents that.
 */
export function withoutTelemetry(directory) {
  const settings = path.join(directory, "medusa")
  mkdirSync(settings, { recursive: true })
  writeFileSync(path.join(settings, "config.json"), JSON.stringify({ telemetry: { enabled: false } }))
  return { MEDUSA_DISABLE_TELEMETRY: "true", XDG_CONFIG_HOME: directory }
}
