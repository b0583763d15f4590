// Reads, changes and deletes a plan.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { PlanRow } from "../../../../../modules/billing/types"
import { deletePlanWorkflow, updatePlanWorkflow } from "../../../../../workflows/billing"
import { planResponse, readOne } from "../../responses"
import type { UpdatePlanBody } from "../../schemas"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  res.json({ plan: planResponse(await readOne<PlanRow>(req.scope, "billing_plan", req.params.id)) })
}

export async function POST(req: MedusaRequest<UpdatePlanBody>, res: MedusaResponse): Promise<void> {
  const id = req.params.id ?? ""
  await updatePlanWorkflow(req.scope).run({ input: { id, fields: req.validatedBody } })
  res.json({ plan: planResponse(await readOne<PlanRow>(req.scope, "billing_plan", id)) })
}

export async function DELETE(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const id = req.params.id ?? ""
  await deletePlanWorkflow(req.scope).run({ input: { id } })
  res.json({ id, object: "plan", deleted: true })
}
