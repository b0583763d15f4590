// One transaction's place under the limits of a coupon (and a code): the ledger of places.
import { model } from "@medusajs/framework/utils"
import type { Terms } from "../../../engine"

const live = "status in ('reserved', 'redeemed')"

export const CouponClaim = model
  .define(
    { name: "CouponClaim", tableName: "coupon_claim" },
    {
      id: model.id({ prefix: "claim" }).primaryKey(),
      coupon_id: model.text(),
      promo_code_id: model.text().nullable(),
      cart_id: model.text(),
      order_id: model.text().nullable(),
      customer_id: model.text().nullable(),
      customer_key: model.text().nullable(),
      // The person's e-mail of the time, normalised: accounts are deleted, and their addresses change.
      email: model.text().nullable(),
      sales_channel_id: model.text().nullable(),
      currency_code: model.text(),
      terms: model.json<Terms>(),
      // Whole minor units; double precision in the database, exact to 2^53.
      amount_minor: model.float(),
      status: model.enum(["reserved", "redeemed", "released"]).default("reserved"),
      override_limits: model.boolean().default(false),
      // A person passes what it is for once: two such claims of one person are not made at a time (rule 18).
      guard_person: model.boolean().default(false),
      reserved_at: model.dateTime(),
      // Set while the place is only held; real time, as created_at.
      held_until: model.dateTime().nullable(),
      // The end of the hold that a completion took over: should its payment fail, the place is held until then again.
      hold_ends_at: model.dateTime().nullable(),
      settled_at: model.dateTime().nullable(),
      released_reason: model.text().nullable(),
    },
  )
  .indexes([
    // The migration adds the unique index of live claims: it needs coalesce(promo_code_id, '').
    { name: "IDX_coupon_claim_coupon_live", on: ["coupon_id", "customer_key"], where: live },
    { name: "IDX_coupon_claim_promo_code_live", on: ["promo_code_id", "customer_key"], where: live },
    // For the clean-up job, which goes by real time: reserved_at is the test clock's.
    { name: "IDX_coupon_claim_reserved", on: ["status", "created_at"], where: "status = 'reserved'" },
    {
      name: "IDX_coupon_claim_held",
      on: ["coupon_id", "held_until"],
      where: "status = 'reserved' and held_until is not null",
    },
    // Claims in flight of one person (rule 18).
    { name: "IDX_coupon_claim_customer_reserved", on: ["customer_key"], where: "status = 'reserved'" },
    { name: "IDX_coupon_claim_email", on: ["email"], where: "email is not null" },
    { name: "IDX_coupon_claim_cart", on: ["cart_id"] },
    { name: "IDX_coupon_claim_order", on: ["order_id"] },
  ])
