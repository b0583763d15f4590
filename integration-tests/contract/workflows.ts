// Looks into core's workflows and runs its single steps, without a server and without a database.
import { asValue } from "@medusajs/framework/awilix"
import { WorkflowManager } from "@medusajs/framework/orchestration"
import { createMedusaContainer } from "@medusajs/framework/utils"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

interface Flow {
  action?: string
  next?: Flow | Flow[]
}

/** What core's registry keeps of a workflow; undefined for an unknown one. */
export function registered(workflow: string): { flow_?: Flow; handlers_?: unknown } | undefined {
  const registry = WorkflowManager as unknown as { getWorkflow(id: string): ReturnType<typeof registered> }
  return registry.getWorkflow(workflow)
}

/** The names of a workflow's steps, hooks included, in the order they run in; empty for an unknown workflow. */
export function stepsOf(workflow: string): string[] {
  const flow = registered(workflow)?.flow_
  return flow ? namesIn(flow) : []
}

function namesIn({ action, next = [] }: Flow): string[] {
  return [...(action ? [action] : []), ...[next].flat().flatMap(namesIn)]
}

/** True if every name is there, each after the one before. */
export function inOrder(steps: string[], ...names: string[]): boolean {
  const places = names.map((name) => steps.indexOf(name))
  return places.every((place, index) => place !== -1 && (index === 0 || place > (places[index - 1] ?? -1)))
}

export interface Step {
  exists: boolean
  /** Core undoes it when a later step fails. */
  compensated: boolean
}

/** One step of a core workflow, as its guard needs it. */
export function stepIn(workflow: string, step: string): Step {
  const handlers = registered(workflow)?.handlers_ as Map<string, { compensate?: unknown } | undefined> | undefined
  const found = handlers?.get(step)
  return { exists: found !== undefined, compensated: Boolean(found?.compensate) }
}

let serial = 0

/** Runs one step of core's by itself, with what it may resolve; answers its output. */
export async function runStep(step: unknown, input: object, services: Record<string, object>): Promise<unknown> {
  serial += 1
  const workflow = createWorkflow(`contract-${serial}`, function (data: object) {
    return new WorkflowResponse((step as (data: object) => never)(data))
  })
  const container = createMedusaContainer()
  for (const [name, service] of Object.entries(services)) {
    container.register(name, asValue(service))
  }
  const { result } = await workflow(container as never).run({ input })
  return result
}
