// GET /admin/coupons/health: whether every seam with Medusa's insides is in place.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { listSeams } from "../../../../integration/seams"

export function GET(_req: MedusaRequest, res: MedusaResponse) {
  const seams = listSeams()
  res.json({ healthy: seams.length > 0 && seams.every(({ in_place }) => in_place), seams })
}
