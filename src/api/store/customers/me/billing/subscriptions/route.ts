// Lists the logged-in customer's own subscriptions.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readSubscriptionPage, subscriptionResponse } from "../../../../../admin/billing/responses"
import type { StoreListQuery } from "../schemas"

export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { fields: _fields, subscription_id: id, ...query } = req.validatedQuery as StoreListQuery
  const mine = { ...query, customer_id: [req.auth_context.actor_id], ...(id !== undefined && { id: [id] }) }
  const { rows, page } = await readSubscriptionPage(req.scope, mine)
  res.json({ subscriptions: rows.map(subscriptionResponse), ...page })
}
