// POST /admin/discounts/preview: what a discount would do to the coming invoices, or to a draft order; nothing is written.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { previewDiscount } from "../../../../queries/coupons/preview-discount"
import { upcomingResponse } from "../../billing/responses"
import type { PreviewDiscountBody } from "../validators"

export async function POST(req: MedusaRequest<PreviewDiscountBody>, res: MedusaResponse) {
  const { subscriptions, draft_order } = await previewDiscount(req.scope, req.validatedBody)
  const priced = subscriptions.filter(({ failure }) => failure === null)
  res.json({
    ...(draft_order ? { draft_order } : {}),
    not_priced: subscriptions.flatMap(({ subscription, failure }) =>
      failure === null ? [] : { subscription_id: subscription.id, message: failure },
    ),
    subscriptions: priced.map(({ subscription, before, after }) => ({
      subscription_id: subscription.id,
      currency_code: subscription.currency_code,
      before: before.map((invoice) => upcomingResponse(subscription, invoice)),
      after: after.map((invoice) => upcomingResponse(subscription, invoice)),
    })),
  })
}
