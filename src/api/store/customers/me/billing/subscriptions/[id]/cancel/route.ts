// Lets the logged-in customer cancel one of their subscriptions.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { couponsOf } from "../../../../../../../../lib/coupons"
import type { SubscriptionRow } from "../../../../../../../../modules/billing/types"
import { cancelSubscriptionWorkflow } from "../../../../../../../../workflows/billing"
import { readOne, subscriptionResponse } from "../../../../../../../admin/billing/responses"
import type { CancelSubscriptionBody } from "../../../../../../../admin/billing/schemas"

export async function POST(
  req: AuthenticatedMedusaRequest<CancelSubscriptionBody>,
  res: MedusaResponse,
): Promise<void> {
  const mine = { customer_id: req.auth_context.actor_id }
  const { id } = await readOne<SubscriptionRow>(req.scope, "billing_subscription", req.params.id, mine)
  const now = (await couponsOf(req.scope).now()).toISOString()
  await cancelSubscriptionWorkflow(req.scope).run({ input: { subscription_id: id, now, ...req.validatedBody } })
  res.json({
    subscription: subscriptionResponse(await readOne<SubscriptionRow>(req.scope, "billing_subscription", id)),
  })
}
