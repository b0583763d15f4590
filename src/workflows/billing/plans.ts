// Creates, changes and deletes plans. Running subscriptions keep the period they started with.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { PlanRow } from "../../modules/billing/types"
import { billingOf } from "../../lib/billing"
import { invalid, missing } from "../../tools/errors"
import { graph } from "../../lib/graph"

export type PlanFields = Pick<
  PlanRow,
  "variant_id" | "name" | "interval" | "interval_count" | "trial_days" | "is_default"
>

const createPlanStep = createStep(
  "billing-create-plan",
  async ({ is_default, ...fields }: PlanFields, { container }) => {
    const billing = billingOf(container)
    await requireVariant(container, fields.variant_id)
    const plan = await billing.createBillingPlans({ ...fields, is_default: false })
    if (is_default) {
      await billing.makeDefaultPlan(plan.id)
    }
    return new StepResponse({ id: plan.id }, plan.id)
  },
  async (id, { container }) => {
    if (id) {
      await billingOf(container).deleteBillingPlans(id)
    }
  },
)

/** Answers the new plan's id. Throws INVALID_DATA with a sentence when the variant does not exist. */
export const createPlanWorkflow = createWorkflow("billing-create-plan", function (input: PlanFields) {
  return new WorkflowResponse(createPlanStep(input))
})

export interface UpdatePlanInput {
  id: string
  fields: Partial<PlanFields>
}

const updatePlanStep = createStep(
  "billing-update-plan",
  async ({ id, fields: { is_default, ...fields } }: UpdatePlanInput, { container }) => {
    const billing = billingOf(container)
    const before = await readPlan(container, id)
    if (fields.variant_id) {
      await requireVariant(container, fields.variant_id)
    }
    // Moving to another variant gives up being the default there: that variant may have one.
    const moves = fields.variant_id !== undefined && fields.variant_id !== before.variant_id
    const stays_default = before.is_default && is_default !== false && !moves
    await billing.updateBillingPlans({ id, ...fields, is_default: stays_default })
    if (is_default || (before.is_default && moves && is_default !== false)) {
      await billing.makeDefaultPlan(id)
    }
    return new StepResponse({ id }, before)
  },
  async (before, { container }) => {
    if (before) {
      const { id, variant_id, name, interval, interval_count, trial_days, is_default } = before
      await billingOf(container).updateBillingPlans({
        id,
        variant_id,
        name,
        interval,
        interval_count,
        trial_days,
        is_default,
      })
    }
  },
)

/** Throws NOT_FOUND and INVALID_DATA with a sentence. */
export const updatePlanWorkflow = createWorkflow("billing-update-plan", function (input: UpdatePlanInput) {
  return new WorkflowResponse(updatePlanStep(input))
})

const deletePlanStep = createStep(
  "billing-delete-plan",
  async ({ id }: { id: string }, { container }) => {
    await readPlan(container, id)
    await billingOf(container).softDeleteBillingPlans([id])
    return new StepResponse({ id }, id)
  },
  async (id, { container }) => {
    if (id) {
      await billingOf(container).restoreBillingPlans([id])
    }
  },
)

/** New carts cannot choose a deleted plan; subscriptions that run on it go on. Throws NOT_FOUND with a sentence. */
export const deletePlanWorkflow = createWorkflow("billing-delete-plan", function (input: { id: string }) {
  return new WorkflowResponse(deletePlanStep(input))
})

async function readPlan(container: MedusaContainer, id: string): Promise<PlanRow> {
  const [plan] = await billingOf(container).listBillingPlans({ id })
  if (!plan) {
    throw missing(`Plan with id '${id}' was not found.`)
  }
  return plan
}

async function requireVariant(container: MedusaContainer, variant_id: string): Promise<void> {
  const [variant] = await graph<{ id: string }>(container, "product_variant", ["id"], { id: variant_id })
  if (!variant) {
    throw invalid(`Variant with id '${variant_id}' was not found.`)
  }
}
