// Pauses a subscription, or says what that would cost in discounts (rule 55).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { couponsOf } from "../../../../../../lib/coupons"
import type { SubscriptionRow } from "../../../../../../modules/billing/types"
import { pauseCost } from "../../../../../../queries/billing/pause-cost"
import { pauseSubscriptionWorkflow } from "../../../../../../workflows/billing"
import { readOne, subscriptionResponse } from "../../../responses"
import type { PauseBody } from "../../../schemas"

export async function POST(req: MedusaRequest<PauseBody>, res: MedusaResponse): Promise<void> {
  const subscription_id = req.params.id ?? ""
  const { subscription: before, cost } = await pauseCost(req.scope, subscription_id)
  if (req.validatedBody.preview) {
    res.json({ subscription: subscriptionResponse(before), pause: { preview: true, ...cost } })
    return
  }
  const now = (await couponsOf(req.scope).now()).toISOString()
  await pauseSubscriptionWorkflow(req.scope).run({ input: { subscription_id, now } })
  const subscription = await readOne<SubscriptionRow>(req.scope, "billing_subscription", subscription_id)
  res.json({ subscription: subscriptionResponse(subscription), pause: { preview: false, ...cost } })
}
