// Shows what a subscription will be billed, as it stands or as if a coupon were applied (rule 41).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { upcomingInvoices } from "../../../../../../queries/billing/upcoming-invoices"
import { upcomingResponse } from "../../../responses"
import type { UpcomingQuery } from "../../../schemas"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const { count, coupon_id } = req.validatedQuery as UpcomingQuery
  const input = { subscription_id: req.params.id ?? "", count, coupon_id }
  const { subscription, upcoming } = await upcomingInvoices(req.scope, input)
  res.json({ upcoming_invoices: upcoming.map((invoice) => upcomingResponse(subscription, invoice)) })
}
