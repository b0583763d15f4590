// The table of disputes: what a bank has taken back of an order's payment (rule 61).
import { model } from "@medusajs/framework/utils"

export const BillingDispute = model
  .define("BillingDispute", {
    // The payment provider's own.
    id: model.id({ prefix: "bdisp" }).primaryKey(),
    provider_id: model.text(),
    order_id: model.text(),
    currency_code: model.text(),
    // The provider's word.
    status: model.text(),
    // What the shop does not have at present; 0 when it was won.
    amount: model.bigNumber(),
    // What it was told last, and how far the dispute had come: what arrives later and was told earlier changes nothing.
    told_at: model.dateTime(),
    step: model.number(),
  })
  .indexes([{ on: ["order_id"] }])
