// GET /admin/coupons/health: the Medusa that runs here, whether every seam with its insides is in place, and whether this shop bills.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { medusaState } from "../../../../integration/medusa-version"
import { listSeams } from "../../../../integration/seams"
import { findBilling } from "../../../../lib/billing"

export function GET(req: MedusaRequest, res: MedusaResponse) {
  const seams = listSeams()
  const medusa = medusaState()
  const billing = { enabled: findBilling(req.scope) !== null }
  const are_in_place = seams.length > 0 && seams.every(({ in_place }) => in_place)
  res.json({ healthy: are_in_place && medusa.supported, medusa, seams, billing })
}
