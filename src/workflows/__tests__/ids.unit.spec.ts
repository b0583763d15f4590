// A workflow's id is one name space for core, every plugin and the app: ours say whose they are.
import * as workflows from ".."

interface NamedWorkflow {
  getName: () => string
}

const isWorkflow = (value: unknown): value is NamedWorkflow =>
  typeof value === "function" && typeof (value as Partial<NamedWorkflow>).getName === "function"

const exported: unknown[] = Object.values(workflows)
const ids = exported.filter(isWorkflow).map((workflow) => workflow.getName())

describe("ids of workflows", () => {
  it("carry a prefix of ours, and each is there once", () => {
    expect(ids.length).toBeGreaterThan(30)
    expect(ids.filter((id) => !/^(billing|coupons)-[a-z-]+$/.test(id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
  })
})
