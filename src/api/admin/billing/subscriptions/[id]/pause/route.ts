// Pauses a subscription.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { couponsOf } from "../../../../../../lib/coupons"
import type { SubscriptionRow } from "../../../../../../modules/billing/types"
import { pauseSubscriptionWorkflow } from "../../../../../../workflows/billing"
import { readOne, subscriptionResponse } from "../../../responses"

export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const subscription_id = req.params.id ?? ""
  const now = (await couponsOf(req.scope).now()).toISOString()
  await pauseSubscriptionWorkflow(req.scope).run({ input: { subscription_id, now } })
  const subscription = await readOne<SubscriptionRow>(req.scope, "billing_subscription", subscription_id)
  res.json({ subscription: subscriptionResponse(subscription) })
}
