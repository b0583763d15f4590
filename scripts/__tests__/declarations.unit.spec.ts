// What stays of a build's types: the names that can be imported, what they lead to, and nothing beside it.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import ts from "typescript"
import type * as Declarations from "../lib/declarations.mjs" with { "resolution-mode": "import" }

const FILES = {
  "entry.d.ts": `export { verb } from "./verbs"
export type { Told } from "./told"
export * from "./all"
export { default } from "./service"
`,
  "room/index.d.ts": `export { sum, sum as total } from "../all"
export interface Room {
    /** How many. */
    places: number
}
`,
  "verbs.d.ts": `import type { Input as Said, Unused } from "./inputs"
import * as outcomes from "./outcomes"
import * as models from "./models"
import type { MedusaContainer } from "@medusajs/framework/types"
type Ctx = string
/** What it does. */
export declare function verb(input: Said, container: MedusaContainer, ctx: Ctx): import("./outcomes").Outcome
export declare function verb<Said2>(input: Said2, of: keyof typeof models, at: Date): outcomes.Late
/** Only ours. */
export declare function helper(one: Unused): void
`,
  "inputs.d.ts": `type Ctx = number
/** Said inside. */
export interface Input {
    /** Said further inside. */
    id: Ctx
}
export interface Unused {
    id: string
}
`,
  "outcomes.d.ts": `export type Outcome = Done | "failed"
type Done = "done"
export type Late = "late"
export type Other = "other"
`,
  "models/index.d.ts": 'export { Coupon } from "./coupon"\nexport declare const Date: 1\n',
  "models/coupon.d.ts": "export declare const Coupon: unique symbol\n",
  "told.d.ts": "declare const told: { a: number }\nexport type Told = typeof told\n",
  "all.d.ts": "/** A sum. */\nexport declare const sum: number\n",
  "service.d.ts": `import { Base } from "./base"
/** A service. */
export default class Service extends Base {
    /** Of a method. */
    method(): void
}
`,
  "base.d.ts": "/** Only ours. */\nexport declare abstract class Base {\n    /** Only ours. */\n    own(): void\n}\n",
  "left.d.ts": "export declare const left: number\n",
}

/** Uses each name as the files above have it; what is not there, or is `any`, is an error. */
const USER = `import Service, { sum, verb, type Told } from "./entry"
import { total, type Room } from "./room"
type Known<T> = 0 extends 1 & T ? never : T
const id: 1 = 1
const outcome: Known<"done" | "failed"> = verb({ id }, null as never, "ctx")
const late: Known<"late"> = verb("anything", "Coupon", new Date())
const told: Known<Told> = { a: sum + total }
new Service().own()
new Service().method()
export const room: Known<Room> = { places: told.a }
export default [outcome, late]
`

describe("the declarations of a build", () => {
  let directory: string
  const read = (name: string) => readFileSync(path.join(directory, name), "utf8")

  beforeAll(async () => {
    const { gatherDeclarations }: typeof Declarations = await import("../lib/declarations.mjs")
    directory = mkdtempSync(path.join(os.tmpdir(), "declarations-"))
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(path.dirname(path.join(directory, name)), { recursive: true })
      writeFileSync(path.join(directory, name), text)
    }
    const files = Object.keys(FILES).map((name) => path.join(directory, name))
    gatherDeclarations(files, [path.join(directory, "entry.d.ts"), path.join(directory, "room/index.d.ts")], directory)
  })

  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  it("are one file for each import, and one for what these lead to", () => {
    const left = readdirSync(directory, { recursive: true }).filter((name) => String(name).endsWith(".ts"))
    expect(left.sort()).toEqual(["entry.d.ts", "room/index.d.ts", "types.d.ts"])
  })

  it("are complete: what is imported has its type, whatever it was called where it came from", () => {
    writeFileSync(path.join(directory, "user.ts"), USER)
    const framework = path.join(directory, "node_modules/@medusajs/framework")
    mkdirSync(framework, { recursive: true })
    writeFileSync(path.join(framework, "types.d.ts"), "export interface MedusaContainer {}\n")
    const program = ts.createProgram([path.join(directory, "user.ts")], {
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts"],
      skipDefaultLibCheck: true,
      module: ts.ModuleKind.CommonJS,
      strict: true,
      noEmit: true,
      types: [],
    })
    const said = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => [file?.fileName, messageText])
    expect(said).toEqual([])
  })

  it("have the comments of what can be imported, and no others", () => {
    expect(read("entry.d.ts")).toContain("/** What it does. */\nexport declare function verb(input: Input")
    expect(read("entry.d.ts")).toContain("/** A sum. */\nexport declare const sum: number")
    expect(read("room/index.d.ts")).toContain("{\n /** How many. */\n places: number\n}")
    expect(read("types.d.ts")).toContain(
      "/** A service. */\nexport declare class Service extends Base {\n /** Of a method. */",
    )
    expect(read("types.d.ts")).not.toMatch(/Said|Only ours/)
  })

  it("have nothing that no import leads to", () => {
    expect(read("types.d.ts")).toContain("Late")
    for (const name of ["Unused", "Other", "left", "helper"]) {
      expect(read("types.d.ts") + read("entry.d.ts") + read("room/index.d.ts")).not.toContain(name)
    }
  })

  it("stand where they are imported first; a second import passes them on", () => {
    expect(read("room/index.d.ts")).toContain('export { sum, sum as total } from "../entry"')
  })
})
