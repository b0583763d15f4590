// A file among the workflows is one: verbs that run inside other workflows stand in src/operations (decision 44).
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"

const room = path.resolve(__dirname, "..")

const files = readdirSync(room, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.includes("__tests__"))
  .map((file) => file.split(path.sep).join("/"))
  .sort()

const codeOf = (file: string): string =>
  readFileSync(path.join(room, file), "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "")

const isDoor = (file: string): boolean => path.basename(file) === "index.ts"

/** What a file with a workflow or a step of its own says; importing the makers is not enough. */
const MAKES_ONE = /=\s*create(Workflow|Step)\s*\(/

const REEXPORT = /^export (?:type )?(?:\*|\{[^}]*\}) from "([^"]+)"$/gm

describe("files of workflows", () => {
  it("have a workflow or a step of their own", () => {
    const verbs = files.filter((file) => !isDoor(file))
    expect(verbs.length).toBeGreaterThan(40)
    expect(verbs.filter((file) => !MAKES_ONE.test(codeOf(file)))).toEqual([])
  })

  it("are named by doors that say nothing of their own, and each by its own room's", () => {
    const doors = files.filter(isDoor)
    expect(doors.length).toBeGreaterThan(5)
    for (const door of doors) {
      const code = codeOf(door)
      expect({ door, rest: code.replace(REEXPORT, "").trim() }).toEqual({ door, rest: "" })
      const outside = [...code.matchAll(REEXPORT)].map(([, from = ""]) => from).filter((from) => !from.startsWith("./"))
      expect({ door, outside: door === "index.ts" ? [] : outside }).toEqual({ door, outside: [] })
    }
  })
})
