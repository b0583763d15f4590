// GET /admin/coupons/health: whether every seam with Medusa's insides is in place, and whether this shop bills.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { listSeams } from "../../../../integration/seams"
import { findBilling } from "../../../../lib/billing"

export function GET(req: MedusaRequest, res: MedusaResponse) {
  const seams = listSeams()
  const billing = { enabled: findBilling(req.scope) !== null }
  res.json({ healthy: seams.length > 0 && seams.every(({ in_place }) => in_place), seams, billing })
}
