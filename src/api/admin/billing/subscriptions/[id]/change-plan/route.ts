// Changes a subscription's plan, or shows what that would do.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { couponsOf } from "../../../../../../lib/coupons"
import type { SubscriptionRow } from "../../../../../../modules/billing/types"
import { changePlanWorkflow } from "../../../../../../workflows/billing"
import { previewPlanChange } from "../../../../../../queries/billing/preview-change"
import { readInvoiceResponse, readOne, subscriptionResponse, upcomingResponse } from "../../../responses"
import type { ChangePlanBody } from "../../../schemas"

export async function POST(req: MedusaRequest<ChangePlanBody>, res: MedusaResponse): Promise<void> {
  const { preview, ...wishes } = req.validatedBody
  const now = (await couponsOf(req.scope).now()).toISOString()
  const input = { ...wishes, subscription_id: req.params.id ?? "", now }
  if (preview) {
    const { outcome, subscription, invoice } = await previewPlanChange(req.scope, input)
    res.json({
      change: { ...outcome, preview },
      subscription: subscriptionResponse(subscription),
      invoice: invoice && upcomingResponse(subscription, invoice),
    })
    return
  }
  const { result: outcome } = await changePlanWorkflow(req.scope).run({ input })
  const subscription = await readOne<SubscriptionRow>(req.scope, "billing_subscription", input.subscription_id)
  const invoice = outcome.invoice_id ? await readInvoiceResponse(req.scope, outcome.invoice_id) : null
  res.json({ change: { ...outcome, preview }, subscription: subscriptionResponse(subscription), invoice })
}
