// GET /admin/redemptions: the ledger, newest first.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { listRedemptions } from "../../../queries/coupons/list-redemptions"
import { countResponse } from "../../count-response"
import { redemptionResponse } from "../../serialise"
import { pickFields } from "../../validate"
import type { ListRedemptionsQuery } from "./validators"

export async function GET(req: MedusaRequest<unknown, ListRedemptionsQuery>, res: MedusaResponse) {
  const { fields, ...question } = req.validatedQuery
  const { redemptions, ...counted } = await listRedemptions(req.scope, question)
  res.json({
    redemptions: redemptions.map((view) => pickFields(redemptionResponse(view), fields)),
    ...countResponse(counted),
    offset: question.offset,
    limit: question.limit,
  })
}
