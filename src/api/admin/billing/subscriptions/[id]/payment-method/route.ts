// Says how a subscription's later invoices are charged.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { SubscriptionRow } from "../../../../../../modules/billing/types"
import { setPaymentMethodWorkflow } from "../../../../../../workflows/billing"
import { readOne, subscriptionResponse } from "../../../responses"
import type { PaymentMethodBody } from "../../../schemas"

export async function POST(req: MedusaRequest<PaymentMethodBody>, res: MedusaResponse): Promise<void> {
  const subscription_id = req.params.id ?? ""
  await setPaymentMethodWorkflow(req.scope).run({ input: { subscription_id, ...req.validatedBody } })
  const subscription = await readOne<SubscriptionRow>(req.scope, "billing_subscription", subscription_id)
  res.json({ subscription: subscriptionResponse(subscription) })
}
