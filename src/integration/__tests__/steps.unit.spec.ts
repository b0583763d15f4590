// A guard runs before, after and when core undoes a step; it refuses before anything is done, and says what has moved.
import { createStep, createWorkflow, StepResponse, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { guardStep } from "../steps"

let serial = 0
const log: string[] = []

/** A workflow of one step that core can undo, and one that may fail after it. */
function workflowOf({ fails = false, undoes = true } = {}) {
  const name = `guarded-${++serial}`
  const step = createStep(
    `${name}-convert`,
    () => {
      log.push("convert")
      return Promise.resolve(new StepResponse("done", "done"))
    },
    ...(undoes
      ? [
          () => {
            log.push("undo convert")
            return Promise.resolve()
          },
        ]
      : []),
  )
  const last = createStep(`${name}-last`, () => {
    if (fails) {
      throw new Error("the bus is down")
    }
    return Promise.resolve(new StepResponse(null))
  })
  const workflow = createWorkflow(name, function (_input: { id: string }) {
    const result = step()
    last()
    return new WorkflowResponse(result)
  })
  const run = async () => {
    const { errors } = await workflow().run({ input: { id: "order_1" }, throwOnError: false })
    return (errors?.[0]?.error as Error | undefined)?.message
  }
  return { name, step: `${name}-convert`, run }
}

const guard = {
  before: ({ id }: { id: string }) => {
    log.push(`claim for ${id}`)
    return Promise.resolve(["claim_1"])
  },
  undo: (claims: string[]) => {
    log.push(`release ${claims.join()}`)
    return Promise.resolve()
  },
  after: () => {
    log.push("after")
    return Promise.resolve()
  },
}

beforeEach(() => {
  log.length = 0
})

it("runs around the step once, however often it is installed", async () => {
  const { name, step, run } = workflowOf()
  guardStep(name, step, guard)
  guardStep(name, step, guard)
  expect(await run()).toBeUndefined()
  expect(log).toEqual(["claim for order_1", "convert", "after"])
})

it("rule 31: is undone after the step when a later one fails", async () => {
  const { name, step, run } = workflowOf({ fails: true })
  guardStep(name, step, guard)
  expect(await run()).toBe("the bus is down")
  expect(log).toEqual(["claim for order_1", "convert", "after", "undo convert", "release claim_1"])
})

it("rule 32: refuses before the step has done anything", async () => {
  const { name, step, run } = workflowOf()
  guardStep(name, step, { before: () => Promise.reject(new Error("used up")), undo: guard.undo })
  expect(await run()).toBe("used up")
  expect(log).not.toContain("convert")
  expect(log).not.toContain("release claim_1")
})

it("names the step that moved, and one that core does not undo any more", () => {
  const { name, step } = workflowOf({ undoes: false })
  expect(() => guardStep("no-such-workflow", step, guard)).toThrow(
    `Workflow no-such-workflow has no step ${step} any more.`,
  )
  expect(() => guardStep(name, "no-such-step", guard)).toThrow(`Workflow ${name} has no step no-such-step any more.`)
  expect(() => guardStep(name, step, guard)).toThrow(`Step ${step} of workflow ${name} is not compensated any more.`)
})
