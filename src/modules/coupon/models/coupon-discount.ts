// The discount: a coupon applied to a target, with a frozen copy of its terms (law 5).
import { model } from "@medusajs/framework/utils"
import type { Terms } from "../../../engine"

export const CouponDiscount = model
  .define(
    { name: "CouponDiscount", tableName: "coupon_discount" },
    {
      id: model.id({ prefix: "disc" }).primaryKey(),
      claim_id: model.text(),
      coupon_id: model.text(),
      promo_code_id: model.text().nullable(),
      name: model.text(),
      code: model.text().nullable(),
      terms: model.json<Terms>(),
      target_type: model.enum(["order", "customer", "subscription", "subscription_item", "invoice", "draft_order"]),
      target_id: model.text(),
      customer_id: model.text().nullable(),
      included_in_mrr: model.boolean().nullable(),
      applied_at: model.dateTime(),
      starts_at: model.dateTime().nullable(),
      ended_at: model.dateTime().nullable(),
      ended_reason: model.text().nullable(),
      // Documents of before its last restart: they stay in the ledger and count no longer against its duration.
      forgotten_document_ids: model.array().nullable(),
      /** The order's discount whose first use is this one's, too: of a subscription that is billed elsewhere. */
      continues_id: model.text().nullable(),
    },
  )
  .indexes([
    { name: "UQ_coupon_discount_claim_target", on: ["claim_id", "target_type", "target_id"], unique: true },
    // Ended ones too: an invoice that is retried keeps what ended meanwhile.
    { name: "IDX_coupon_discount_target", on: ["target_type", "target_id"] },
    // With the order of the list behind what it is asked for.
    { name: "IDX_coupon_discount_created_at", on: ["created_at", "id"] },
    { name: "IDX_coupon_discount_coupon", on: ["coupon_id", "created_at", "id"] },
    {
      name: "IDX_coupon_discount_coupon_running",
      on: ["coupon_id", "created_at", "id"],
      where: "ended_at is null",
    },
    {
      name: "IDX_coupon_discount_promo_code",
      on: ["promo_code_id", "created_at", "id"],
      where: "promo_code_id is not null",
    },
    { name: "IDX_coupon_discount_customer", on: ["customer_id"] },
  ])
