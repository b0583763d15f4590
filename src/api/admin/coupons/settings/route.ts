// GET /admin/coupons/settings: what a client must know to show dates as they are meant, and an app's own restrictions.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { registeredRows } from "../../../../engine"
import { storeTimeZone } from "../../../../queries/coupons/store-time-zone"

export function GET(req: MedusaRequest, res: MedusaResponse) {
  const restrictions = registeredRows().map(([key, { input, texts = {} }]) => ({ key, input, texts }))
  res.json({ settings: { time_zone: storeTimeZone(req.scope), restrictions } })
}
