// Installs a handler on a workflow hook that takes only one per shop: directly when it is free, chained when it is taken.
import { SkipStepResponse, WorkflowManager } from "@medusajs/framework/orchestration"
import type { MedusaContainer } from "@medusajs/framework/types"
import { StepResponse } from "@medusajs/framework/workflows-sdk"

/** Our side of a hook. It gets the workflow's input. */
export interface HookHandler<Input, Done = unknown> {
  /** What it did is handed to `compensate`, should this run fail later. `results` reads what earlier steps answered. */
  invoke(input: Input, container: MedusaContainer, results: StepResults): Promise<Done>
  /** Runs when a later step fails; not when `invoke` itself threw: that cleans up after itself. */
  compensate?(done: Done, input: Input, container: MedusaContainer): Promise<void>
}

/** What a step of this run answered, by the step's name; undefined where there was no such step or it answered nothing. */
export type StepResults = (step: string) => unknown

interface StepArguments {
  payload: unknown
  container: MedusaContainer
  transaction: object
  /** What earlier steps returned, by step name: where a compensation finds its input. */
  invoke: Record<string, unknown>
}

interface StepHandlers {
  invoke: (args: StepArguments) => Promise<unknown>
  compensate?: (args: StepArguments) => Promise<unknown>
  [CHAINED]?: true
}

/** Core's registry keeps what runs each step, hooks included, under the step's name. */
interface WorkflowRegistry {
  getWorkflow: (id: string) => { handlers_?: Map<string, StepHandlers> } | undefined
}

interface WorkflowWithHooks {
  getName: () => string
  hooks: Record<string, unknown>
}

const CHAINED = Symbol.for("medusa-plugin-coupons.hook")

/** `chained`: somebody else has the hook too. */
type Installed = "registered" | "chained" | "already installed"

/**
 * Adds our handler to `hook` of `workflow`. A handler that is there already keeps running before ours.
 * Call it late, when every plugin's and the app's workflow files are loaded; a second call changes nothing.
 * Throws an Error with a sentence when Medusa has neither the hook nor a place to chain to.
 */
export function installHook<Input, Done>(
  workflow: unknown,
  hook: string,
  handler: HookHandler<Input, Done>,
): Installed {
  const { getName, hooks } = workflow as WorkflowWithHooks
  const id = getName()
  const handlers = (WorkflowManager as WorkflowRegistry).getWorkflow(id)?.handlers_
  const present = handlers?.get(hook)
  if (!handlers || !present) {
    throw new Error(`Workflow ${id} has no hook ${hook} any more.`)
  }
  if (present[CHAINED]) {
    return "already installed"
  }
  const register = hooks[hook]
  if (typeof register !== "function") {
    throw new Error(`Hook ${hook} of workflow ${id} cannot be consumed any more.`)
  }
  const consumed = claimHook(register as (invoke: unknown) => void)
  // Whether the hook was free or taken, what runs is the handler found in the map: one way to add ours for both.
  const found = handlers.get(hook) ?? present
  handlers.set(hook, chain(hook, found, handler))
  return consumed ? "registered" : "chained"
}

/** Consumes a free hook with an empty handler, so that core runs its step; false when somebody has it already. */
function claimHook(register: (invoke: unknown) => void): boolean {
  try {
    register(() => Promise.resolve(new StepResponse(undefined)))
    return true
  } catch (error) {
    if (error instanceof Error && error.message.includes("multiple hook handlers")) {
      return false
    }
    throw error
  }
}

/** Core wraps a step's answer twice: as the workflow's data, and as the step's response. */
function resultsOf({ invoke }: StepArguments): StepResults {
  return (step) => (invoke[step] as { output?: { output?: unknown } } | undefined)?.output?.output
}

function chain<Input, Done>(hook: string, found: StepHandlers, ours: HookHandler<Input, Done>): StepHandlers {
  /** What ours did, by run. A run that goes on in another process is not known here: the clean-up job finishes it. */
  const done = new WeakMap<object, Done>()
  /** Runs in which we undid their part at once, because core forgets what a step did when it throws. */
  const undone = new WeakSet<object>()
  const undoTheirs = async (args: StepArguments, result: unknown) => {
    undone.add(args.transaction)
    await found.compensate?.({ ...args, invoke: { ...args.invoke, [hook]: result } })
  }
  return {
    ...found,
    [CHAINED]: true,
    invoke: async (args) => {
      const result = await found.invoke(args)
      // A hook inside a `when` whose condition is false says that it was skipped; then ours has nothing to do either.
      if (SkipStepResponse.isSkipStepResponse(result as Error)) {
        return result
      }
      try {
        done.set(args.transaction, await ours.invoke(args.payload as Input, args.container, resultsOf(args)))
      } catch (error) {
        await undoTheirs(args, result)
        throw error
      }
      return result
    },
    compensate: async (args) => {
      const ours_did = done.get(args.transaction)
      if (ours_did !== undefined) {
        await ours.compensate?.(ours_did, args.payload as Input, args.container)
      }
      return undone.has(args.transaction) ? undefined : found.compensate?.(args)
    },
  }
}
