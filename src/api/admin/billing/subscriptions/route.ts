// Lists subscriptions, and starts one by hand, with its discounts, or shows what that would be (rule 49).
import type { AuthenticatedMedusaRequest, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { couponsOf } from "../../../../lib/coupons"
import { storeInstant } from "../../../../lib/instant"
import type { SubscriptionRow } from "../../../../modules/billing/types"
import { previewSubscription } from "../../../../queries/billing/preview-subscription"
import { createSubscriptionWorkflow } from "../../../../workflows/billing"
import {
  readOne,
  readSubscriptionPage,
  subscriptionPreview,
  subscriptionResponse,
  upcomingResponse,
} from "../responses"
import type { CreateSubscriptionBody, ListSubscriptionsQuery } from "../schemas"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const { fields: _fields, ...query } = req.validatedQuery as ListSubscriptionsQuery
  const { rows, page } = await readSubscriptionPage(req.scope, query)
  res.json({ subscriptions: rows.map(subscriptionResponse), ...page })
}

export async function POST(
  req: AuthenticatedMedusaRequest<CreateSubscriptionBody>,
  res: MedusaResponse,
): Promise<void> {
  const coupons = couponsOf(req.scope)
  const { preview, count, starts_at, started_at, ...body } = req.validatedBody
  const start = starts_at ? storeInstant(starts_at, "start", coupons.timeZone()).toISOString() : started_at
  const wishes = { ...body, started_at: start ?? (await coupons.now()).toISOString() }
  if (preview) {
    const { subscription, upcoming } = await previewSubscription(req.scope, wishes, count)
    res.json({
      subscription: subscriptionPreview(subscription),
      upcoming_invoices: upcoming.map((invoice) => ({
        ...upcomingResponse(subscription, invoice),
        subscription_id: null,
      })),
    })
    return
  }
  const input = { ...wishes, actor_id: req.auth_context.actor_id }
  const { result } = await createSubscriptionWorkflow(req.scope).run({ input })
  const subscription = await readOne<SubscriptionRow>(req.scope, "billing_subscription", result.id)
  res.json({ subscription: subscriptionResponse(subscription) })
}
