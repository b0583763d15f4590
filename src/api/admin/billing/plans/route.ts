// Lists plans and creates them.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { PlanRow } from "../../../../modules/billing/types"
import { createPlanWorkflow } from "../../../../workflows/billing"
import { planResponse, readOne, readPage } from "../responses"
import type { CreatePlanBody, ListPlansQuery } from "../schemas"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const { fields: _fields, ...query } = req.validatedQuery as ListPlansQuery
  const { rows, ...page } = await readPage<PlanRow>(req.scope, "billing_plan", query)
  res.json({ plans: rows.map(planResponse), ...page })
}

export async function POST(req: MedusaRequest<CreatePlanBody>, res: MedusaResponse): Promise<void> {
  const { result } = await createPlanWorkflow(req.scope).run({ input: req.validatedBody })
  res.json({ plan: planResponse(await readOne<PlanRow>(req.scope, "billing_plan", result.id)) })
}
