// Reads a subscription.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { SubscriptionRow } from "../../../../../modules/billing/types"
import { readOne, subscriptionResponse } from "../../responses"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const subscription = await readOne<SubscriptionRow>(req.scope, "billing_subscription", req.params.id)
  res.json({ subscription: subscriptionResponse(subscription) })
}
