// What stays of a build's types: the names that can be imported, what they lead to, and nothing beside it.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import type * as Declarations from "../lib/declarations.mjs" with { "resolution-mode": "import" }

const FILES = {
  "entry.d.ts": 'export { verb } from "./verbs"\nexport type { Told } from "./told"\nexport * from "./all"\n',
  "verbs.d.ts": `import type { Input, Unused } from "./inputs"
import type { MedusaContainer } from "@medusajs/framework/types"
/** What it does. */
export declare function verb(input: Input, container: MedusaContainer): import("./outcomes").Outcome
/** Only ours. */
export declare function helper(one: Unused): void
`,
  "inputs.d.ts":
    "/** Said inside. */\nexport interface Input {\n    id: string\n}\nexport interface Unused {\n    id: string\n}\n",
  "outcomes.d.ts": 'export type Outcome = Done | "failed"\ntype Done = "done"\nexport type Other = "other"\n',
  "told.d.ts": "declare const told: { a: number }\nexport type Told = typeof told\n",
  "all.d.ts": "/** A sum. */\nexport declare const sum: number\nexport default class Service {\n}\n",
  "left.d.ts": "export declare const left: number\n",
}

describe("the declarations of a build", () => {
  let directory: string
  const read = (name: string) => readFileSync(path.join(directory, name), "utf8")

  beforeAll(async () => {
    const { shakeDeclarations }: typeof Declarations = await import("../lib/declarations.mjs")
    directory = mkdtempSync(path.join(os.tmpdir(), "declarations-"))
    Object.entries(FILES).forEach(([name, text]) => writeFileSync(path.join(directory, name), text))
    const files = readdirSync(directory).map((name) => path.join(directory, name))
    shakeDeclarations(files, [path.join(directory, "entry.d.ts")])
  })

  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  it("are of the names that an entry passes on, with their comments, and import no more than they need", () => {
    expect(read("entry.d.ts")).toBe(
      'export { verb } from "./verbs";\nexport type { Told } from "./told";\nexport * from "./all"\n',
    )
    expect(read("verbs.d.ts")).toBe(
      'import type { Input } from "./inputs";\nimport type { MedusaContainer } from "@medusajs/framework/types";\n' +
        '/** What it does. */\nexport declare function verb(input: Input, container: MedusaContainer): import("./outcomes").Outcome\n',
    )
    expect(read("all.d.ts")).toContain("/** A sum. */\nexport declare const sum: number")
  })

  it("are of what these lead to, without its comments", () => {
    expect(read("inputs.d.ts")).toBe("export interface Input {\nid: string;\n}\n")
    expect(read("outcomes.d.ts")).toContain("Done")
    expect(read("outcomes.d.ts")).not.toContain("Other")
    expect(read("told.d.ts")).toContain("declare const told")
  })

  it("are gone where nothing leads", () => {
    expect(existsSync(path.join(directory, "left.d.ts"))).toBe(false)
  })
})
