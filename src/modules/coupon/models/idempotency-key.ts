// A request that must not run twice, and what came of it (rule 38). Rows are removed for good, never soft-deleted.
import { model } from "@medusajs/framework/utils"

export const CouponIdempotencyKey = model
  .define(
    { name: "CouponIdempotencyKey", tableName: "coupon_idempotency_key" },
    {
      id: model.id({ prefix: "ikey" }).primaryKey(),
      /** Route and caller: two callers may use the same key. */
      scope: model.text(),
      key: model.text(),
      /** Of the whole request, so that another request under the same key is noticed. */
      request_hash: model.text(),
      coupon_id: model.text(),
      promo_code_id: model.text(),
      /** The body that was answered, to the letter; null until the first answer is on its way. */
      answer: model.text().nullable(),
    },
  )
  .indexes([
    { name: "UQ_coupon_idempotency_key", on: ["scope", "key"], unique: true },
    { name: "IDX_coupon_idempotency_key_created_at", on: ["created_at"] },
  ])
