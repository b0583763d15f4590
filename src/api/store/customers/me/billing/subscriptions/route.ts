// Lists the logged-in customer's own subscriptions.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { SubscriptionRow } from "../../../../../../modules/billing/types"
import { readPage, subscriptionResponse } from "../../../../../admin/billing/responses"
import type { StoreListQuery } from "../schemas"

export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { fields: _fields, subscription_id: id, ...query } = req.validatedQuery as StoreListQuery
  const mine = { ...query, id, customer_id: req.auth_context.actor_id }
  const { rows, ...page } = await readPage<SubscriptionRow>(req.scope, "billing_subscription", mine)
  res.json({ subscriptions: rows.map(subscriptionResponse), ...page })
}
