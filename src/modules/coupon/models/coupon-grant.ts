// The grant: a standing rule that gives holders of a plan, of one subscription, or one customer a coupon (rule 24).
import { model } from "@medusajs/framework/utils"

export const CouponGrant = model
  .define(
    { name: "CouponGrant", tableName: "coupon_grant" },
    {
      id: model.id({ prefix: "grant" }).primaryKey(),
      coupon_id: model.text(),
      // Exactly one of the three; the migration checks it.
      plan_id: model.text().nullable(),
      subscription_id: model.text().nullable(),
      customer_id: model.text().nullable(),
      // Whose it is: the customer, or the subscription's. Null for a plan, which many hold.
      holder_id: model.text().nullable(),
      granted_at: model.dateTime(),
      ended_at: model.dateTime().nullable(),
      ended_reason: model.text().nullable(),
    },
  )
  .indexes([
    // The same grant lives once. By plan it is also how a cart's refresh finds the shop's plan grants.
    {
      name: "UQ_coupon_grant_plan",
      on: ["plan_id", "coupon_id"],
      unique: true,
      where: "plan_id is not null and ended_at is null",
    },
    {
      name: "UQ_coupon_grant_subscription",
      on: ["subscription_id", "coupon_id"],
      unique: true,
      where: "subscription_id is not null and ended_at is null",
    },
    {
      name: "UQ_coupon_grant_customer",
      on: ["customer_id", "coupon_id"],
      unique: true,
      where: "customer_id is not null and ended_at is null",
    },
    { name: "IDX_coupon_grant_holder", on: ["holder_id"], where: "holder_id is not null and ended_at is null" },
    { name: "IDX_coupon_grant_coupon", on: ["coupon_id"] },
  ])
