// Cancels a subscription, at once or at the end of its period.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { couponsOf } from "../../../../../../lib/coupons"
import type { SubscriptionRow } from "../../../../../../modules/billing/types"
import { cancelSubscriptionWorkflow } from "../../../../../../workflows/billing"
import { readOne, subscriptionResponse } from "../../../responses"
import type { CancelSubscriptionBody } from "../../../schemas"

export async function POST(req: MedusaRequest<CancelSubscriptionBody>, res: MedusaResponse): Promise<void> {
  const subscription_id = req.params.id ?? ""
  const now = (await couponsOf(req.scope).now()).toISOString()
  await cancelSubscriptionWorkflow(req.scope).run({ input: { subscription_id, now, ...req.validatedBody } })
  const subscription = await readOne<SubscriptionRow>(req.scope, "billing_subscription", subscription_id)
  res.json({ subscription: subscriptionResponse(subscription) })
}
