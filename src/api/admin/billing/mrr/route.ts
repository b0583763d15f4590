// Monthly recurring revenue per currency (rule 42).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { monthlyRevenue } from "../../../../workflows/billing"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  res.json({ mrr: await monthlyRevenue(req.scope) })
}
