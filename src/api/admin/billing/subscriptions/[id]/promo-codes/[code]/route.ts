// An admin takes a code off a running subscription, as long as it has taken nothing (rule 50).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { takeCodeOff } from "../../../../../../subscription-codes"
import type { TakeCodeOffQuery } from "../../../../schemas"

export async function DELETE(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const { id: subscription_id = "", code = "" } = req.params
  const { count } = req.validatedQuery as TakeCodeOffQuery
  res.json(await takeCodeOff(req.scope, { subscription_id, code, count }))
}
