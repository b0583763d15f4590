// Lets the logged-in customer enter a promo code on one of their subscriptions, or see what that would do (rule 50).
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { SubscriptionRow } from "../../../../../../../../modules/billing/types"
import { readOne } from "../../../../../../../admin/billing/responses"
import type { EnterCodeBody } from "../../../../../../../admin/billing/schemas"
import { attemptOr429 } from "../../../../../../guessing/attempt"
import { enterCode, sendEnteredCode } from "../../../../../../../subscription-codes"

export async function POST(req: AuthenticatedMedusaRequest<EnterCodeBody>, res: MedusaResponse): Promise<void> {
  const { actor_id } = req.auth_context
  const mine = { customer_id: actor_id }
  const { id: subscription_id } = await readOne<SubscriptionRow>(req.scope, "billing_subscription", req.params.id, mine)
  const wish = { ...req.validatedBody, subscription_id, entered_by: "customer" as const, actor_id }
  const entered = await attemptOr429(req, res, null, () => enterCode(req.scope, wish))
  if (entered) {
    sendEnteredCode(res, entered)
  }
}
