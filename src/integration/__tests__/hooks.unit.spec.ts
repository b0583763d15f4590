// Hooks take one handler per shop: ours must live beside somebody else's, in a real workflow of the real SDK.
import {
  createHook,
  createStep,
  createWorkflow,
  StepResponse,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { installHook } from "../hooks"
import type { HookHandler } from "../hooks"

interface Input {
  id: string
  asks: boolean
  fails: boolean
}

let serial = 0
let log: string[]
beforeEach(() => {
  log = []
})

const failStep = createStep("maybe-fail", ({ fails }: Input) => {
  if (fails) {
    throw new Error("a later step failed")
  }
  return Promise.resolve(new StepResponse(null))
})

/** A workflow like complete-cart: a hook, inside a condition, with a step after it that may fail. */
function workflowWithHook() {
  serial += 1
  return createWorkflow(`hooked-${serial}`, function (input: Input) {
    const asked = when({ input }, ({ input }) => input.asks).then(() => createHook("asked", input))
    failStep(input)
    return new WorkflowResponse(input, { hooks: [asked] as never })
  })
}

type Hooks = Record<string, (invoke: unknown, compensate?: unknown) => void>

function consume(workflow: { hooks: unknown }): void {
  const hooks = workflow.hooks as Hooks
  hooks.asked?.(
    ({ id }: Input) => {
      log.push(`theirs ${id}`)
      return Promise.resolve(new StepResponse(null, `undo ${id}`))
    },
    (undo: string) => {
      log.push(`theirs compensates: ${undo}`)
    },
  )
}

const ours: HookHandler<Input, string> = {
  invoke: ({ id }) => {
    log.push(`ours ${id}`)
    return id === "refused" ? Promise.reject(new Error("refused by us")) : Promise.resolve(`did ${id}`)
  },
  compensate: (done, { id }) => {
    log.push(`ours compensates: ${done}, ${id}`)
    return Promise.resolve()
  },
}

async function run(workflow: ReturnType<typeof workflowWithHook>, input: Partial<Input>): Promise<unknown> {
  const { errors } = await workflow().run({
    input: { id: "cart_1", asks: true, fails: false, ...input },
    throwOnError: false,
  })
  return (errors?.[0]?.error as Error | undefined)?.message
}

describe("installHook", () => {
  it("runs ours on a hook that nobody has", async () => {
    const workflow = workflowWithHook()
    expect(installHook(workflow, "asked", ours)).toBe("registered")
    expect(await run(workflow, {})).toBeUndefined()
    expect(log).toEqual(["ours cart_1"])
  })

  it("runs somebody else's handler first, then ours", async () => {
    const workflow = workflowWithHook()
    consume(workflow)
    expect(installHook(workflow, "asked", ours)).toBe("chained")
    await run(workflow, {})
    expect(log).toEqual(["theirs cart_1", "ours cart_1"])
  })

  it("compensates both when a later step fails, each with what it needs", async () => {
    const workflow = workflowWithHook()
    consume(workflow)
    installHook(workflow, "asked", ours)
    expect(await run(workflow, { fails: true })).toBe("a later step failed")
    expect(log).toEqual([
      "theirs cart_1",
      "ours cart_1",
      "ours compensates: did cart_1, cart_1",
      "theirs compensates: undo cart_1",
    ])
  })

  it("compensates theirs when ours refuses", async () => {
    const workflow = workflowWithHook()
    consume(workflow)
    installHook(workflow, "asked", ours)
    expect(await run(workflow, { id: "refused" })).toBe("refused by us")
    expect(log).toEqual(["theirs refused", "ours refused", "theirs compensates: undo refused"])
  })

  it("does nothing where the hook's condition is false", async () => {
    for (const prepare of [consume, () => undefined]) {
      const workflow = workflowWithHook()
      prepare(workflow)
      installHook(workflow, "asked", ours)
      await run(workflow, { asks: false })
    }
    expect(log).toEqual([])
  })

  it("is installed once, however often it is asked for", async () => {
    const workflow = workflowWithHook()
    installHook(workflow, "asked", ours)
    expect(installHook(workflow, "asked", ours)).toBe("already installed")
    await run(workflow, {})
    expect(log).toEqual(["ours cart_1"])
  })

  it("says in a sentence what is missing when Medusa has no such hook any more", () => {
    expect(() => installHook(workflowWithHook(), "gone", ours)).toThrow(/has no hook gone any more/)
  })
})
