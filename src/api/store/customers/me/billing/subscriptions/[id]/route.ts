// Reads one of the logged-in customer's own subscriptions.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { SubscriptionRow } from "../../../../../../../modules/billing/types"
import { readOne, subscriptionResponse } from "../../../../../../admin/billing/responses"

export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const mine = { customer_id: req.auth_context.actor_id }
  const subscription = await readOne<SubscriptionRow>(req.scope, "billing_subscription", req.params.id, mine)
  res.json({ subscription: subscriptionResponse(subscription) })
}
