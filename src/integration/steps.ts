// Puts something before or after one step of a core workflow that has no hook there.
import { WorkflowManager } from "@medusajs/framework/orchestration"
import type { MedusaContainer } from "@medusajs/framework/types"
import { reportSeam } from "./seams"

/** What is put around a step. It gets the workflow's input. */
export interface StepGuard<Input, Done = unknown> {
  /** Runs first; what it throws refuses the step, which then has done nothing. Its answer is handed to `undo`. */
  before?(input: Input, container: MedusaContainer): Promise<Done>
  /** Undoes `before` when the step itself or a later one fails. The step must be one that core compensates. */
  undo?(done: Done, input: Input, container: MedusaContainer): Promise<void>
  /** Runs when the step is done. What it throws fails the step. */
  after?(input: Input, container: MedusaContainer, run: StepRun): Promise<void>
}

export interface StepRun {
  /** The workflow is a part of another one, which goes on after it. */
  is_part: boolean
}

interface StepArguments {
  payload: unknown
  container: MedusaContainer
  transaction: { getFlow?(): { metadata?: { parentStepIdempotencyKey?: string } } | undefined }
}

interface StepHandlers {
  invoke: (args: StepArguments) => Promise<unknown>
  compensate?: (args: StepArguments) => Promise<unknown>
  [GUARDED]?: true
}

interface WorkflowRegistry {
  getWorkflow: (id: string) => { handlers_?: Map<string, StepHandlers> } | undefined
}

const GUARDED = Symbol.for("medusa-plugin-coupons.step")

/**
 * Guards one step of a workflow; a second call changes nothing. Throws an Error with a sentence when core has no such
 * workflow or step any more, or does not compensate a step whose guard has something to undo.
 */
export function guardStep<Input, Done>(workflow: string, step: string, guard: StepGuard<Input, Done>): void {
  const handlers = (WorkflowManager as WorkflowRegistry).getWorkflow(workflow)?.handlers_
  const found = handlers?.get(step)
  if (!handlers || !found) {
    throw new Error(`Workflow ${workflow} has no step ${step} any more.`)
  }
  if (guard.undo && !found.compensate) {
    throw new Error(`Step ${step} of workflow ${workflow} is not compensated any more.`)
  }
  if (!found[GUARDED]) {
    handlers.set(step, guarded(found, guard))
  }
}

/** A step that is guarded at boot; the seam is called as the workflow. */
export interface GuardedStep {
  workflow: string
  step: string
  guard: StepGuard<never, never>
  /** What is lost where the step is gone. */
  loss: string
}

/** Guards the steps once and reports each as a seam; never throws. */
export function installGuards(steps: GuardedStep[]): void {
  for (const { workflow, step, guard, loss } of steps) {
    const name = workflow
    try {
      guardStep(workflow, step, guard)
      reportSeam({ name, in_place: true, detail: "guarded", loss })
    } catch (error) {
      reportSeam({ name, in_place: false, detail: error instanceof Error ? error.message : String(error), loss })
    }
  }
}

function guarded<Input, Done>(found: StepHandlers, guard: StepGuard<Input, Done>): StepHandlers {
  /** What ours did, by run. A run that goes on in another process is not known here: the clean-up job finishes it. */
  const done = new WeakMap<object, { by_us: Done }>()
  const undo = async ({ payload, container, transaction }: StepArguments) => {
    const mine = done.get(transaction)
    done.delete(transaction)
    if (mine) {
      await guard.undo?.(mine.by_us, payload as Input, container)
    }
  }
  return {
    ...found,
    [GUARDED]: true,
    invoke: async (args) => {
      const input = args.payload as Input
      if (guard.before) {
        done.set(args.transaction, { by_us: await guard.before(input, args.container) })
      }
      try {
        const result = await found.invoke(args)
        const is_part = Boolean(args.transaction.getFlow?.()?.metadata?.parentStepIdempotencyKey)
        await guard.after?.(input, args.container, { is_part })
        return result
      } catch (error) {
        await undo(args)
        throw error
      }
    },
    ...(found.compensate
      ? {
          compensate: async (args: StepArguments) => {
            const result = await found.compensate?.(args)
            await undo(args)
            return result
          },
        }
      : {}),
  }
}
