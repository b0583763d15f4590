// Who shares a hook with us is found in the sources of the workflow files that are loaded.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { findConsumers } from "../consumers"

const directory = mkdtempSync(path.join(os.tmpdir(), "consumers-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function write(name: string, source: string): string {
  const file = path.join(directory, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, source)
  return file
}

describe("findConsumers", () => {
  const compiled = write(
    "node_modules/@acme/plugin/src/workflows/hooks/one.js",
    "core_flows_1.completeCartWorkflow.hooks.orderCreated(async () => {})",
  )
  const source = write(
    "src/workflows/two.ts",
    "const hooks = completeCartWorkflow\n  .hooks as Hooks\nhooks.orderCreated(handler)",
  )
  const others = [
    write("src/workflows/other-hook.ts", "completeCartWorkflow.hooks.validate(handler)"),
    write("src/workflows/other-workflow.ts", "createOrderWorkflow.hooks.orderCreated(handler)"),
    write("src/api/route.ts", "completeCartWorkflow.hooks.orderCreated(handler)"),
    write("node_modules/@medusajs/core-flows/workflows/x.js", "completeCartWorkflow.hooks.orderCreated(handler)"),
    path.join(directory, "src/workflows/gone.ts"),
  ]

  it("names the files that consume this hook of this workflow, packages by their name", () => {
    const found = findConsumers("complete-cart", "orderCreated", [...others, source, compiled, compiled])
    expect(found).toEqual([path.relative(process.cwd(), source), "@acme/plugin/src/workflows/hooks/one.js"])
  })

  it("finds nobody where nobody is", () => {
    expect(findConsumers("complete-cart", "orderCreated", others)).toEqual([])
  })
})
