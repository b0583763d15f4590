// Shows the logged-in customer what one of their subscriptions will be billed.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { upcomingInvoices } from "../../../../../../../../queries/billing/upcoming-invoices"
import type { SubscriptionRow } from "../../../../../../../../modules/billing/types"
import { readOne, upcomingResponse } from "../../../../../../../admin/billing/responses"
import type { UpcomingQuery } from "../../../../../../../admin/billing/schemas"

export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { count } = req.validatedQuery as UpcomingQuery
  const mine = { customer_id: req.auth_context.actor_id }
  const { id: subscription_id } = await readOne<SubscriptionRow>(req.scope, "billing_subscription", req.params.id, mine)
  const { subscription, upcoming } = await upcomingInvoices(req.scope, { subscription_id, count })
  res.json({ upcoming_invoices: upcoming.map((invoice) => upcomingResponse(subscription, invoice)) })
}
