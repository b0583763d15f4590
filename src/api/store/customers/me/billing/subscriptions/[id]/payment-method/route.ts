// Lets the logged-in customer say how the later invoices of one of their subscriptions are charged.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { SubscriptionRow } from "../../../../../../../../modules/billing/types"
import { setPaymentMethodWorkflow } from "../../../../../../../../workflows/billing"
import { readOne, subscriptionResponse } from "../../../../../../../admin/billing/responses"
import type { PaymentMethodBody } from "../../../../../../../admin/billing/schemas"

export async function POST(req: AuthenticatedMedusaRequest<PaymentMethodBody>, res: MedusaResponse): Promise<void> {
  const mine = { customer_id: req.auth_context.actor_id }
  const { id } = await readOne<SubscriptionRow>(req.scope, "billing_subscription", req.params.id, mine)
  await setPaymentMethodWorkflow(req.scope).run({ input: { subscription_id: id, ...req.validatedBody } })
  const subscription = await readOne<SubscriptionRow>(req.scope, "billing_subscription", id, mine)
  res.json({ subscription: subscriptionResponse(subscription) })
}
