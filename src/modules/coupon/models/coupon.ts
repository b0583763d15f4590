// The coupon (the template of a promise) and the promo codes that lead to it; one file, because they name each other.
import { model } from "@medusajs/framework/utils"
import type { MoneyAmount, PurchaseKind, Restrictions, Scope } from "../../../engine"

export const Coupon = model
  .define(
    { name: "Coupon", tableName: "coupon" },
    {
      id: model.id({ prefix: "coup" }).primaryKey(),
      name: model.text().searchable(),
      description: model.text().searchable().nullable(),
      status: model.enum(["draft", "active", "archived"]).default("draft"),
      paused_at: model.dateTime().nullable(),
      origin: model.enum(["standard", "external", "custom"]).default("standard"),
      type: model.enum(["percentage", "fixed", "trial_extension"]),
      // double precision in the database.
      percentage: model.float().nullable(),
      maximum_discount: model.json<MoneyAmount[]>(),
      amounts: model.json<MoneyAmount[]>(),
      allocation: model.enum(["across", "per_unit"]).default("across"),
      trial_days: model.number().nullable(),
      target: model.enum(["items", "shipping"]).default("items"),
      applicable_to_credits: model.boolean().default(true),
      redeemable_for: model.json<PurchaseKind[]>(),
      scope: model.json<Scope>(),
      duration: model.enum(["once", "repeating", "forever"]).default("once"),
      duration_in_months: model.number().nullable(),
      duration_in_cycles: model.number().nullable(),
      starts_at: model.dateTime().nullable(),
      expires_at: model.dateTime().nullable(),
      max_redemptions: model.number().nullable(),
      max_redemptions_per_customer: model.number().nullable(),
      redemptions_taken: model.number().default(0),
      restrictions: model.json<Restrictions>(),
      stackable: model.boolean().default(false),
      on_plan_change: model.enum(["keep_if_eligible", "end", "restart"]).default("keep_if_eligible"),
      included_in_mrr: model.boolean().nullable(),
      release_on_cancel: model.boolean().default(true),
      release_on_refund: model.boolean().default(false),
      hold_minutes: model.number().nullable(),
      metadata: model.json().nullable(),
      promo_codes: model.hasMany(() => PromoCode, { mappedBy: "coupon" }),
    },
  )
  // A migration adds those of lists, which need an expression: archived ones last, by what a scope names, by words.
  .indexes([{ on: ["status"] }])

export const PromoCode = model
  .define(
    { name: "PromoCode", tableName: "coupon_promo_code" },
    {
      id: model.id({ prefix: "promo" }).primaryKey(),
      coupon: model.belongsTo(() => Coupon, { mappedBy: "promo_codes" }),
      code: model.text().searchable(),
      code_normalised: model.text(),
      status: model.enum(["active", "archived"]).default("active"),
      paused_at: model.dateTime().nullable(),
      starts_at: model.dateTime().nullable(),
      expires_at: model.dateTime().nullable(),
      max_redemptions: model.number().nullable(),
      max_redemptions_per_customer: model.number().nullable(),
      redemptions_taken: model.number().default(0),
      restrictions: model.json<Restrictions>(),
      code_batch_id: model.text().nullable(),
      channel: model.text().nullable(),
      metadata: model.json().nullable(),
    },
  )
  .indexes([
    // One live promo code per normalised code; an archived one can be used again (rule 35).
    { name: "UQ_coupon_promo_code_live_word", on: ["code_normalised"], unique: true, where: "status = 'active'" },
    // Made by hand in a migration, so that it finds the beginning of a code as well (text_pattern_ops).
    { name: "IDX_coupon_promo_code_word", on: ["code_normalised"] },
    // A batch's codes are read and archived page by page.
    { name: "IDX_coupon_promo_code_batch", on: ["code_batch_id", "id"], where: "code_batch_id is not null" },
    // A migration adds those of lists, which need an expression; one of them stands in for the generated index of coupon_id.
  ])
