// GET and POST /admin/grants: who is given which coupon (rule 24).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { createGrantWorkflow } from "../../../workflows/grant"
import { listGrants, readGrant } from "../../../queries/grants/list-grants"
import { pickAsked, pickFields } from "../../validate"
import { grantResponse } from "./grant-response"
import type { CreateGrantBody, ListGrantsQuery } from "./validators"

export async function GET(req: MedusaRequest<unknown, ListGrantsQuery>, res: MedusaResponse) {
  const { fields, ...question } = req.validatedQuery
  const { grants, count } = await listGrants(req.scope, question)
  const { offset, limit } = question
  res.json({ grants: grants.map((grant) => pickFields(grantResponse(grant), fields)), count, offset, limit })
}

export async function POST(req: MedusaRequest<CreateGrantBody>, res: MedusaResponse) {
  const { result } = await createGrantWorkflow(req.scope).run({ input: req.validatedBody })
  res.json({ grant: pickAsked(req, grantResponse(await readGrant(req.scope, result.id))) })
}
