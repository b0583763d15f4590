// An admin enters a promo code on a running subscription for its customer, or sees what that would do (rule 50).
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { enterCode, sendEnteredCode } from "../../../../../subscription-codes"
import type { EnterCodeBody } from "../../../schemas"

export async function POST(req: AuthenticatedMedusaRequest<EnterCodeBody>, res: MedusaResponse): Promise<void> {
  const { actor_id } = req.auth_context
  const wish = { ...req.validatedBody, subscription_id: req.params.id ?? "", entered_by: "admin" as const, actor_id }
  sendEnteredCode(res, await enterCode(req.scope, wish))
}
