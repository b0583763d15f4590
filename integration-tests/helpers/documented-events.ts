// What docs/events.md says of the events: their names, and the fields of what is told.
import { readFileSync } from "node:fs"
import path from "node:path"

/** Names and payload fields of one of the tables, by the heading it stands under; "as above" repeats the row before. */
export function documentedEvents(heading: "Events" | "Reminders"): Map<string, string[]> {
  const text = readFileSync(path.resolve(__dirname, "../../docs/events.md"), "utf8")
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? ""
  const rows = new Map<string, string[]>()
  let above: string[] = []
  for (const [, name = "", payload = ""] of section.matchAll(/^\| `([\w.-]+)` \|.*\| (.*) \|$/gm)) {
    const fields = [...payload.replace(/\(.*?\)/g, "").matchAll(/`(\w+)`/g)].map(([, field = ""]) => field)
    above = payload.startsWith("as above") ? [...above, ...fields] : fields
    rows.set(name, above)
  }
  return rows
}
