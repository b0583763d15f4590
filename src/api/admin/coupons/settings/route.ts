// GET /admin/coupons/settings: what a client must know of the plugin's options to show dates as they are meant.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { storeTimeZone } from "../../../../workflows/coupon"

export function GET(req: MedusaRequest, res: MedusaResponse) {
  res.json({ settings: { time_zone: storeTimeZone(req.scope) } })
}
