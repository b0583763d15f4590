// Monthly recurring revenue per currency (rule 42), and which subscriptions no figure holds.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { monthlyRevenue } from "../../../../queries/billing/mrr"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  res.json(await monthlyRevenue(req.scope))
}
