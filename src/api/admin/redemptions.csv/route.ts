// GET /admin/redemptions.csv: every discounted line of the matching redemptions, as a file (rule 46).
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { exportRedemptions } from "../../../queries/coupons/export-redemptions"
import type { ExportedLine } from "../../../queries/coupons/export-redemptions"
import { type CsvColumns, sendCsv } from "../../csv"
import type { ExportRedemptionsQuery } from "../redemptions/validators"

const COLUMNS: CsvColumns<ExportedLine> = [
  "date",
  "kind",
  "coupon",
  "code",
  "email",
  "customer_id",
  "order_display_id",
  "invoice_number",
  "product",
  "amount",
  "currency_code",
  "channel",
  "sales_channel",
  "coupon_id",
  "promo_code_id",
  "order_id",
  "invoice_id",
  "subscription_id",
  "line_id",
  "product_id",
  "variant_id",
  "sales_channel_id",
  "redemption_id",
]

export async function GET(req: MedusaRequest<unknown, ExportRedemptionsQuery>, res: MedusaResponse) {
  await sendCsv(res, "redemptions.csv", COLUMNS, await exportRedemptions(req.scope, req.validatedQuery))
}
