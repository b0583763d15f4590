// Lets the logged-in customer take a code off one of their subscriptions, as long as it has taken nothing (rule 50).
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { SubscriptionRow } from "../../../../../../../../../modules/billing/types"
import { readOne } from "../../../../../../../../admin/billing/responses"
import type { TakeCodeOffQuery } from "../../../../../../../../admin/billing/schemas"
import { takeCodeOff } from "../../../../../../../../subscription-codes"

export async function DELETE(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { id, code = "" } = req.params
  const { count } = req.validatedQuery as TakeCodeOffQuery
  const mine = { customer_id: req.auth_context.actor_id }
  const { id: subscription_id } = await readOne<SubscriptionRow>(req.scope, "billing_subscription", id, mine)
  res.json(await takeCodeOff(req.scope, { subscription_id, code, count }))
}
