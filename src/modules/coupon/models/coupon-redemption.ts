// The ledger of money: what a discount took off a document, and the reversals that cancel such rows. Append-only.
import { model } from "@medusajs/framework/utils"
import type { LedgerEntry } from "../types"

export const CouponRedemption = model
  .define(
    { name: "CouponRedemption", tableName: "coupon_redemption" },
    {
      id: model.id({ prefix: "redm" }).primaryKey(),
      kind: model.enum(["redemption", "reversal"]).default("redemption"),
      reverses_id: model.text().nullable(),
      // How often this pair of discount and document had been reversed before this row.
      attempt: model.number().default(0),
      discount_id: model.text(),
      claim_id: model.text(),
      coupon_id: model.text(),
      promo_code_id: model.text().nullable(),
      code: model.text().searchable().nullable(),
      coupon_name: model.text().searchable(),
      customer_id: model.text().nullable(),
      customer_key: model.text().nullable(),
      // The person's e-mail of the time, normalised.
      email: model.text().nullable(),
      sales_channel_id: model.text().nullable(),
      channel: model.text().nullable(),
      document_type: model.enum(["order", "invoice"]),
      document_id: model.text(),
      order_id: model.text().nullable(),
      invoice_id: model.text().nullable(),
      subscription_id: model.text().nullable(),
      cycle_key: model.text().nullable(),
      currency_code: model.text(),
      // Whole minor units, negative in a reversal, so that sums are net; double precision in the database, exact to 2^53.
      amount_minor: model.float(),
      lines: model.json<LedgerEntry["lines"]>(),
      redeemed_at: model.dateTime(),
      reason: model.text().nullable(),
    },
  )
  .indexes([
    // Together with `attempt` this makes a double redemption impossible.
    {
      name: "UQ_coupon_redemption_attempt",
      on: ["discount_id", "document_id", "attempt"],
      unique: true,
      where: "kind = 'redemption'",
    },
    { name: "UQ_coupon_redemption_reverses", on: ["reverses_id"], unique: true, where: "reverses_id is not null" },
    { name: "IDX_coupon_redemption_pair", on: ["discount_id", "document_id"] },
    { name: "IDX_coupon_redemption_document", on: ["document_id"] },
    { name: "IDX_coupon_redemption_claim", on: ["claim_id"] },
    { name: "IDX_coupon_redemption_order", on: ["order_id"] },
    { name: "IDX_coupon_redemption_invoice", on: ["invoice_id"], where: "invoice_id is not null" },
    { name: "IDX_coupon_redemption_email", on: ["email"], where: "email is not null" },
    // With the order of the list behind what it is asked for: an offset passes over the index alone.
    { name: "IDX_coupon_redemption_redeemed_at", on: ["redeemed_at", "id"] },
    { name: "IDX_coupon_redemption_coupon", on: ["coupon_id", "redeemed_at", "id"] },
    { name: "IDX_coupon_redemption_promo_code", on: ["promo_code_id", "redeemed_at", "id"] },
    { name: "IDX_coupon_redemption_customer", on: ["customer_id", "redeemed_at", "id"] },
    {
      name: "IDX_coupon_redemption_subscription",
      on: ["subscription_id", "redeemed_at", "id"],
      where: "subscription_id is not null",
    },
    {
      name: "IDX_coupon_redemption_channel",
      on: ["channel", "redeemed_at", "id"],
      where: "channel is not null",
    },
  ])
